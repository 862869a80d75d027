// Runs one bundle on an engine and says what came out: the exit code and the result file.
import { spawn } from 'node:child_process';
import { access } from 'node:fs/promises';
import { runScript } from '../../runner/run.ts';
import type { Io } from '../io.ts';
import type { Engine } from './engines.ts';

export interface BundleRun {
  /** Path of the bundle. */
  bundle: string;
  engine: Engine;
  /** What the load script is told: BASE_URL, TIME_SCALE and so on. The token stays in the caller's environment. */
  settings: Record<string, string>;
  /** Further arguments for `k6 run`; the local runner takes the same ones. */
  engineArgs: readonly string[];
  /** Where the load script writes its result. */
  resultFile: string;
}

/** Runs to the end (or to Ctrl-C). `hasResult`: the script got as far as writing its summary. */
export async function runBundle(run: BundleRun, io: Io): Promise<{ exitCode: number; hasResult: boolean }> {
  const exitCode = run.engine.kind === 'k6' ? await runK6(run.engine, run, io) : await runLocal(run, io);
  const hasResult = await access(run.resultFile).then(
    () => true,
    () => false,
  );
  return { exitCode, hasResult };
}

/** Settings go through the environment, never through arguments: every user of the machine can read those. */
function environmentOf(run: BundleRun, io: Io): Record<string, string | undefined> {
  return { ...io.env, ...run.settings, RESULT_FILE: run.resultFile };
}

function runK6(engine: Extract<Engine, { kind: 'k6' }>, run: BundleRun, io: Io): Promise<number> {
  const env = {
    // Our summary reader also takes the newer shape, but only the classic one has the thresholds.
    K6_NEW_MACHINE_READABLE_SUMMARY: 'false',
    K6_NO_USAGE_REPORT: 'true',
    ...environmentOf(run, io),
    PERF_ENGINE: engine.label,
  };
  return new Promise((resolve, reject) => {
    const child = spawn(engine.path, ['run', ...run.engineArgs, run.bundle], {
      cwd: io.cwd,
      env,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    // Ctrl-C reaches k6 by itself (same terminal); we stay to write the report of what it summarised.
    io.signal?.addEventListener('abort', () => child.kill('SIGINT'));
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 105 : 255)));
  });
}

async function runLocal(run: BundleRun, io: Io): Promise<number> {
  const env = Object.fromEntries(
    Object.entries(environmentOf(run, io)).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
  const { exitCode } = await runScript({
    script: run.bundle,
    env,
    args: [...run.engineArgs],
    io: { stdout: io.stdout, stderr: io.stderr, isTty: io.isTty },
    ...(io.signal && { signal: io.signal }),
  });
  return exitCode;
}
