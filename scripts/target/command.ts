// `perf target`: the reference target as a process of its own.
import { Command, InvalidArgumentError } from 'commander';
import { writeWholeSync } from 'k6-kit/files';
import { UserError } from 'k6-kit/user-error';
import { parseFault } from 'k6-target/fault-grammar';
import { pageFaults, parsePageFault } from 'k6-target/page/page-faults';
import { targetDefaults } from 'k6-target/server';
import { parseBytes, parseDurationMs, parseWhole } from 'k6-target/units';
import { warmUp } from 'k6-target/warm-up';
import { endpoints } from '../../thresholds/baselines.ts';
import { ROLES } from '../../thresholds/system.ts';
import type { Io } from '../io.ts';
import type { Backing } from './backing/backing.ts';
import { OUR_ROWS, startTarget, type Target } from './start.ts';

interface CommandOptions {
  host: string;
  port: number;
  token?: string;
  seed: number;
  fault?: string[];
  page?: string[];
  http2?: boolean;
  certificate?: string;
  maxConcurrency?: number;
  dbConnections?: number;
  maxBody?: number;
  spikeWindow?: number;
  build?: string;
  stopAfter: string;
  stopWithStdin?: boolean;
  hostSeries: boolean;
  backed?: boolean;
  json?: boolean;
}

/** Longest life: a timer holds little more, in ms. */
const longestLifeMs = 576 * 3_600_000;

const names = Object.keys(OUR_ROWS.rows);

const help = `
Faults (--fault, repeatable; the header x-target-fault does the same for its request, several separated by ";"):
  delay=300ms               answers later by this much
  error=5%[,status=503]     answers this share of the requests with the status (400-599)
  reset=2%[,at=head|body]   resets the connection, before the head or half-way through the body
  hang=1%                   never answers; ends when the client goes
  slow-body=2s              spreads the body over this time
  leak=64KB                 keeps this much memory per request (up to 1GB in all)
Narrow each by, separated by commas:
  endpoint=NAME             one endpoint (${names.join(', ')})
  share=10%                 this share of the requests (delay, slow-body, leak)
  from=6s, for=2s           a time span, counted from the first request
  after=spike,for=6s        from the end of a spike, which the target detects itself

Faults of the home page (--page, repeatable):
${Object.entries(pageFaults)
  .map(([name, what]) => `  ${name.padEnd(25)} ${what}`)
  .join('\n')}

Environment:
  TARGET_TOKEN              the token, if --token is not given
  DATABASE_URL, REDIS_URL   with --backed: PostgreSQL and Redis, for memory stats
  DATABASE_URL, CHROMA_URL  with --backed: PostgreSQL and ChromaDB, for the knowledge graph
  KAFKA_BROKERS             with --backed: Kafka, which receives the biometric events

Examples:
  $ perf target --port 8080
  $ perf target --fault 'endpoint=${names.at(-1)},delay=300ms' --fault 'error=5%,status=503'
  $ perf target --fault 'delay=800ms,after=spike,for=6s'
  $ perf target --page no-cache --page many-files
  $ perf target --max-concurrency 20 --json

  $ curl -H 'x-target-fault: delay=1s' http://127.0.0.1:8080${endpoints[ROLES.health].path}
  $ curl http://127.0.0.1:8080/__target/stats`;

/** The command; `exit` gets its exit code. A wrong setting is one line and exit code 2. */
export function targetCommand(io: Io, exit: (code: number) => void): Command {
  const { host, port, seed, token } = targetDefaults;
  return new Command('target')
    .option('--host <address>', 'loopback address to listen on', host)
    .option('--port <number>', 'port to listen on, 0 for a free one', whole('port', 0, 65_535), port)
    .option(
      '--token <token>',
      `Bearer token of ${endpoints[ROLES.token].path}; public, for local tests only (default: "${token}")`,
    )
    .option('--seed <number>', 'seed of latencies and faults', whole('seed', 0, 2 ** 31), seed)
    .option('--fault <fault>', 'a fault to inject, repeatable (see below)', collectFault)
    .option('--page <fault>', 'a fault of the home page, repeatable (see below)', collectPageFault)
    .option('--http2', 'HTTPS with HTTP/2 and a new certificate; HTTP/1.1 for clients without HTTP/2')
    .option('--certificate <file>', 'with --http2: write its certificate to this file, for clients to trust')
    .option(
      '--max-concurrency <number>',
      'requests processed at once; the rest queues',
      whole('max-concurrency', 1, 1e6),
    )
    .option(
      '--db-connections <number>',
      'connections of a simulated database pool, shared by the endpoints with data',
      whole('db-connections', 1, 1e6),
    )
    .option('--max-body <size>', 'largest body that the POST accepts (default: 64KB)', quantity('max-body', parseBytes))
    .option(
      '--spike-window <duration>',
      'time over which arrivals are counted (default: 1s)',
      quantity('spike-window', (name, text) => parseDurationMs(name, text, 100)),
    )
    .option('--no-host-series', "leave the machine's node_* series out of /metrics, if a node_exporter has them")
    .option('--backed', 'serve from the services in the environment (see below), with their response times')
    .option('--build <name>', 'build name in /__target/identity (default: a digest of the settings)')
    .option('--stop-after <duration>', 'end by itself after this time', checkLife, '4h')
    .option('--stop-with-stdin', 'end when standard input closes')
    .option('--json', 'print {"url","pid"} instead of a sentence')
    .addHelpText('after', help)
    .action(async (options: CommandOptions) => {
      await serve(options, io);
      exit(0);
    });
}

