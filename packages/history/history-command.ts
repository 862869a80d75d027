// The command `history` of `k6-verdict`: keeps summaries of any script in a folder, for `trend`.
import { Command, InvalidArgumentError, Option } from 'commander';
import { aligned } from 'k6-kit/columns';
import { UserError } from 'k6-kit/user-error';
import type { CommandIo } from 'k6-verdict/command';
import { plain } from 'k6-verdict/render/escape';
import type { Result } from './results/result.ts';

const DEFAULT_FOLDER = 'k6-history';

interface ListOptions {
  store: string;
  series?: string;
  json?: boolean;
}

interface AddOptions extends ListOptions {
  at?: string;
}

export function historyCommand(io: CommandIo, program: string): Command {
  const command = new Command('history')
    .summary('keep runs and list them')
    .description(
      'Keeps summaries of k6 runs in a folder, one file each: for `trend`, and to commit or to cache in CI.',
    );
  command
    .command('add')
    .description('keep summaries; one that is kept already changes nothing')
    .argument('<summary...>', 'summaries of k6 runs, in any of its formats')
    .addOption(storeOption())
    .addOption(seriesOption('name of the script and its load; runs of one name are one series'))
    .option('--at <time>', 'when the run started, if the summary does not say so (default: the date of the file)')
    .option('--json', 'print what was done as JSON')
    .addHelpText('after', addHelp(program))
    .action((files: string[], options: AddOptions) => add(files, options, io));
  command
    .command('list')
    .description('the kept runs, the newest last')
    .addOption(storeOption())
    .addOption(seriesOption('only runs of this name'))
    .option('--json', 'print them as JSON')
    .addHelpText(
      'after',
      `\nExamples:\n  $ ${program} history list\n  $ ${program} history list --series checkout --json`,
    )
    .action((options: ListOptions) => list(options, io, program));
  return command;
}

export function storeOption(): Option {
  return new Option('--store <folder>', 'the history').default(DEFAULT_FOLDER);
}

export function seriesOption(text: string): Option {
  return new Option('--series <name>', text).argParser(readSeries);
}

/** It begins names of files. */
function readSeries(text: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text) && text !== 'run') return text;
  throw new InvalidArgumentError('Expects letters, digits, ".", "_" and "-", at most 64, and not "run".');
}

async function add(names: readonly string[], { store, series, at, json }: AddOptions, io: CommandIo): Promise<void> {
  const [{ isTime }, { readResult }, { keep, newestUnnamed }, { whyNot }] = await Promise.all([
    import('./results/start.ts'),
    import('./results/result.ts'),
    import('./results/folder.ts'),
    import('./results/same-series.ts'),
  ]);
  if (at !== undefined && !isTime(at))
    throw new UserError('E_HISTORY_TIME', `--at reads "${at}", expected a time such as 2026-01-31T12:00:00Z, or a day`);
  if (at !== undefined && names.length > 1)
    throw new UserError('E_HISTORY_TIME', `--at reads "${at}" for ${names.length} summaries, expected one`);
  const results: Result[] = [];
  // All are read before one is kept: a wrong file among them keeps nothing.
  for (const name of names) {
    const result = await readResult(name, io.cwd, at);
    results.push({ ...result, series: series ?? result.series });
  }
  let newest = series === undefined ? await newestUnnamed(store, io.cwd) : null;
  const kept = await keep(results, store, io.cwd);
  if (json) {
    const runs = kept.map(({ result, file, isNew }) => ({ ...fieldsOf(result), file, isNew }));
    return io.stdout(`${JSON.stringify(runs)}\n`);
  }
  for (const { result, file, isNew } of kept) {
    if (!isNew) {
      io.stdout(`known already: ${plain(result.file)} is ${plain(file)}\n`);
      continue;
    }
    io.stdout(`added: ${plain(file)}, started ${timeText(result)}\n`);
    if (at !== undefined && result.timeFrom === 'file')
      io.stderr(`--at is not used: ${plain(result.file)} has its own start\n`);
    const reason = newest && result.series === null ? whyNot(newest, result) : null;
    if (reason !== null)
      io.stdout(
        `${plain(result.file)} is of another series than ${plain(newest!.file)}: ${plain(reason)}; --series NAME decides\n`,
      );
    if (result.series === null) newest = result;
  }
}

const TIMES = { file: 'by its own word', option: 'by --at', 'file date': 'by the date of the file' } as const;

function timeText({ startedAt, timeFrom }: Result): string {
  return `${startedAt.slice(0, 16).replace('T', ' ')} UTC ${TIMES[timeFrom]}`;
}

function fieldsOf({ startedAt, timeFrom, series, outcome, engine }: Result) {
  return { startedAt, timeFrom, series, outcome, engine };
}

async function list({ store, series, json }: ListOptions, io: CommandIo, program: string): Promise<void> {
  const { filesIn, readResults } = await import('./results/folder.ts');
  const all = await readResults(await filesIn(store, io.cwd, program), io.cwd);
  const runs = all
    .filter((result) => series === undefined || result.series === series)
    .sort((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt));
  if (json) return io.stdout(`${JSON.stringify(runs.map((run) => ({ file: run.file, ...fieldsOf(run) })))}\n`);
  if (runs.length === 0) return io.stdout('no run fits\n');
  const rows = runs.map((run) => [plain(run.file), timeText(run), run.series ?? '-', run.outcome, run.engine ?? '-']);
  io.stdout(`${aligned([['run', 'started', 'series', 'outcome', 'engine'], ...rows])}\n`);
}

function addHelp(program: string): string {
  return `
Each run is a file of the folder: its summary, and in "history" when it started and its series. Delete the file
to forget the run. k6's classic summaries do not say when a run started; handleSummary can add it:
  JSON.stringify({ startedAt: new Date(Date.now() - data.state.testRunDurationMs), ...data })

Examples:
  $ ${program} history add summary.json --series checkout
  $ ${program} history add nightly/*.json --store perf/history
  $ ${program} history add summary.json --at 2026-01-31T02:00:00Z`;
}
