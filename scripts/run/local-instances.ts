// A distributed run on one machine: local runners in processes of their own, each with its segment, started together and merged.
import { type ChildProcess, fork } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { instancesIn } from 'k6-history/merge/instances';
import { atExit } from 'k6-kit/at-exit';
import { EXIT } from 'k6-kit/exit-codes';
import { writeWhole } from 'k6-kit/files';
import { CROSSED_TEXT } from 'k6-local/exit-codes';
import { HISTOGRAM_ENDING, histogramsBeside } from 'k6-local/histograms';
import { mergeFiles } from '../deploy/merge-files.ts';
import type { Io } from '../io.ts';
import { programArgs } from '../start/program.ts';
import { type BundleOutcome, type BundleRun, withHosts } from './run-bundle.ts';

/** Each instance judges its own part, the whole is judged after the merge. */
const CROSSED = EXIT.thresholds;

/** Runs the bundle on `count` local runners and writes the merged result to `run.resultFile`. An instance that dies is lost, not the run. */
export function runInstances(run: BundleRun, count: number, io: Io): Promise<BundleOutcome> {
  return withHosts(run, (pinned) => runAll(pinned, count, io));
}

async function runAll(run: BundleRun, count: number, io: Io): Promise<BundleOutcome> {
  const folder = await mkdtemp(join(tmpdir(), 'instances-'));
  const children: ChildProcess[] = [];
  const keep = atExit(() => {
    for (const child of children) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  try {
    for (let index = 0; index < count; index++) children.push(start(run, index, count, folder, io));
    const stop = (): void => {
      for (const child of children) child.kill('SIGINT');
    };
    // One that is not there yet would die of a signal; none of them loads anything before the start signal.
    await Promise.all(children.map(ready));
    io.signal?.addEventListener('abort', stop);
    if (io.signal?.aborted) stop();
    else for (const child of children) if (child.connected) child.send('go');
    const codes = await Promise.all(children.map(exited));
    io.signal?.removeEventListener('abort', stop);
    for (const [index, code] of codes.entries())
      if (code === null) io.stderr(`instance ${index + 1} of ${count} was killed: it is lost\n`);
    const instances = await instancesIn(folder);
    if (!instances.some(({ result, histograms }) => result && histograms))
      return { exitCode: codes.find((code) => code) ?? 255, hasResult: false, logged: {} };
    const { merged, histograms } = await mergeFiles({ instances, expected: count, way: 'histograms' }, io);
    await writeWhole(run.resultFile, `${JSON.stringify(merged)}\n`);
    if (histograms) await writeWhole(histogramsBeside(run.resultFile), histograms);
    // What else an instance says (a signal, a script that aborts) is the run's.
    const own = codes.find((code) => code !== null && code !== 0 && code !== CROSSED);
    return { exitCode: own ?? 0, hasResult: true, logged: {} };
  } finally {
    await rm(folder, { recursive: true, force: true });
    keep();
  }
}

function start(run: BundleRun, index: number, count: number, folder: string, io: Io): ChildProcess {
  const name = join(folder, `instance-${String(index + 1).padStart(2, '0')}`);
  const bounds = Array.from({ length: count + 1 }, (_, at) => (at === 0 ? '0' : at === count ? '1' : `${at}/${count}`));
  const segment = [
    `--execution-segment=${bounds[index]}:${bounds[index + 1]}`,
    `--execution-segment-sequence=${bounds.join(',')}`,
  ];
  // Points would cost each generator a part of its time, and the merge DuckDB and gigabytes.
  const out = `--out=histogram=${name}${HISTOGRAM_ENDING}`;
  const [start = '', ...program] = programArgs(io.root, 'packages/runner/cli.ts');
  const child = fork(
    start,
    [...program, 'run', '--quiet', '--threads=1', ...segment, out, ...run.engineArgs, run.bundle],
    {
      cwd: io.root,
      execArgv: [],
      // A process group of its own: it hears of Ctrl-C from us, once.
      detached: true,
      // K6_OUT names one file, which all of them would write.
      env: {
        ...{ ...process.env, ...io.env, ...run.settings },
        ...{ RESULT_FILE: `${name}.json`, K6_OUT: undefined },
      } as NodeJS.ProcessEnv,
      // Their own verdicts are those of parts: only what went wrong is passed on.
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    },
  );
  passOn(child, `instance ${index + 1} of ${count}`, io);
  return child;
}

/** What an instance says went wrong, by its name. That its part crossed a limit is not said: the merged result is judged, not the parts. */
function passOn({ stderr }: ChildProcess, name: string, io: Io): void {
  if (!stderr) return;
  createInterface({ input: stderr }).on('line', (line) => {
    if (!line.endsWith(CROSSED_TEXT)) io.stderr(`${name}: ${line}\n`);
  });
}

/** Resolves when the instance has its VUs, or is gone. */
function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => child.once('message', () => resolve()).once('exit', () => resolve()));
}

/** The exit code; null when a signal ended the process. */
function exited(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once('exit', (code) => resolve(code)));
}
