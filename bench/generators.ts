// How each load generator is made to load a server with closed-loop connections, and where it says what it did.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findCommand, type Ran, run } from './processes.ts';

/** Its name among the generators. */
export const LOCAL_RUNNER = 'local runner';

export interface Generator {
  name: string;
  /** Undefined: not on this machine. */
  command: ((url: string, connections: number, seconds: number) => string[]) | undefined;
  requestsIn(output: Ran): number;
}

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The local runner as its users start it. */
export function runnerCommand(script: string, ...args: string[]): string[] {
  const start = join(ROOT, 'scripts/start/start.js');
  return [process.execPath, start, 'packages/runner/cli.ts', 'run', script, '--quiet', '--no-color', ...args];
}

/** Writes a script for as long as `use` takes. */
export async function withScript<T>(text: string, use: (path: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-script-'));
  const path = join(folder, 'script.js');
  writeFileSync(path, text);
  try {
    return await use(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The five lines that everything else is measured against. */
export const BARE_SCRIPT = `import http from 'k6/http';
export default function () {
  http.get(__ENV.BASE_URL + '/api/health');
}
export const handleSummary = (data) => ({ stdout: JSON.stringify(data) + '\\n' });
`;

interface SummaryData {
  metrics: Record<string, { values: Record<string, number> }>;
  state: { testRunDurationMs: number; generator?: { threads: number; reliable: boolean; reasons: string[] } };
}

/** The data of handleSummary that BARE_SCRIPT prints. */
export function summaryIn({ stdout, stderr }: Ran): SummaryData {
  const line = stdout.split('\n').find((text) => text.startsWith('{'));
  if (!line) throw new Error(`the runner printed no summary:\n${stderr}`);
  return JSON.parse(line) as SummaryData;
}

/** Requests per CPU-second: a short run is taken off the long one, so that start-up counts for nobody. */
export async function requestsPerCpuS(
  generator: Generator,
  url: string,
  connections: number,
  seconds: number,
): Promise<number> {
  const { command, requestsIn } = generator;
  if (!command) throw new Error(`${generator.name} is missing`);
  const short = await run(command(url, connections, 1), { BASE_URL: url });
  const long = await run(command(url, connections, 1 + seconds), { BASE_URL: url });
  return (requestsIn(long) - requestsIn(short)) / Math.max(0.01, long.cpuS - short.cpuS);
}

/**
 * A generator of the caller's own: `name=command {url} {vus} {seconds}`, whose words are separated by blanks. It prints a line
 * of JSON with `requests`. Undefined when the text is not of this form.
 */
export function peerOf(text: string): Generator | undefined {
  const [, name, command] = /^([^=]+)=(.*\{url\}.*)$/.exec(text) ?? [];
  if (name === undefined || command === undefined) return undefined;
  return {
    name: name.trim(),
    command: (url, connections, seconds) => {
      const values: Record<string, string> = {
        url: `${url}/api/health`,
        vus: String(connections),
        seconds: String(seconds),
      };
      const words = command.trim().split(/\s+/);
      return words.map((word) => word.replace(/\{(url|vus|seconds)\}/g, (_, key: string) => values[key] as string));
    },
    requestsIn: ({ stdout }) => {
      const line = stdout.split('\n').find((one) => one.startsWith('{'));
      return line === undefined ? Number.NaN : Number((JSON.parse(line) as { requests?: unknown }).requests);
    },
  };
}

/** `script`: path of BARE_SCRIPT. */
export function generators(script: string): Generator[] {
  const [wrk, ab, artillery] = ['wrk', 'ab', 'artillery'].map(findCommand);
  const number =
    (pattern: RegExp) =>
    ({ stdout }: Ran) =>
      Number(pattern.exec(stdout)?.[1] ?? Number.NaN);
  return [
    {
      name: LOCAL_RUNNER,
      command: (_url, connections, seconds) =>
        runnerCommand(script, '--vus', String(connections), '--duration', `${seconds}s`, '--threads', '1'),
      requestsIn: (output) => summaryIn(output).metrics.http_reqs?.values.count ?? 0,
    },
    {
      name: 'autocannon',
      command: autocannon(),
      requestsIn: ({ stdout }) => (JSON.parse(stdout.slice(stdout.indexOf('{'))) as { '2xx': number })['2xx'],
    },
    {
      name: 'wrk',
      command: wrk
        ? (url, connections, seconds) => [wrk, '-t1', `-c${connections}`, `-d${seconds}s`, `${url}/api/health`]
        : undefined,
      requestsIn: number(/(\d+) requests in/),
    },
    {
      name: 'ab',
      command: ab
        ? (url, connections, seconds) => [
            ab,
            '-k',
            '-q',
            '-c',
            String(connections),
            '-t',
            String(seconds),
            '-n',
            '100000000',
            `${url}/api/health`,
          ]
        : undefined,
      requestsIn: number(/Complete requests:\s+(\d+)/),
    },
    {
      name: 'artillery',
      command: artillery
        ? (url, connections, seconds) => [
            artillery,
            'quick',
            '-c',
            String(connections),
            '-n',
            // It has no duration: some 2,000 requests/s are what it can do.
            String(Math.ceil((seconds * 2000) / connections)),
            `${url}/api/health`,
          ]
        : undefined,
      // One line for every ten seconds, and the sum as the last.
      requestsIn: ({ stdout }) =>
        Number([...stdout.matchAll(/http\.requests: \.+ (\d+)\s*$/gm)].at(-1)?.[1] ?? Number.NaN),
    },
  ];
}

/** What `wrk --latency` found, milliseconds. */
export function wrkLatency({ stdout }: Ran): Record<'avg' | 'p50' | 'p90' | 'p99', number> {
  const units: Record<string, number> = { us: 0.001, ms: 1, s: 1000 };
  const read = (pattern: RegExp): number => {
    const [, figure, unit] = pattern.exec(stdout) ?? [];
    return Number(figure) * (units[unit ?? ''] ?? Number.NaN);
  };
  return {
    avg: read(/Latency\s+([\d.]+)(us|ms|s)/),
    p50: read(/50%\s+([\d.]+)(us|ms|s)/),
    p90: read(/90%\s+([\d.]+)(us|ms|s)/),
    p99: read(/99%\s+([\d.]+)(us|ms|s)/),
  };
}

function autocannon(): Generator['command'] {
  let path: string;
  try {
    path = createRequire(import.meta.url).resolve('autocannon');
  } catch {
    return undefined;
  }
  return (url, connections, seconds) => [
    process.execPath,
    path,
    '-j',
    '-n',
    '-c',
    String(connections),
    '-d',
    String(seconds),
    `${url}/api/health`,
  ];
}
