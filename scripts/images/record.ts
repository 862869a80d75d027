// Real runs for docs/examples: two baseline tests on the reference target, healthy and with a slow endpoint, and a dozen short ones.
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRun } from 'k6-history/read-run';
import { toLine } from 'k6-history/store/exchange';
import { EXIT } from 'k6-kit/exit-codes';
import { type WholeFile, writeFiles } from 'k6-kit/files';
import { UserError } from 'k6-kit/user-error';
import { endpoints } from '../../thresholds/baselines.ts';
import { ROLES } from '../../thresholds/system.ts';
import { programArgs } from '../start/program.ts';
import { KEPT } from './examples.ts';

/** A machine that is busy makes a healthy target slow. */
const ATTEMPTS = 4;
/** From the eighth on something is slower, which the trend shows. */
const NIGHTS = { all: 12, healthy: 7 } as const;
/** One that has no part of its own in the suite. */
const SLOW = Object.keys(endpoints).find((name) => !Object.values<string>(ROLES).includes(name))!;

export async function recordRuns(root: string, folder: string): Promise<void> {
  const files: WholeFile[] = [];
  const keep = (name: string, content: string) => files.push({ path: join(folder, name), content });
  const temporary = await mkdtemp(join(tmpdir(), 'recorded-'));
  try {
    const passed = until(EXIT.passed, root, join(temporary, 'passed'), []);
    keep(KEPT.passed, await result(join(temporary, 'passed')));
    // As it looks with the usual folder.
    keep(KEPT.start, passed.replaceAll(/\S*\/passed\//g, 'results/'));
    until(EXIT.thresholds, root, join(temporary, 'failed'), ['--fault', `endpoint=${SLOW},delay=300ms`]);
    keep(KEPT.failed, await result(join(temporary, 'failed')));
    keep(KEPT.nights, await nights(root, join(temporary, 'nights')));
    await writeFiles(files);
  } finally {
    await rm(temporary, { recursive: true });
  }
}

/** What the demo printed when it ended as it has to, with no limit crossed but those of the slow endpoint. */
function until(wanted: number, root: string, folder: string, args: readonly string[]): string {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const { status, stdout } = demo(root, [...args, '--out', `${folder}`]);
    const broken = stdout.match(/^ {2}broken: .*/gm) ?? [];
    if (status === wanted && broken.every((line) => line.includes(SLOW))) return stdout;
  }
  throw new UserError(
    'E_IMAGES_RUN',
    `none of ${ATTEMPTS} runs ended with exit code ${wanted} and held the limits of healthy endpoints: run it on a quiet machine`,
  );
}

function demo(root: string, args: readonly string[]) {
  process.stderr.write(`npm start -- ${args.join(' ')}\n`);
  return spawnSync(process.execPath, [...programArgs(root, 'scripts/cli.ts'), 'demo', ...args], { encoding: 'utf8' });
}

/** Result files are called by their start. */
async function resultsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return names
    .filter((name) => /Z\.json$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}

async function result(folder: string): Promise<string> {
  return readFile((await resultsIn(folder)).at(-1)!, 'utf8');
}

/** Lines as `perf history export` writes them, without what a trend does not read. */
async function nights(root: string, folder: string): Promise<string> {
  for (let night = 0; night < NIGHTS.all; night++) {
    const fault = night < NIGHTS.healthy ? [] : ['--fault', `endpoint=${SLOW},delay=60ms`];
    demo(root, ['--time-scale', '0.03', '--out', folder, ...fault]);
  }
  const runs = await Promise.all((await resultsIn(folder)).map(readRun));
  return runs.map(({ histograms: _, ...run }) => toLine({ ...run, windows: [], resources: [] })).join('');
}
