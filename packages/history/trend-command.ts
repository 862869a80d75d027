// The command `trend` of `k6-verdict`: where the figures of any script's runs changed their level.
import { resolve } from 'node:path';
import { Command } from 'commander';
import { UserError } from 'k6-kit/user-error';
import type { CommandIo } from 'k6-verdict/command';
import { seriesOption, storeOption } from './history-command.ts';

interface Options {
  store: string;
  series?: string;
  metric?: string[];
  statistic?: string;
  last?: string;
  minChange: string;
  html?: string;
  json?: boolean;
}

export function trendCommand(io: CommandIo, program: string): Command {
  return new Command('trend')
    .summary('find changes of level over many runs, and between which two')
    .description(
      'Finds changes of level over the summaries of many k6 runs, in any of its formats: in every figure that can get worse.',
    )
    .argument('[summary...]', 'summaries of runs of one script (default: the runs that `history add` kept)')
    .addOption(storeOption())
    .addOption(seriesOption('the runs kept under this name; summaries without a name are of this series'))
    .option('--metric <metric...>', 'these metrics instead, as k6 writes them, with their tags')
    .option('--statistic <statistic>', 'this statistic alone: avg, med, p(95), rate, count...')
    .option('--last <number>', 'only the newest N runs')
    .option('--min-change <percent>', 'smaller changes are left out', '5')
    .option('--html <file>', 'write a page with a chart of each series to this file')
    .option('--json', 'print the trend as JSON (trend.schema.json)')
    .addHelpText('after', helpTail(program))
    .action((files: string[], options: Options) => trend(files, options, io, program));
}

async function trend(files: readonly string[], options: Options, io: CommandIo, program: string): Promise<void> {
  const smallest = readNumber('--min-change', options.minChange, 'a percentage from 0', (value) => value >= 0) / 100;
  const isCount = (value: number) => Number.isInteger(value) && value >= 1;
  const last =
    options.last === undefined ? undefined : readNumber('--last', options.last, 'a whole number from 1', isCount);
  const [{ filesIn, readResults }, { trendOfResults }, { trendText }, { writeWhole }] = await Promise.all([
    import('./results/folder.ts'),
    import('./results/trend.ts'),
    import('./trend/text.ts'),
    import('k6-kit/files'),
  ]);
  const { store, series } = options;
  const isGiven = files.length > 0;
  const read = await readResults(isGiven ? files : await filesIn(store, io.cwd, program), io.cwd);
  const named = isGiven && series !== undefined ? read.map((one) => ({ ...one, series: one.series ?? series })) : read;
  const runs = series === undefined ? named : named.filter((one) => one.series === series);
  if (runs.length === 0) {
    const known = [...new Set(read.flatMap((one) => one.series ?? []))].join(', ');
    const expected = known === '' ? `runs that were added with --series ${series}` : `one of ${known}`;
    const what = `--series reads "${series}", which none of ${read.length} runs is in`;
    throw new UserError('E_TREND_SERIES', `${what}; expected ${expected}`);
  }
  const wanted = { metrics: options.metric, statistic: options.statistic };
  const { trend: found, notes } = trendOfResults(runs, { ...wanted, last, smallest });
  if (options.html !== undefined) {
    const { trendHtml } = await import('./trend/html.ts');
    await writeWhole(resolve(io.cwd, options.html), trendHtml(found, notes));
  }
  if (!options.json) return io.stdout(trendText(found, notes));
  const { trendJson } = await import('./trend/json.ts');
  io.stdout(trendJson(found, notes));
}

function readNumber(option: string, text: string, expected: string, isRight: (value: number) => boolean): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(value) && isRight(value)) return value;
  throw new UserError('E_TREND_NUMBER', `${option} reads "${text}", expected ${expected}`);
}

function helpTail(program: string): string {
  return `
Runs are in the order of their own start where the summary has it, else of \`history add --at\` or the date of the file; the
output says which. The series is that of the newest run: summaries with the same checks, tags and trends, and
a load within a factor of two. Others are left out and named; --series NAME decides instead.
A change shows from 6 runs on: Student's t between the levels, below 0.001 divided by the number of series.

Exit codes: 0 a trend, with changes or without, 2 unreadable input.

Examples:
  $ ${program} trend nightly/*.json
  $ ${program} trend --series checkout --last 90 --html trend.html
  $ ${program} trend nightly/*.json --metric 'http_req_duration{name:search}' --statistic 'p(95)' --json`;
}
