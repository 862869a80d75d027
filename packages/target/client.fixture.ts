// For tests: an API of three endpoints, and a plain HTTP client: keep-alive, one answer or one error per request, timed.
import { Agent, type IncomingHttpHeaders, request as open } from 'node:http';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { jsonAnswer, readJson, refuseToken } from './answers.ts';
import { definitionOf, homePage, type TargetRows, withTimes } from './rows.ts';
import { startTarget, type Target, type TargetOptions, targetDefaults } from './server.ts';

export interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
  /** From when the request could be sent, its connection standing, to the end of the body, in ms; k6's `http_req_duration` counts so. */
  tookMs: number;
}

export interface Sent {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
  signal?: AbortSignal;
}

export class TestClient {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
  private readonly baseUrl: string;

  constructor(baseUrl: string) {
    this.baseUrl = baseUrl;
  }

  send(path: string, { method = 'GET', headers = {}, body, signal }: Sent = {}): Promise<Reply> {
    let startMs = performance.now();
    return new Promise((resolve, reject) => {
      const options = { agent: this.agent, method, headers, ...(signal && { signal }) };
      const request = open(this.baseUrl + path, options, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const { statusCode = 0, headers: replied } = response;
          const tookMs = performance.now() - startMs;
          resolve({ status: statusCode, headers: replied, body: Buffer.concat(chunks).toString(), tookMs });
        });
      });
      request.once('socket', (socket) => {
        if (socket.connecting) socket.once('connect', () => (startMs = performance.now()));
      });
      request.on('error', reject);
      request.end(body);
    });
  }

  async json(path: string): Promise<Record<string, unknown>> {
    return JSON.parse((await this.send(path)).body) as Record<string, unknown>;
  }

  close(): void {
    this.agent.destroy();
  }
}

/** Runs `use` against a target of its own, which is gone afterwards. */
export async function withTarget(
  options: Partial<TargetOptions>,
  use: (client: TestClient, target: Target) => Promise<void>,
): Promise<void> {
  const target = await startTarget({ ...shop, ...options });
  const client = new TestClient(target.url);
  try {
    await use(client, target);
  } finally {
    client.close();
    await target.close();
  }
}

/** Waits until the target has counted out all that it accepted, a moment after the client has its answer or error. */
export async function settled(target: Target): Promise<void> {
  while (target.stats().inFlight > 0) await sleep(2);
}

/** Times per second that the kernel may take the CPU away from a process whose times are judged; about 1 when it is idle. */
const quietPerS = 20;

/**
 * Runs a check of times, up to three times. It fails when it did so while the machine had a CPU for it; when other
 * processes took the CPU away each time, the test is skipped without a verdict, saying so.
 */
export async function judgeTimes(context: TestContext, check: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const startMs = performance.now();
    const before = process.resourceUsage().involuntaryContextSwitches;
    const failure: unknown = await check().then(
      () => undefined,
      (error: unknown) => error,
    );
    if (failure === undefined) return;
    const switches = process.resourceUsage().involuntaryContextSwitches - before;
    const perS = Math.round((1000 * switches) / (performance.now() - startMs));
    if (perS <= quietPerS) throw failure;
    if (attempt === 3) return context.skip(`no verdict: other processes took the CPU away ${perS} times per second`);
  }
}

/** A page, an endpoint that nothing is said of, and one that takes an order from who has the token. */
export const shop = {
  rows: {
    front: { path: '/', avgMs: 45, p50Ms: 40, p95Ms: 85, p99Ms: 120 },
    ping: { path: '/api/ping', avgMs: 12, p50Ms: 10, p95Ms: 25, p99Ms: 40 },
    orders: { path: '/api/orders', avgMs: 250, p50Ms: 200, p95Ms: 450, p99Ms: 800 },
  },
  definitions: {
    front: homePage,
    orders: {
      methods: ['POST'],
      asksDatabase: true,
      example: '{"item":"tea"}',
      answer(question, context) {
        const refusal = refuseToken(question, context);
        if (refusal) return refusal;
        const json = readJson(question, context);
        return 'refusal' in json ? json.refusal : jsonAnswer(200, { ordered: json.value });
      },
    },
  },
} satisfies TargetRows;

export type ShopName = keyof typeof shop.rows;
export const names = Object.keys(shop.rows) as ShopName[];

/** The shop as fast as it can. */
export const fast = {
  rows: withTimes(shop, { avgMs: 1, p50Ms: 1, p95Ms: 1, p99Ms: 1 }),
  hostSeries: false,
} satisfies Partial<TargetOptions>;

/** The fast shop, in which an endpoint always takes as long as this. */
export function slowAt(name: ShopName, ms: number): Partial<TargetOptions> {
  const times = { avgMs: ms, p50Ms: ms, p95Ms: ms, p99Ms: ms };
  return { ...fast, rows: { ...fast.rows, [name]: { ...shop.rows[name], ...times } } };
}

const headers = { authorization: `Bearer ${targetDefaults.token}`, 'content-type': 'application/json' };
/** The request that each endpoint answers with 200. */
export const goodRequests = Object.fromEntries(
  names.map((name): [string, [path: string, sent: Sent]] => {
    const { methods: [method = 'GET'] = [], example } = definitionOf(shop, name);
    return [name, [shop.rows[name].path, { method, headers, ...(example !== undefined && { body: example }) }]];
  }),
) as Record<ShopName, [path: string, sent: Sent]>;

/** Percentile as k6's trend has it: linear between the two closest ranks. `values` need no order. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(rank)] ?? Number.NaN, sorted[Math.ceil(rank)] ?? Number.NaN];
  return low + (high - low) * (rank - Math.floor(rank));
}

/** Whether two times agree within 2 ms or 3 %. */
export function agrees(measuredMs: number, trueMs: number | null): boolean {
  return trueMs !== null && Math.abs(measuredMs - trueMs) <= Math.max(2, 0.03 * trueMs);
}
