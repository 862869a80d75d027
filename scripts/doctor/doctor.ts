// `perf doctor`: everything that a load test needs of this machine and this configuration, with the fix for what is missing.
import { isAbsolute, join } from 'node:path';
import { Command } from 'commander';
import { DEFAULT_COLUMNS, wrapped } from 'k6-kit/columns';
import { EXIT } from 'k6-kit/exit-codes';
import { needFolder } from 'k6-kit/files';
import { UserError } from 'k6-kit/user-error';
import { needBrowser } from 'k6-local/browser/settings';
import packageJson from '../../package.json' with { type: 'json' };
import { testTypes } from '../../thresholds/baselines.ts';
import { ROLES } from '../../thresholds/system.ts';
import { type Engine, findEngine, MEMORY_PER_VU_MB } from '../engines.ts';
import { CONFIG_FILE, loadConfig } from '../guard/config.ts';
import type { ExitCode, Io } from '../io.ts';
import { redacted } from '../redact.ts';
import { isPlaceholder } from '../suite/placeholder.ts';
import { type Check, failed, ok, warning } from './check.ts';
import { type Machine, machineChecks, thisMachine } from './machine.ts';

/** The largest test decides what the machine has to carry. */
const MOST_VUS = Math.max(...Object.values(testTypes).map(({ peakUsers }) => peakUsers));

interface Options {
  vus: string;
  out: string;
  json?: boolean;
}

const EXAMPLES = `
Examples:
  npm run perf -- doctor
  npm run perf -- doctor --vus 500
  npm run perf -- doctor --json

Exit codes: 0 nothing failed (there may be warnings), 2 a problem must be fixed before a load test.`;

/** `machine` is passed in by tests. */
export function doctorCommand(
  io: Io,
  exit: (code: ExitCode) => void,
  machine: () => Promise<Machine> = thisMachine,
): Command {
  return new Command('doctor')
    .option('--vus <number>', 'virtual users to be ready for', String(MOST_VUS))
    .option('--out <dir>', 'folder for results', 'results')
    .option('--json', 'print the checks as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async ({ vus, out, json }: Options) => {
      const checks = (await examineAll(readVus(vus), out, await machine(), io)).map((check) => ({
        ...check,
        // Before lines are cut: half a secret would be none to look for.
        found: redacted(check.found, io.env),
        fix: check.fix === null ? null : redacted(check.fix, io.env),
      }));
      io.stdout(
        json
          ? `${JSON.stringify(checks)}
`
          : `${doctorText(checks, io.columns?.() ?? DEFAULT_COLUMNS)}
`,
      );
      exit(checks.some(({ state }) => state === 'failed') ? EXIT.badInput : EXIT.passed);
    });
}

function readVus(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new UserError('E_VUS', `--vus reads "${text}": expected a whole number from 1 to 999999`);
}

async function examineAll(vus: number, out: string, machine: Machine, io: Io): Promise<Check[]> {
  const { check, engine } = await engineCheck(io);
  const memoryMb = engine?.kind === 'k6' ? MEMORY_PER_VU_MB.k6[0] : MEMORY_PER_VU_MB.local;
  return [
    nodeCheck(process.versions.node),
    check,
    ...(await configChecks(io)),
    tokenCheck(io),
    monitoringCheck(io),
    await folderCheck(isAbsolute(out) ? out : join(io.cwd, out)),
    await historyCheck(),
    browserCheck(io),
    ...machineChecks(machine, vus, memoryMb),
  ];
}

/** Compared part by part with `engines` of package.json. */
export function nodeCheck(version: string): Check {
  const wants = packageJson.engines.node.replace('>=', '');
  const [is, least] = [version, wants].map((text) => text.split('.').map(Number));
  const differs = least!.findIndex((part, at) => (is![at] ?? 0) !== part);
  const isEnough = differs < 0 || (is![differs] ?? 0) > (least![differs] ?? 0);
  return isEnough
    ? ok('node', 'Node.js', version)
    : failed('node', 'Node.js', `${version}, ${wants} wanted`, `install Node.js ${wants} or newer`);
}

