// One short run of a test type, for calibration and for comparing two targets in turn: the result is kept in memory only.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Option } from 'commander';
import { buildInto } from '../../build.ts';
import type { Io } from '../../io.ts';
import { ENGINE_CHOICES, type EngineChoice, findEngine } from '../../run/engines.ts';
import { readType } from '../../run/perform.ts';
import { runBundle } from '../../run/run-bundle.ts';
import { UserError } from '../../user-error.ts';
import { type HistoryRun, readRun } from '../store/record.ts';

export interface BlockOptions {
  type: string;
  timeScale: string;
  engine: EngineChoice;
}

/** Options of every command that runs blocks. */
export function blockOptions(): Option[] {
  return [
    new Option('--type <type>', 'test type of a block').default('baseline'),
    new Option('--time-scale <factor>', 'factor on the durations of a block').default('0.1'),
    new Option('--engine <name>', 'auto takes k6 when it is found').choices(ENGINE_CHOICES).default('auto'),
  ];
}

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

/** A whole number of blocks or pairs. */
export function readCount(option: string, text: string, fewest: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= fewest) return value;
  throw new UserError('E_BLOCK_COUNT', `${option} reads "${text}", wants a whole number from ${fewest}`);
}
