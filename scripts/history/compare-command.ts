// `perf compare`: has anything become slower?
import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { ALLOWED, type Allowed, kindOf } from 'k6-history/compare/comparable';
import { type Comparison, compareRuns } from 'k6-history/compare/compare';
import { comparePairs, FEWEST_BLOCKS, runPairs } from 'k6-history/compare/paired';
import type { RunNoise } from 'k6-history/compare/shift';
import { comparisonText } from 'k6-history/compare/text';
import type { HistoryRun } from 'k6-history/run';
import type { NoiseRecord } from 'k6-history/store/store';
import { type SummaryOptions, summaryOptions, TOLERANCE_HELP } from 'k6-history/summaries/options';
import { EXIT } from 'k6-kit/exit-codes';
import { writeWhole } from 'k6-kit/files';
import { UserError } from 'k6-kit/user-error';
import type { ExitCode, Io } from '../io.ts';
import { practicalSize } from '../store/from-tables.ts';
import { findRuns, readCount, storeOption, withStore } from '../store/place.ts';
import { type BlockOptions, blockOptions } from './block-options.ts';
import { summariesFor } from './compare-summaries.ts';

interface Options extends BlockOptions, SummaryOptions {
  store: string;
  allow: Allowed[];
  paired?: boolean;
  blocks: string;
  basePoints?: string[];
  headPoints?: string[];
}

const EXAMPLES = `
Runs are result files or ids of the history. Further runs after HEAD confirm a change: without one
only limits that HEAD crossed count against it.

A summary of any k6 script (handleSummary, --summary-export, machine-readable) has no run record: if one of the
files has none, or --fail-if, --base or --head is given, all are compared as summaries, figure by figure.
${TOLERANCE_HELP}

Exit codes: 0 gate open, 6 a regression that repeats, 99 HEAD crossed a limit, 3 not comparable; of summaries 6 a regression, else 0.

Examples:
  npm run perf -- compare results/monday.json results/tuesday.json
  npm run perf -- compare baseline-20260131T02 baseline-20260201T02 baseline-20260202T02
  npm run perf -- compare before.json after.json --allow target --html compare.html
  npm run perf -- compare a.json b.json --base-points a.points.json.gz --head-points b.points.json.gz
  npm run perf -- compare monday.json tuesday.json --fail-if 'p(95)>+10%' --fail-if 'http_req_failed>+0.1pp'
  npm run perf -- compare a.json b.json --fail-if 'http_req_duration{name:search}:p(95)>+30%&+50ms' --markdown
  npm run perf -- compare --paired http://127.0.0.1:8080 http://127.0.0.1:8081 --time-scale 0.1`;

export function compareCommand(io: Io, exit: (code: ExitCode) => void): Command {
  const command = new Command('compare')
    .argument('[base]', 'the run before')
    .argument('[head...]', 'the run after, and further runs that may confirm it')
    .addOption(storeOption())
    .addOption(
      new Option('--allow <what>', 'compare although these differ, repeatable')
        .choices(ALLOWED)
        .argParser(collect)
        .default([]),
    )
    .option('--paired', 'BASE and HEAD are URLs: run both in turn, block by block')
    .option('--blocks <number>', 'blocks of a paired comparison', '6')
    .option('--base-points <file...>', 'raw points of BASE (k6 --out json=... or csv=..., also .gz)')
    .option('--head-points <file...>', 'raw points of the first HEAD: latencies are then compared request by request')
    .option('--json', 'print the comparison as JSON (of summaries: docs/compare.schema.json)');
  for (const option of [...summaryOptions(), ...blockOptions()]) command.addOption(option);
  return command
    .addHelpText('after', EXAMPLES)
    .action(async (base: string | undefined, heads: string[], options: Options) =>
      exit(await compare(base, heads, options, io)),
    );
}

function collect(value: string, earlier: Allowed[]): Allowed[] {
  const known = ALLOWED.find((name) => name === value);
  if (!known) throw new Error(`--allow reads "${value}"`);
  return [...earlier, known];
}