async function engineCheck(io: Io): Promise<{ check: Check; engine: Engine | undefined }> {
  const [id, title] = ['engine', 'engine'];
  try {
    const engine = await findEngine('auto', io);
    if (engine.kind === 'k6') return { check: ok(id, title, engine.label), engine };
    const fix = 'install k6 for figures of record; the local runner serves for first runs and tests';
    return { check: warning(id, title, 'no k6 found, so the local runner', fix), engine };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { check: failed(id, title, error.message, 'correct K6_BIN, or unset it'), engine: undefined };
  }
}

async function configChecks(io: Io): Promise<Check[]> {
  const [id, title] = ['config', CONFIG_FILE];
  try {
    const { environments } = await loadConfig([io.cwd, io.root]);
    const names = Object.keys(environments);
    const examples = names.filter((name) => isPlaceholder(environments[name]?.baseUrl ?? ''));
    const found = `${names.length} environments${names.length > 0 ? `: ${names.join(', ')}` : ''}`;
    if (names.length === 0)
      return [warning(id, title, found, 'npm run perf -- init; until then only loopback may be loaded')];
    if (examples.length === 0) return [ok(id, title, found)];
    const fix = `put your own hosts in the place of the examples in ${examples.join(', ')} (docs/environments.md)`;
    return [warning(id, title, found, fix)];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [failed(id, title, error.message, 'correct it; docs/environments.md has every field')];
  }
}

function tokenCheck({ env }: Io): Check {
  const [id, title] = ['token', 'AUTH_TOKEN'];
  if (env.AUTH_TOKEN) return ok(id, title, `set, ${env.AUTH_TOKEN.length} characters`);
  return warning(id, title, 'not set', `export AUTH_TOKEN=..., or leave ${ROLES.token} out (--endpoint, ENDPOINTS)`);
}

function monitoringCheck({ env }: Io): Check {
  const [id, title] = ['monitoring', 'monitoring'];
  const named = env.PROMETHEUS_URL ? 'PROMETHEUS_URL' : env.METRICS_URLS ? 'METRICS_URLS' : undefined;
  if (named !== undefined) return ok(id, title, `${named} is set`);
  return warning(
    id,
    title,
    'none named',
    'set PROMETHEUS_URL or METRICS_URLS, or prometheusUrl of the environment: CPU and memory are not measured otherwise',
  );
}

async function folderCheck(folder: string): Promise<Check> {
  const [id, title] = ['results', 'folder for results'];
  try {
    await needFolder(folder);
    return ok(id, title, folder);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return failed(id, title, error.message, 'choose another folder with --out, or allow writing');
  }
}

/** Optional: it has no binary for some machines. */
async function historyCheck(): Promise<Check> {
  const [id, title] = ['history', 'history of runs'];
  try {
    await import('@duckdb/node-api');
    return ok(id, title, 'DuckDB is there');
  } catch {
    return warning(id, title, 'DuckDB cannot be loaded', 'npm ci; without it history and trend are missing');
  }
}

/** Only page load tests need one. */
function browserCheck({ env }: Io): Check {
  const [id, title] = ['browser', 'browser for page load tests'];
  try {
    const { executablePath } = needBrowser(env);
    return ok(id, title, executablePath ?? 'K6_BROWSER_WS_URL names one');
  } catch (error) {
    return warning(id, title, (error as Error).message, 'install Chromium; the other tests go without it');
  }
}

function doctorText(checks: readonly Check[], columns: number): string {
  const titleWidth = Math.max(...checks.map(({ title }) => title.length));
  const lines = checks.flatMap(({ title, state, found, fix }) => [
    wrapped(
      `${(state === 'failed' ? 'FAILED' : state).padEnd(STATE_WIDTH)}  ${title.padEnd(titleWidth)}  `,
      found.split(' '),
      columns,
    ),
    ...(fix === null ? [] : [wrapped(`${' '.repeat(STATE_WIDTH)}  to do: `, fix.split(' '), columns)]),
  ]);
  const bad = checks.filter(({ state }) => state === 'failed').length;
  const odd = checks.filter(({ state }) => state === 'warning').length;
  return `${lines.join('\n')}\n\n${bad} failed, ${odd} warnings`;
}

/** That of "warning", the longest. */
const STATE_WIDTH = 7;
