// One short run of a test type, for calibration and for comparing two targets in turn: the result is kept in memory only.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildInto } from '../../build.ts';
import type { Io } from '../../io.ts';
import { findEngine } from '../../run/engines.ts';
import { readType } from '../../run/perform.ts';
import { runBundle } from '../../run/run-bundle.ts';
import { UserError } from '../../user-error.ts';
import { readRun } from '../store/read-run.ts';
import type { HistoryRun } from '../store/record.ts';
import type { BlockOptions } from './block-options.ts';

export type RunBlock = (target: string) => Promise<HistoryRun>;

/** Builds once; each call of the result runs one block. A block that may not be quoted ends everything: its figures would mislead. */
export async function blockRunner({ type, timeScale, engine: choice }: BlockOptions, io: Io): Promise<RunBlock> {
  const name = readType(type);
  const engine = await findEngine(choice, io);
  const dist = join(io.root, 'dist');
  await buildInto(dist, io.root);
  const quiet: Io = { ...io, stdout: () => {}, stderr: () => {} };
  return async (target) => {
    const folder = await mkdtemp(join(tmpdir(), 'perf-block-'));
    try {
      const resultFile = join(folder, 'block.json');
      const settings = { BASE_URL: target, TIME_SCALE: timeScale };
      const { exitCode, hasResult } = await runBundle(
        { bundle: join(dist, `${name}.js`), engine, settings, engineArgs: [], resultFile },
        quiet,
      );
      if (!hasResult || io.signal?.aborted) {
        throw new UserError(
          'E_BLOCK_FAILED',
          `${target}: the block ended with ${exitCode} and no result; try \`perf run ${name} --target ${target}\``,
        );
      }
      const run = await readRun(resultFile);
      if (run.validity !== 'DISCARDED') return run;
      throw new UserError(
        'E_BLOCK_DISCARDED',
        `${target}: a block is discarded: ${run.validityReasons[0] ?? 'unreliable'}`,
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
}
