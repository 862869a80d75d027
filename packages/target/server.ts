// Starts and stops the reference target: the endpoints that it is given on loopback, with known latencies and faults.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type AddressInfo, BlockList, isIP, type Server } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { UserError } from 'k6-kit/user-error';
import { type AdminParts, administer, identityOf, isAdminPath, type TargetStats } from './admin.ts';
import { problem } from './answers.ts';
import { type ExchangeParts, exchange } from './exchange.ts';
import { FaultSchedule } from './faults.ts';
import { LatencyModel } from './latency.ts';
import { Leak } from './leak.ts';
import { type Handle, type Listener, plainListener } from './listener.ts';
import { createMetrics } from './metrics.ts';
import { buildPage } from './page/files.ts';
import { parsePageFault } from './page/page-faults.ts';
import { type FileParts, isFilePath, serveFile } from './page/serve.ts';
import { PreciseWait } from './precise-wait.ts';
import { Routes } from './routes.ts';
import type { TargetRows } from './rows.ts';
import { Slots } from './slots.ts';
import { SpikeWatch } from './spike-watch.ts';
import { Traffic } from './traffic.ts';
import { epochMs, Tally, Truth } from './truth.ts';
import { breakOff } from './wire.ts';

export interface TargetOptions extends TargetRows {
  /** Loopback address or `localhost`; others are refused. */
  host?: string;
  /** 0 takes a free one. */
  port?: number;
  /** Bearer token that definitions may require (`refuseToken`). */
  token?: string;
  /** Seed of latencies and faults. */
  seed?: number;
  /** Faults as `--fault` takes them. */
  faults?: readonly string[];
  /** What is bad about the home page, as `--page` takes it. */
  pageFaults?: readonly string[];
  /** HTTPS with HTTP/2 and a certificate made at the start; HTTP/1.1 for clients that do not speak it. */
  http2?: boolean;
  /** Requests worked on at once; the rest queues. */
  maxConcurrency?: number;
  /** Connections of a made-up database pool: the endpoints with data hold one while they work, and wait for a free one. */
  dbConnections?: number;
  /** Largest body that the POST takes, in bytes. */
  maxBodyBytes?: number;
  /** Stretch over which the spike watch takes the arrival rate, in ms. */
  spikeWindowMs?: number;
  /** Whether /metrics has the machine's figures under node_exporter's names. */
  hostSeries?: boolean;
  /** Time that open requests get to finish when the target stops, in ms; then they are cut. */
  graceMs?: number;
  /** Build name in the identity; a digest of version and settings by default. */
  build?: string;
}

export interface Target {
  url: string;
  port: number;
  token: string;
  /** PEM of the certificate, for clients that are to trust it; null without HTTP/2. */
  certificate: string | null;
  stats(): TargetStats;
  /** Stops accepting, lets open requests finish for a bounded time, then cuts them. */
  close(): Promise<void>;
}

export const targetDefaults = {
  host: '127.0.0.1',
  port: 0,
  token: 'local-token',
  seed: 1,
  faults: [] as readonly string[],
  pageFaults: [] as readonly string[],
  http2: false,
  maxConcurrency: Number.POSITIVE_INFINITY,
  dbConnections: Number.POSITIVE_INFINITY,
  maxBodyBytes: 64 * 1024,
  spikeWindowMs: 1000,
  hostSeries: true,
  graceMs: 2000,
};

type Settings = typeof targetDefaults & TargetRows;

/** Connections that may wait to be accepted: a spike of 500 users connects at once. */
const backlog = 4096;

/** Starts a target; throws a UserError on a setting that it can't take. */
export async function startTarget(options: TargetOptions): Promise<Target> {
  const settings: Settings = { ...targetDefaults, ...options };
  if (settings.host !== 'localhost' && !isLoopback(settings.host)) throw notLoopback(settings.host);
  const traffic = new Traffic();
  let closing = false;
  const parts = assemble(settings, options.build, traffic, () => closing);
  const listener = await openListener(settings, (request, response) => {
    serve(parts, request, response).catch((error: unknown) => reportBug(error, response));
  });
  traffic.watch(listener.server);
  const { address, family, port } = await listen(listener.server, settings);
  const close = async () => {
    closing = true;
    await stop(listener, settings.graceMs);
    // Requests that were cut are counted out a few turns after their connections have closed.
    for (let turns = 0; turns < 100 && parts.truth.open() > 0; turns += 1) await nextTurn();
    parts.leak.free();
  };
  let closed: Promise<void> | undefined;
  return {
    url: `${listener.scheme}://${family === 'IPv6' ? `[${address}]` : address}:${port}`,
    port,
    token: settings.token,
    certificate: listener.certificate,
    stats: parts.stats,
    close: () => (closed ??= close()),
  };
}

