// `perf calibrate`: how far are equal runs apart, and so how small a change can be seen?
import { Command } from 'commander';
import { limitsWithinNoise, noiseOfPairs, visibleChange } from 'k6-history/compare/noise';
import type { HistoryRun } from 'k6-history/run';
import type { NoiseRecord } from 'k6-history/store/store';
import { aligned } from 'k6-kit/columns';
import { UserError } from 'k6-kit/user-error';
import { digits } from 'k6-verdict/text/format';
import type { ExitCode, Io } from '../io.ts';
import { rowToleranceRatio } from '../store/from-tables.ts';
import { findRuns, readCount, storeOption, withStore } from '../store/place.ts';
import { type BlockOptions, blockOptions } from './block-options.ts';

interface Options extends BlockOptions {
  store: string;
  from?: string[];
  target?: string;
  pairs: string;
  json?: boolean;
}

const EXAMPLES = `
The result is kept in the history for runs of the same kind, and \`perf compare\` uses it.

Examples:
  npm run perf -- calibrate --target http://127.0.0.1:8080 --time-scale 1 --pairs 4
  npm run perf -- calibrate --from baseline-20260125 baseline-20260126 baseline-20260127 baseline-20260128 baseline-20260129 baseline-20260130`;

export function calibrateCommand(io: Io, _exit: (code: ExitCode) => void): Command {
  const command = new Command('calibrate')
    .option('--target <url>', 'run pairs on this target')
    .option('--from <runs...>', 'or use these runs, in their order, as pairs: result files or ids')
    .option('--pairs <number>', 'pairs to run', '4')
    .addOption(storeOption())
    .option('--json', 'print the spreads as JSON');
  for (const option of blockOptions()) command.addOption(option);
  return command.addHelpText('after', EXAMPLES).action((options: Options) => calibrate(options, io));
}

async function calibrate(options: Options, io: Io): Promise<void> {
  const noise = noiseOfPairs(await runsOf(options, io), io.now());
  await withStore(options.store, 'create', io, (store) => store.saveNoise(noise));
  const warnings = limitsWithinNoise(noise, rowToleranceRatio);
  if (options.json) return io.stdout(`${JSON.stringify({ ...noise, warnings })}\n`);
  io.stdout(noiseText(noise, warnings));
}

async function runsOf({ from, target, pairs, ...options }: Options, io: Io): Promise<HistoryRun[]> {
  if ((from === undefined) === (target === undefined)) {
    throw new UserError('E_CALIBRATE_SOURCE', 'expected either --target, to run pairs, or --from, to use earlier runs');
  }
  if (from) return await findRuns(from, options.store, io);
  const count = 2 * readCount('--pairs', pairs, 3);
  const { blockRunners } = await import('./run-block.ts');
  const [runBlock] = await blockRunners([target!], options, io);
  const runs: HistoryRun[] = [];
  while (runs.length < count) {
    runs.push(await runBlock!());
    if (!options.json) io.stdout(`run ${runs.length} of ${count} done\n`);
  }
  return runs;
}

function noiseText({ key, pairs, spreads }: NoiseRecord, warnings: readonly string[]): string {
  const rows = Object.entries(spreads).map(([name, spread]) => [
    ...name.split(' '),
    `${digits(Math.expm1(spread) * 100)} %`,
    `${digits(visibleChange(spread) * 100)} %`,
  ]);
  return [
    `noise of ${pairs} pairs of equal runs: ${key}`,
    '',
    aligned([['endpoint', 'metric', 'spread', 'sees from'], ...rows]),
    '',
    ...warnings.map((warning) => `warning: ${warning}`),
    '',
  ].join('\n');
}
