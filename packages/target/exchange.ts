// One request from its head to the end of the response: latency, faults, answer, and its place in the figures.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from 'k6-kit/user-error';
import { type Answer, type AnswerContext, problem } from './answers.ts';
import type { FaultPlan, FaultSchedule } from './faults.ts';
import { clientAllowanceMs, type LatencyModel } from './latency.ts';
import type { Leak } from './leak.ts';
import type { TargetMetrics } from './metrics.ts';
import type { PreciseWait } from './precise-wait.ts';
import { pathOf, type Route, type Routes } from './routes.ts';
import type { Slots } from './slots.ts';
import type { SpikeWatch } from './spike-watch.ts';
import type { Truth } from './truth.ts';
import { breakOff, endingOf, send, writeHead } from './wire.ts';

/** Header that carries faults for its own request. */
export const faultHeader = 'x-target-fault';

/** Slices of a slow body. */
const bodySlices = 20;

/** Pause between the first half of a body and the reset, in ms, so that the half arrives. */
const beforeResetMs = 20;

/** What the exchanges of a target share. */
export interface ExchangeParts {
  context: AnswerContext;
  routes: Routes;
  latency: LatencyModel;
  faults: FaultSchedule;
  spike: SpikeWatch;
  wait: PreciseWait;
  slots: Slots;
  /** Connections of the made-up database. */
  pool: Slots;
  truth: Truth;
  metrics: TargetMetrics;
  leak: Leak;
  /** Whether the target is stopping: answers then close their connection. */
  isClosing: () => boolean;
}

/** Serves one request of the load; the target's administration has its own way. */
export async function exchange(
  parts: ExchangeParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const arrivedMs = performance.now();
  const route = parts.routes.find(request.method ?? '', request.url ?? '');
  const gone = countUntilClosed(parts, route.kind === 'unknown' ? 'other' : route.endpoint, arrivedMs, response);
  if (parts.isClosing()) response.shouldKeepAlive = false;
  if (route.kind === 'endpoint') return serveEndpoint(parts, route, arrivedMs, gone, response);
  request.resume();
  send(response, parts.routes.refuse(route));
}

/** Counts the request in now, and out when its response has ended or its client has gone; the signal fires then. */
function countUntilClosed(
  parts: ExchangeParts,
  group: string,
  arrivedMs: number,
  response: ServerResponse,
): AbortSignal {
  const { truth, metrics, spike } = parts;
  const gone = new AbortController();
  truth.begin(arrivedMs);
  spike.arrive(arrivedMs);
  response.once('close', () => {
    const status = endingOf(response);
    const tookMs = performance.now() - arrivedMs;
    truth.end(group, status, tookMs);
    metrics.observe(group, response.req.method ?? '', status, tookMs);
    gone.abort();
  });
  return gone.signal;
}

async function serveEndpoint(
  parts: ExchangeParts,
  { endpoint, definition }: Extract<Route, { kind: 'endpoint' }>,
  arrivedMs: number,
  gone: AbortSignal,
  response: ServerResponse,
): Promise<void> {
  const request = response.req;
  const drawnMs = definition.takesOwnTime ? 0 : parts.latency.next(endpoint);
  const planned = planFaults(parts, endpoint, arrivedMs, request);
  const body = await readBody(request, parts.context.maxBodyBytes);
  const queuedMs = performance.now();
  if (body === null) return;
  const isFree = (await take(parts.slots, gone)) && (!definition.asksDatabase || (await take(parts.pool, gone)));
  if (!isFree) return;
  const startMs = arrivedMs + performance.now() - queuedMs;
  const waitMs = Math.max(0, drawnMs - clientAllowanceMs) + planned.plan.delayMs;
  parts.leak.grow(planned.plan.leakBytes);
  const answer = planned.refusal ?? (await definition.answer(questionOf(request, body), parts.context));
  await parts.wait.until(startMs + waitMs);
  if (parts.isClosing()) response.shouldKeepAlive = false;
  await finish(response, answer, planned.plan, gone);
}

/** Waits for a slot; false when the client went before. A client that goes frees it, as a server that notices would. */
async function take(slots: Slots, gone: AbortSignal): Promise<boolean> {
  const release = await slots.acquire(gone);
  if (release === null) return false;
  gone.addEventListener('abort', release);
  return true;
}

/** What the faults do to the request; a header that can't be read is refused and does nothing. */
function planFaults(
  parts: ExchangeParts,
  endpoint: string,
  nowMs: number,
  request: IncomingMessage,
): { plan: FaultPlan; refusal?: Answer } {
  const endedAtMs = parts.spike.look(nowMs)?.endedAtMs ?? null;
  const moment = {
    sinceFirstRequestMs: parts.truth.sinceFirstMs(nowMs),
    sinceSpikeEndMs: endedAtMs === null ? null : nowMs - endedAtMs,
  };
  try {
    return { plan: parts.faults.plan(endpoint, request.headers[faultHeader]?.toString(), moment) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const refusal = problem(400, 'invalid_fault', `${faultHeader}: ${error.message}`);
    return { plan: { outcome: { kind: 'answer' }, delayMs: 0, bodyMs: 0, leakBytes: 0 }, refusal };
  }
}

function questionOf(request: IncomingMessage, body: Buffer | 'too-large') {
  return {
    path: pathOf(request.url ?? ''),
    authorization: request.headers.authorization,
    contentType: request.headers['content-type'],
    contentEncoding: request.headers['content-encoding'],
    acceptEncoding: request.headers['accept-encoding']?.toString(),
    ifNoneMatch: request.headers['if-none-match'],
    body,
  };
}

/** The request's body; null when the client went before its end. What is over the limit is read and thrown away. */
function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | 'too-large' | null> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBytes) chunks.push(chunk);
      else resolve('too-large');
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('close', () => resolve(null));
    request.on('error', () => resolve(null));
  });
}

/** Ends the request in the given way. */
async function finish(response: ServerResponse, answer: Answer, plan: FaultPlan, gone: AbortSignal): Promise<void> {
  const { outcome, bodyMs } = plan;
  if (gone.aborted || outcome.kind === 'hang') return;
  if (outcome.kind === 'reset') return reset(response, answer, outcome.at);
  const { status } = outcome.kind === 'error' ? outcome : answer;
  const final = outcome.kind === 'error' ? problem(status, 'injected_fault', `a fault answers ${status}`) : answer;
  if (bodyMs > 0 && response.req.method !== 'HEAD') await sendSlowly(response, final, bodyMs, gone);
  else send(response, final);
}

/** Breaks the answer off. */
async function reset(response: ServerResponse, answer: Answer, at: 'head' | 'body'): Promise<void> {
  if (at === 'body') {
    writeHead(response, answer);
    response.write(answer.body.subarray(0, Math.ceil(answer.body.length / 2)));
    await sleep(beforeResetMs);
  }
  breakOff(response);
}

async function sendSlowly(response: ServerResponse, answer: Answer, bodyMs: number, gone: AbortSignal): Promise<void> {
  writeHead(response, answer);
  response.flushHeaders();
  const { body } = answer;
  for (let slice = 0; slice < bodySlices && !gone.aborted; slice += 1) {
    await sleep(bodyMs / bodySlices);
    const [start, end] = [slice, slice + 1].map((edge) => Math.floor((body.length * edge) / bodySlices));
    if (!gone.aborted) response.write(body.subarray(start, end));
  }
  response.end();
}