/** The certificate's maker is loaded when it is asked for. */
async function openListener({ http2, host }: Settings, handle: Handle): Promise<Listener> {
  if (!http2) return plainListener(handle);
  const { secureListener } = await import('./secure-listener.ts');
  return secureListener(host, handle);
}

type Parts = ExchangeParts & FileParts & AdminParts;

/** Hands a request to the code that answers its path. */
function serve(parts: Parts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = request.url ?? '';
  if (isAdminPath(url)) return administer(parts, request, response);
  return isFilePath(url) ? serveFile(parts, request, response) : exchange(parts, request, response);
}

function assemble(settings: Settings, build: string | undefined, traffic: Traffic, isClosing: () => boolean) {
  const {
    seed,
    faults: texts,
    http2,
    maxConcurrency,
    dbConnections,
    maxBodyBytes,
    token,
    rows,
    spikeWindowMs,
  } = settings;
  const names = Object.keys(rows);
  const ownTimes = names.filter((name) => settings.definitions?.[name]?.takesOwnTime);
  const pageFaults = [...new Set(settings.pageFaults.map(parsePageFault))].sort();
  const identity = identityOf(
    {
      ...{ seed, texts, maxBodyBytes, rows, spikeWindowMs, ownTimes, pageFaults, http2 },
      ...{ maxConcurrency: String(maxConcurrency), dbConnections: String(dbConnections) },
    },
    build,
  );
  const { version, environment } = identity;
  const truth = new Truth(names);
  const faults = new FaultSchedule(seed, texts, names);
  const spike = new SpikeWatch({ windowMs: spikeWindowMs });
  const slots = new Slots(maxConcurrency);
  const pool = new Slots(dbConnections);
  const leak = new Leak();
  const page = buildPage(settings, pageFaults);
  const files = new Tally();
  const metrics = createMetrics({
    version,
    environment,
    hostSeries: settings.hostSeries,
    inFlight: () => truth.open(),
    connectionsInUse: dbConnections === Number.POSITIVE_INFINITY ? null : () => pool.used(),
    traffic: () => traffic.bytes(),
  });
  const shared: ExchangeParts & FileParts = {
    context: { token, maxBodyBytes, version, home: page.home },
    routes: new Routes(settings),
    latency: new LatencyModel(seed, rows),
    wait: new PreciseWait(),
    ...{ faults, spike, slots, pool, truth, metrics, leak, page, files, isClosing },
  };
  const stats = (): TargetStats => ({
    identity,
    ...truth.counts(),
    files: files.figures(),
    queued: slots.queued() + pool.queued(),
    connections: traffic.connections(),
    unparsed: traffic.unparsed(),
    faults: faults.report(),
    spike: reportSpike(spike, faults),
    leakedBytes: leak.bytes(),
  });
  return { ...shared, identity, stats };
}

function reportSpike(watch: SpikeWatch, faults: FaultSchedule): TargetStats['spike'] {
  const spike = watch.look(performance.now());
  if (spike === null) return null;
  const { startedAtMs, endedAtMs, calmPerS, peakPerS } = spike;
  const slowForMs = faults.longestAfterSpikeMs();
  return {
    spikeStartedAt: epochMs(startedAtMs),
    spikeEndedAt: endedAtMs === null ? null : epochMs(endedAtMs),
    slowUntil: endedAtMs === null || slowForMs === null ? null : epochMs(endedAtMs + slowForMs),
    calmPerS,
    peakPerS,
  };
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

function isLoopback(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && loopback.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/** A target is slow and faulty on purpose and its token is public: no other machine should reach it. */
function notLoopback(host: string): UserError {
  return new UserError('E_TARGET', `host: read "${host}", expected a loopback address (127.0.0.1, ::1 or localhost)`);
}

function listen(server: Server, { host, port }: Settings): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const hint =
        error.code === 'EADDRINUSE' ? 'the port is taken: choose another, or 0 for a free one' : error.message;
      reject(new UserError('E_TARGET', `can't listen on ${host} port ${port}: ${hint}`, { cause: error }));
    });
    server.listen({ host, port, backlog }, () => {
      const address = server.address() as AddressInfo;
      if (isLoopback(address.address)) return resolve(address);
      // A hosts file can send "localhost" anywhere.
      server.close();
      reject(notLoopback(`${host} (${address.address})`));
    });
  });
}

async function stop({ server, closeIdle, cut }: Listener, graceMs: number): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  // An answer that was on its way when the target stopped leaves an idle connection behind.
  const sweep = setInterval(closeIdle, 50);
  const cutting = setTimeout(cut, graceMs);
  await closed;
  clearInterval(sweep);
  clearTimeout(cutting);
}

/** Answers 500 where that is still possible, and never hides the error. */
function reportBug(error: unknown, response: ServerResponse): void {
  console.error(error);
  if (response.headersSent) {
    breakOff(response);
    return;
  }
  const { status, headers, body } = problem(500, 'bug', 'the target failed; its stderr has the reason');
  response.writeHead(status, headers).end(body);
}
