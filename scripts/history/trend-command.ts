// `perf trend`: did a level change over the weeks, when, and between which runs?
import { resolve } from 'node:path';
import { Command } from 'commander';
import { LATENCIES } from 'k6-history/compare/shift';
import { trendHtml } from 'k6-history/trend/html';
import { trendJson } from 'k6-history/trend/json';
import { oneKind } from 'k6-history/trend/one-kind';
import { trendText } from 'k6-history/trend/text';
import { findTrend } from 'k6-history/trend/trend';
import { writeWhole } from 'k6-kit/files';
import { UserError } from 'k6-kit/user-error';
import type { ExitCode, Io } from '../io.ts';
import { practicalSize } from '../store/from-tables.ts';
import { readLast, storeOption, storePath, withStore } from '../store/place.ts';

interface Options {
  store: string;
  type?: string;
  target?: string;
  last?: string;
  minChange?: string;
  html?: string;
  json?: boolean;
}

const EXAMPLES = `
Runs of one kind make a series: same type, engine, target, scale and endpoints. If there are several kinds,
that of the newest run is used. Discarded runs are left out.

Examples:
  npm run perf -- trend
  npm run perf -- trend --type stress --last 90 --html results/trend.html
  npm run perf -- trend --target https://staging.example.com --json`;

export function trendCommand(io: Io, _exit: (code: ExitCode) => void): Command {
  return new Command('trend')
    .addOption(storeOption())
    .option('--type <type>', 'of this test type')
    .option('--target <url>', 'of this target')
    .option('--last <number>', 'only the newest N runs')
    .option(
      '--min-change <percent>',
      `smaller changes are left out (default: ${practicalSize * 100}, table of tolerances)`,
    )
    .option('--html <file>', 'write the charts to this file')
    .option('--json', 'print the trend as JSON (docs/trend.schema.json)')
    .addHelpText('after', EXAMPLES)
    .action((options: Options) => trend(options, io));
}

async function trend(options: Options, io: Io): Promise<void> {
  const smallest = options.minChange === undefined ? practicalSize : percentOf(options.minChange) / 100;
  const last = readLast(options.last);
  const { found, notes } = await withStore(options.store, 'read', io, async (store) => {
    const runs = await store.list({ type: options.type, target: options.target });
    const { chosen, notes } = oneKind(runs, last, storePath(options.store, io));
    const found = findTrend(chosen, await store.series(chosen, LATENCIES), smallest);
    return { found, notes };
  });
  if (options.html) await writeWhole(resolve(io.cwd, options.html), trendHtml(found, notes));
  io.stdout(options.json ? trendJson(found, notes) : trendText(found, notes, ['endpoint', 'metric']));
}

function percentOf(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value;
  throw new UserError('E_TREND_NUMBER', `--min-change reads "${text}", expected a number of percent`);
}
