// The target's own pages: Prometheus series, exact figures, identity. Never counted and never faulty.
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Answer, jsonAnswer, problem } from './answers.ts';
import type { TargetMetrics } from './metrics.ts';
import packageJson from './package.json' with { type: 'json' };
import { pathOf } from './routes.ts';
import type { Counts, Figures } from './truth.ts';

/** Who answers: read before load is sent, and again after it to notice a restart. */
export interface Identity {
  name: 'reference-target';
  environment: 'reference';
  version: string;
  /** RFC 3339, UTC. */
  startedAt: string;
  /** Changes with the version and with every setting that changes behaviour. */
  build: string;
}

/** A spike that the target has seen, on the epoch clock in ms. */
export interface SpikeReport {
  spikeStartedAt: number;
  /** null while it lasts. */
  spikeEndedAt: number | null;
  /** Until when faults with `after=spike` go on for new requests; null without such a fault or before the end. */
  slowUntil: number | null;
  /** Requests per second before it, and its highest. */
  calmPerS: number;
  peakPerS: number;
}

/** The exact figures. Requests that are still open are in `inFlight` only. */
export interface TargetStats extends Counts {
  identity: Identity;
  /** The page's files, which stand apart: `total` and `inFlight` are without them. */
  files: Figures;
  /** Requests waiting for a slot of `--max-concurrency`. */
  queued: number;
  connections: { open: number; total: number };
  /** Connections that sent something else than HTTP. */
  unparsed: number;
  /** Faults given by flag with the number of requests each has hit. */
  faults: { fault: string; hits: number }[];
  spike: SpikeReport | null;
  leakedBytes: number;
}

export function identityOf(settings: Record<string, unknown>, build: string | undefined): Identity {
  const { version } = packageJson;
  const digest = createHash('sha256')
    .update(JSON.stringify({ version, ...settings }))
    .digest('hex');
  return {
    name: 'reference-target',
    environment: 'reference',
    version,
    startedAt: new Date().toISOString(),
    build: build ?? digest.slice(0, 12),
  };
}

/** Whether a path belongs to the administration. */
export function isAdminPath(url: string): boolean {
  const path = pathOf(url);
  return path === '/metrics' || path.startsWith('/__target/');
}

export interface AdminParts {
  identity: Identity;
  metrics: TargetMetrics;
  stats: () => TargetStats;
}

export async function administer(parts: AdminParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  request.resume();
  const { status, headers, body } = await answerAdmin(parts, request.method ?? '', request.url ?? '');
  response.writeHead(status, { ...headers, 'content-length': body.length });
  response.end(request.method === 'HEAD' ? undefined : body);
}

async function answerAdmin(parts: AdminParts, method: string, url: string): Promise<Answer> {
  if (method !== 'GET' && method !== 'HEAD') {
    return problem(405, 'method_not_allowed', 'this path takes GET, HEAD', {}, { allow: 'GET, HEAD' });
  }
  switch (pathOf(url)) {
    case '/metrics': {
      const names = new URLSearchParams(url.split('?')[1]).getAll('name[]');
      const body = Buffer.from(await parts.metrics.render(names));
      return { status: 200, headers: { 'content-type': parts.metrics.contentType }, body };
    }
    case '/__target/stats':
      return jsonAnswer(200, parts.stats());
    case '/__target/identity':
      return jsonAnswer(200, parts.identity);
    default:
      return problem(404, 'not_found', 'no such path; there are /metrics, /__target/stats and /__target/identity');
  }
}
