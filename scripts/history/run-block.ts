// One short run of a test type, for calibration and for comparing two targets in turn: through the guard like any other, kept in memory only.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRun } from 'k6-history/read-run';
import type { HistoryRun } from 'k6-history/run';
import { Interrupted, UserError } from 'k6-kit/user-error';
import { findEngine } from '../engines.ts';
import { examine } from '../guard/guard.ts';
import { type Io, withQuietStdout } from '../io.ts';
import { readType } from '../run/asked.ts';
import { performTest, prepareTest, type TestPlan } from '../run/perform.ts';
import type { BlockOptions } from './block-options.ts';

type RunBlock = () => Promise<HistoryRun>;

/**
 * For each target what runs one block on it. The guard is asked about all of them before the first block, and again before each. A block
 * that is not usable ends everything: its figures would mislead. Results stay in `folders`, one for each target; without them nothing stays.
 */
export async function blockRunners(
  targets: readonly string[],
  options: BlockOptions,
  io: Io,
  folders: readonly string[] = [],
): Promise<RunBlock[]> {
  const engine = await findEngine(options.engine, io);
  // A block tells nobody about itself: the command tells about all of them.
  const quiet: Io = {
    ...withQuietStdout(io),
    env: { ...io.env, GITHUB_ACTIONS: undefined },
    stdout: () => {},
    stderr: () => {},
  };
  const plans: TestPlan[] = [];
  for (const target of targets) {
    const plan: TestPlan = {
      ...{ type: readType(options.type), endpoint: undefined, target, timeScale: options.timeScale, engine },
      ...{ engineArgs: ['--quiet'], outDir: '', testedBy: undefined, envName: options.env },
      ...{ confirmed: options.confirmProduction, reason: options.reason },
    };
    const { confirmed, reason } = await examine((await prepareTest(plan, io)).request, io.guardWorld);
    // What was typed once holds for all blocks.
    plans.push({ ...plan, confirmed, reason });
  }
  return plans.map((plan, at) => () => runBlock(plan, folders[at], quiet));
}

async function runBlock(plan: TestPlan, folder: string | undefined, io: Io): Promise<HistoryRun> {
  const outDir = folder ?? (await mkdtemp(join(tmpdir(), 'perf-block-')));
  try {
    const { exitCode, resultFile } = await performTest({ ...plan, outDir }, io);
    if (io.signal?.aborted) throw new Interrupted('interrupted: what was measured so far is not kept');
    if (resultFile === undefined) {
      throw new UserError(
        'E_BLOCK_FAILED',
        `${plan.target}: the block ended with ${exitCode} and no result; try \`perf run ${plan.type} --target ${plan.target}\``,
      );
    }
    const run = await readRun(resultFile);
    if (run.validity !== 'DISCARDED') return run;
    throw new UserError(
      'E_BLOCK_DISCARDED',
      `${plan.target}: a block is discarded: ${run.validityReasons[0] ?? 'unreliable'}`,
    );
  } finally {
    if (folder === undefined) await rm(outDir, { recursive: true, force: true });
  }
}
