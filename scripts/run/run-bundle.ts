// Runs one bundle on an engine and says what came out: the exit code and the result file.
import type { StdioOptions } from 'node:child_process';
import { rmSync } from 'node:fs';
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atExit } from 'k6-kit/at-exit';
import { EXIT } from 'k6-kit/exit-codes';
import { freePort } from 'k6-kit/ports';
import { histogramsBeside } from 'k6-local/histograms';
import type { LiveListener, LivePlan } from 'k6-local/live';
import { runScript } from 'k6-local/run';
import { SYSTEM } from '../../thresholds/system.ts';
import type { Engine } from '../engines.ts';
import type { Io } from '../io.ts';
import { startK6 } from './k6-process.ts';
import { followK6 } from './live-k6.ts';
import { type Logged, RunLog, takeConsoleFile } from './run-log.ts';

export interface BundleRun {
  /** Path of the bundle. */
  bundle: string;
  engine: Engine;
  /** What the load script gets: BASE_URL, TIME_SCALE and so on. The token stays in the caller's environment. */
  settings: Record<string, string>;
  /** Further arguments for `k6 run`; the local runner takes the same ones. */
  engineArgs: readonly string[];
  /** Where the load script writes its result. */
  resultFile: string;
  /** Names and the addresses that they stand for in this run, as k6's option `hosts` takes them. */
  hosts?: Readonly<Record<string, string>> | undefined;
  /** Hears what the run comes to while it goes on; `plan`: for engines that have none. */
  live?: { listener: LiveListener; plan: LivePlan } | undefined;
  /** k6's command in place of `run`. */
  k6Command?: readonly string[] | undefined;
}

export interface BundleOutcome {
  exitCode: number;
  /** The script got as far as writing its summary. */
  hasResult: boolean;
  /** For the run record, from the log. */
  logged: Logged;
  /** What went wrong first, in the local runner's words. */
  firstError?: string | undefined;
}

/** Runs to the end (or to Ctrl-C). */
export async function runBundle(run: BundleRun, io: Io): Promise<BundleOutcome> {
  const log = new RunLog();
  const ended = await withHosts(run, async (pinned) =>
    pinned.engine.kind === 'k6'
      ? { exitCode: await runK6(pinned.engine, pinned, log, io) }
      : await runLocal(pinned, log, io),
  );
  const hasResult = await access(run.resultFile).then(
    () => true,
    () => false,
  );
  return { ...ended, hasResult, logged: log.logged() };
}

/**
 * Names an address for the target's host in a file for `--config`: the option `hosts` is one of scripts and config files only
 * (Grafana k6 documentation, Options reference), and the bundles stay as they are.
 */
export async function withHosts<T>(run: BundleRun, action: (run: BundleRun) => Promise<T>): Promise<T> {
  if (run.hosts === undefined) return action(run);
  const folder = await mkdtemp(join(tmpdir(), `${SYSTEM.suite}-hosts-`));
  const keep = atExit(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'config.json');
  try {
    await writeFile(file, JSON.stringify({ hosts: run.hosts }));
    return await action({ ...run, engineArgs: ['--config', file, ...run.engineArgs] });
  } finally {
    await rm(folder, { recursive: true, force: true });
    keep();
  }
}

/** Settings go through the environment, never through arguments: every user of the machine can read those. */
function environmentOf(run: BundleRun, io: Io): Record<string, string | undefined> {
  return { ...io.env, ...run.settings, RESULT_FILE: run.resultFile };
}

/** A proxy would ask for the name itself, and the load would go where nobody has looked. */
function aroundProxies({ hosts = {} }: BundleRun, { env }: Io): Record<string, string> {
  const names = Object.keys(hosts);
  if (names.length === 0) return {};
  const without = (variable: string) => [env[variable], ...names].filter(Boolean).join(',');
  return { NO_PROXY: without('NO_PROXY'), no_proxy: without('no_proxy') };
}

async function runK6(engine: Extract<Engine, { kind: 'k6' }>, run: BundleRun, log: RunLog, io: Io): Promise<number> {
  // Interrupted before its load: there is nothing to summarise.
  if (io.signal?.aborted) return EXIT.interrupted;
  const consoleFile = `${run.resultFile}.console.log`;
  const env = {
    // Its own messages stay on the terminal; what scripts log goes through us. The user's own choice of a file wins.
    K6_CONSOLE_OUTPUT: consoleFile,
    // Our summary reader also takes the newer shape, but only the classic one has the thresholds.
    K6_NEW_MACHINE_READABLE_SUMMARY: 'false',
    K6_NO_USAGE_REPORT: 'true',
    // Asked for by K6_WEB_DASHBOARD=true; each run has a page of its own.
    ...(io.env.K6_WEB_DASHBOARD === 'true' && {
      K6_WEB_DASHBOARD_EXPORT: run.resultFile.replace(/\.json$/, '.dashboard.html'),
    }),
    ...environmentOf(run, io),
    PERF_ENGINE: engine.label,
    ...aroundProxies(run, io),
  };
  const address = run.live && `127.0.0.1:${await freePort()}`;
  const liveArgs = address === undefined ? [] : ['--address', address];
  const endLive = run.live && address !== undefined ? followK6(address, run.live.plan, run.live.listener) : () => {};
  const args = [...(run.k6Command ?? ['run']), ...liveArgs, ...run.engineArgs, run.bundle];
  const stdio: StdioOptions = ['ignore', io.keepsStdout ? 2 : 'inherit', 'inherit'];
  const exitCode = await startK6(engine.path, args, { cwd: io.cwd, env, stdio }, io.signal).ended.finally(endLive);
  const others = await takeConsoleFile(consoleFile, log);
  if (others !== '') io.stderr(others);
  return exitCode;
}

async function runLocal(run: BundleRun, log: RunLog, io: Io): Promise<Pick<BundleOutcome, 'exitCode' | 'firstError'>> {
  const env = Object.fromEntries(
    Object.entries(environmentOf(run, io)).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
  const { exitCode, firstError } = await runScript({
    script: run.bundle,
    env,
    // Next to the result, for the history and for merging: every figure as a histogram.
    args: [`--out=histogram=${histogramsBeside(run.resultFile)}`, ...run.engineArgs],
    io: {
      ...{ stdout: io.stdout, stderr: io.stderr, isTty: io.isTty },
      get columns() {
        return io.columns?.();
      },
    },
    takesLine: (line) => log.note(line),
    ...(io.signal && { signal: io.signal }),
    ...(run.live && { live: run.live.listener }),
  });
  return { exitCode, firstError };
}
