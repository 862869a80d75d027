// A plain HTTP client for the tests: keep-alive, one answer or one error per request, timed.
import { Agent, type IncomingHttpHeaders, request as open } from 'node:http';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { definitionOf } from '../../scripts/target/definitions.ts';
import { type EndpointName, endpoints } from '../../thresholds/baselines.ts';
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
  options: TargetOptions,
  use: (client: TestClient, target: Target) => Promise<void>,
): Promise<void> {
  const target = await startTarget(options);
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
 * processes took the CPU away each time, there is no verdict and the test is skipped, saying so.
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

/** Rows of a target that answers as fast as it can. */
const instant = { avgMs: 1, p50Ms: 1, p95Ms: 1, p99Ms: 1 };
const names = Object.keys(endpoints) as EndpointName[];
export const instantRows = Object.fromEntries(names.map((name) => [name, instant])) as Record<
  EndpointName,
  typeof instant
>;

/** A sample that the POST takes. */
export const sample = { user_id: 'test-01', event_type: 'heart_rate', value: 61.5, unit: 'bpm' };

const headers = { authorization: `Bearer ${targetDefaults.token}`, 'content-type': 'application/json' };
/** The request that each endpoint answers with 200. */
export const goodRequests = Object.fromEntries(
  names.map((name): [string, [path: string, sent: Sent]] => {
    const { methods: [method = 'GET'] = [], example } = definitionOf(name);
    return [name, [endpoints[name].path, { method, headers, ...(example !== undefined && { body: example }) }]];
  }),
) as Record<EndpointName, [path: string, sent: Sent]>;

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
