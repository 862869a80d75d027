// `perf monitor`: the machine, its services and the API in the terminal, every few seconds or once. Needs no Prometheus.
import { setTimeout as pause } from 'node:timers/promises';
import { Command } from 'commander';
import { UserError } from 'k6-kit/user-error';
import { endpoints, monitoring, type ServiceName } from '../../thresholds/baselines.ts';
import { API_SERVICE, ROLES } from '../../thresholds/system.ts';
import type { Io } from '../io.ts';
import { absolute, folderOption } from '../services/folder.ts';
import { SERVICE_NAMES } from './services.ts';
import { stackPorts } from './stack-ports.ts';
import { monitorText } from './text.ts';
import { Watch } from './watch.ts';

interface Options {
  url?: string;
  dir: string;
  port: string[];
  every: string;
  times?: string;
  once?: boolean;
  json?: boolean;
}

const HEALTH_PATH = endpoints[ROLES.health].path;
const DEFAULT_URL = `http://127.0.0.1:8080${HEALTH_PATH}`;

/** Stretch between the two looks of `--once`, ms: CPU and traffic are rates. */
const ONCE_MS = 500;
/** Puts the cursor at the top and empties the screen. */
const CLEAR = '\x1b[H\x1b[2J';

const EXAMPLES = `
Examples:
  npm run perf -- monitor
  npm run perf -- monitor --url ${DEFAULT_URL} --port redis=6380
  npm run perf -- monitor --once --json

Services that \`perf services up\` started are found by their folder, others on their usual ports or by --port. Ctrl-C ends it. With PROMETHEUS_URL in the environment its alerts are shown too.
Services: ${SERVICE_NAMES.join(', ')}.`;

export function monitorCommand(io: Io): Command {
  return new Command('monitor')
    .option('--url <url>', `address of the API to time (default: the stack's, else ${DEFAULT_URL})`)
    .addOption(folderOption())
    .option('--port <service=number>', 'port of a service that is not on its usual one, repeatable', collect, [])
    .option('--every <seconds>', 'time between two updates', String(monitoring.monitorRefresh.valueS))
    .option('--times <number>', 'end after this many updates')
    .option('--once', 'one update, then end')
    .option('--json', 'one JSON object a line')
    .addHelpText('after', EXAMPLES)
    .action((options: Options) => monitor(options, io));
}

function collect(value: string, earlier: string[]): string[] {
  return [...earlier, value];
}

async function monitor(options: Options, io: Io): Promise<void> {
  const everyMs = readNumber('--every', options.every, 0.2, 3600) * 1000;
  const times = options.once
    ? 1
    : options.times === undefined
      ? Infinity
      : readNumber('--times', options.times, 1, 1e9);
  const stack = await stackPorts(absolute(options.dir, io));
  const stackUrl =
    stack[API_SERVICE] === undefined ? DEFAULT_URL : `http://127.0.0.1:${stack[API_SERVICE]}${HEALTH_PATH}`;
  const watch = new Watch({
    url: readUrl(options.url ?? stackUrl),
    ports: { ...stack, ...readPorts(options.port) },
    prometheusUrl: io.env.PROMETHEUS_URL,
    path: io.env.PATH,
    now: io.now,
  });
  await watch.begin();
  // The first figures come soon: rates need a stretch of time, not a whole interval.
  await rest(Math.min(ONCE_MS, everyMs), io.signal);
  for (let time = 1; !io.signal?.aborted; time += 1) {
    const begunMs = performance.now();
    const sample = await watch.sample();
    const text = options.json ? `${JSON.stringify(sample)}\n` : monitorText(sample, io.isTty);
    io.stdout(io.isTty && !options.json && !options.once ? CLEAR + text : text);
    if (time >= times) return;
    await rest(Math.max(0, everyMs - (performance.now() - begunMs)), io.signal);
  }
}

/** Waits, or ends with Ctrl-C. */
function rest(ms: number, signal: AbortSignal | undefined): Promise<unknown> {
  return pause(ms, undefined, signal ? { signal } : {}).catch(() => undefined);
}

function readUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol) && !url.username && !url.password) return url.href;
  throw new UserError('E_URL', '--url cannot be used: expected http(s)://host[:port]/path without user and password');
}

function readPorts(texts: readonly string[]): Partial<Record<ServiceName, number>> {
  return Object.fromEntries(
    texts.map((text) => {
      const [, name = '', digits = ''] = /^(\w+)=(\d{1,5})$/.exec(text) ?? [];
      const port = Number(digits);
      if (SERVICE_NAMES.includes(name as ServiceName) && port >= 1 && port <= 65_535) return [name, port];
      throw new UserError(
        'E_PORT',
        `--port reads "${text}": expected <service>=<port>, such as redis=6380, with one of ${SERVICE_NAMES.join(', ')}`,
      );
    }),
  );
}

function readNumber(flag: string, text: string, min: number, max: number): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new UserError('E_NUMBER', `${flag} reads "${text}": expected a number from ${min} to ${max}`);
}