async function compare(baseName: string | undefined, headNames: string[], options: Options, io: Io): Promise<ExitCode> {
  const summaries = await summariesFor(baseName, headNames, options, io);
  if (summaries) {
    const { compareSides } = await import('k6-history/summaries/files');
    return compareSides(summaries, options, io);
  }
  if (baseName === undefined || headNames.length === 0) {
    throw new UserError('E_COMPARE_SIDES', 'compare needs two runs: expected BASE and HEAD, or --base and --head');
  }
  const comparison = options.paired
    ? await comparePaired(baseName, headNames, options, io)
    : await compareFound(baseName, headNames, options, io);
  if (options.html !== undefined) {
    const { comparisonHtml } = await import('k6-history/compare/html');
    await writeWhole(resolve(io.cwd, options.html), comparisonHtml(comparison));
  }
  io.stdout(options.json ? `${JSON.stringify(comparison)}\n` : comparisonText(comparison));
  return exitCodeOf(comparison);
}

async function comparePaired(base: string, [head, ...more]: string[], options: Options, io: Io): Promise<Comparison> {
  if (head === undefined || more.length > 0) {
    throw new UserError('E_PAIRED_TARGETS', `--paired needs two URLs, reads ${1 + 1 + more.length}`);
  }
  const blocks = readCount('--blocks', options.blocks, FEWEST_BLOCKS);
  const { blockRunners } = await import('./run-block.ts');
  const [runBase, runHead] = await blockRunners([base, head], options, io);
  const tell = (done: number) => (options.json ? undefined : io.stdout(`block ${done} of ${blocks} done\n`));
  const pairs = await runPairs(blocks, runBase!, runHead!, tell);
  return comparePairs(pairs, practicalSize);
}

async function compareFound(baseName: string, headNames: string[], options: Options, io: Io): Promise<Comparison> {
  const [base, ...heads] = await findRuns([baseName, ...headNames], options.store, io);
  const noise = await noiseOf(base!, options.store, io);
  const shiftsOf = await requestsOf(base!, heads[0]!, options, io);
  return compareRuns(base!, heads, { practicalSize, noise, allowed: options.allow, shiftsOf });
}

/** DuckDB is only loaded when there is something for it to read. */
async function requestsOf(base: HistoryRun, head: HistoryRun, { basePoints, headPoints }: Options, io: Io) {
  if (basePoints === undefined && headPoints === undefined) return undefined;
  if (basePoints === undefined || headPoints === undefined) {
    const given = basePoints === undefined ? '--head-points' : '--base-points';
    throw new UserError('E_COMPARE_POINTS', `${given} alone: expected the raw points of both runs`);
  }
  const [{ readRequestTimes }, { requestShifts }] = await Promise.all([
    import('k6-history/compare/request-times'),
    import('k6-history/compare/request-shift'),
  ]);
  const times = async (files: readonly string[]) => readRequestTimes(files.map((file) => resolve(io.cwd, file)));
  const [before, after] = [await times(basePoints), await times(headPoints)];
  return (noise: RunNoise) => requestShifts([base, before], [head, after], noise);
}

/** Result files can be compared without any history; then nothing is known about the noise between runs. */
async function noiseOf(run: HistoryRun, store: string, io: Io): Promise<NoiseRecord | null> {
  return await withStore(store, 'read', io, (history) => history.noise(kindOf(run))).catch(
    (error: { code?: string }) => {
      if (error.code === 'E_HISTORY_EMPTY') return null;
      throw error;
    },
  );
}

function exitCodeOf({ notComparable, gate }: Comparison): ExitCode {
  if (notComparable.length > 0) return EXIT.discarded;
  if (gate.brokenLimits.length > 0) return EXIT.thresholds;
  return gate.regressions.length > 0 ? EXIT.regression : EXIT.passed;
}