/** Loaded when it is asked for: the plain target needs no clients of services. */
async function openBackingOf(env: Io['env']): Promise<Backing> {
  const { openBacking } = await import('./backing/backing.ts');
  const settings = {
    databaseUrl: env.DATABASE_URL,
    redisUrl: env.REDIS_URL,
    chromaUrl: env.CHROMA_URL,
    kafkaBrokers: env.KAFKA_BROKERS,
  };
  const backing = await openBacking(settings).catch((error: Error) => {
    throw new UserError(
      'E_TARGET',
      `--backed: ${error.message}; expected running services, as \`perf services up\` starts them`,
    );
  });
  if (backing.endpoints.length > 0) return backing;
  throw new UserError(
    'E_TARGET',
    '--backed: expected DATABASE_URL with REDIS_URL or CHROMA_URL, or KAFKA_BROKERS, in the environment',
  );
}

/** Serves until stopped. */
async function serve(options: CommandOptions, io: Io): Promise<void> {
  const {
    fault = [],
    page = [],
    maxBody,
    spikeWindow,
    stopAfter,
    stopWithStdin,
    json,
    certificate,
    backed: _,
    ...rest
  } = options;
  const token = options.token ?? io.env.TARGET_TOKEN ?? targetDefaults.token;
  if (token === '' || /\s/.test(token))
    throw new UserError('E_TARGET', 'token: expected at least one character and no spaces');
  if (certificate !== undefined && !options.http2) throw new UserError('E_TARGET', 'certificate: expected --http2 too');
  await warmUp(OUR_ROWS);
  const backing = options.backed ? await openBackingOf(io.env) : undefined;
  const target = await startTarget({
    ...rest,
    token,
    faults: fault,
    pageFaults: page,
    ...(maxBody === undefined ? {} : { maxBodyBytes: maxBody }),
    ...(spikeWindow === undefined ? {} : { spikeWindowMs: spikeWindow }),
    ...(backing && { definitions: backing.definitions }),
  });
  const { url } = target;
  try {
    writeCertificate(certificate, target);
    io.stdout(json ? `${JSON.stringify({ url, pid: process.pid })}\n` : `target listening on ${url}\n`);
    const stopped = await untilStopped(parseDurationMs('stop-after', stopAfter), stopWithStdin === true, io.signal);
    if (stopped === 'time') io.stderr(`target stopped by itself after ${stopAfter}\n`);
  } finally {
    await target.close();
    await backing?.close();
  }
}

/** Whole: who waits for the file never reads half of it. */
function writeCertificate(path: string | undefined, { certificate }: Target): void {
  if (path === undefined || certificate === null) return;
  try {
    writeWholeSync(path, certificate);
  } catch (error) {
    throw new UserError(
      'E_TARGET',
      `certificate: can't write ${path}: ${(error as Error).message}; expected a file in a folder that is there`,
      { cause: error },
    );
  }
}

/** Resolves with what ended the target's life. */
function untilStopped(lifeMs: number, withStdin: boolean, signal: AbortSignal | undefined): Promise<'time' | 'order'> {
  return new Promise((resolve) => {
    const end = (reason: 'time' | 'order') => {
      clearTimeout(timer);
      if (withStdin) process.stdin.destroy();
      resolve(reason);
    };
    const timer = setTimeout(() => end('time'), lifeMs);
    if (signal?.aborted) end('order');
    signal?.addEventListener('abort', () => end('order'));
    if (withStdin) process.stdin.once('close', () => end('order')).resume();
  });
}

function collectFault(text: string, earlier: string[] = []): string[] {
  return quantity('fault', (_, value) => {
    parseFault(value, names);
    return [...earlier, value];
  })(text);
}

function collectPageFault(text: string, earlier: string[] = []): string[] {
  return quantity('page', (_, value) => [...earlier, parsePageFault(value)])(text);
}

function checkLife(text: string): string {
  return quantity('stop-after', (name, value) => {
    parseDurationMs(name, value, 1, longestLifeMs);
    return value;
  })(text);
}

function whole(name: string, min: number, max: number): (text: string) => number {
  return quantity(name, (_, text) => parseWhole(name, text, min, max));
}

/** Turns one of our parsers into one of commander's, which adds the flag to the message. */
function quantity<T>(name: string, parse: (name: string, text: string) => T): (text: string) => T {
  return (text) => {
    try {
      return parse(name, text);
    } catch (error) {
      if (error instanceof UserError) throw new InvalidArgumentError(error.message);
      throw error;
    }
  };
}
