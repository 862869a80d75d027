import { resolve } from 'node:path';
import { Command } from 'commander';
import { factorsText } from 'k6-format/scale';
import { type HistoryRun, METRICS, type RunContext, WHOLE_RUN } from 'k6-history/run';
import { isParquet, readParquet, writeParquet } from 'k6-history/store/parquet';
import { aligned } from 'k6-kit/columns';
import { writeWhole } from 'k6-kit/files';
import { readText } from 'k6-kit/read-bounded';
import { digits } from 'k6-verdict/text/format';
import type { ExitCode, Io } from '../io.ts';
import { readLast, storeOption, withStore } from '../store/place.ts';
import { percentileCommand } from './percentile-command.ts';

interface Common {
  store: string;
  json?: boolean;
}

interface ListOptions extends Common {
  type?: string;
  target?: string;
  last?: string;
}

/** `add`, `list`, `show`, `export`, `import`, `percentile`. */
export function historyCommand(io: Io, _exit: (code: ExitCode) => void): Command {
  const command = new Command('history');
  command
    .command('add')
    .description('add results; one that was added before changes nothing')
    .argument('<result...>', 'result files')
    .addOption(storeOption())
    .option('--json', 'print the ids as JSON')
    .addHelpText('after', examples('history add results/baseline-20260131T120000Z.json', 'history add results/*.json'))
    .action((files: string[], options: Common) => add(files, options, io));
  command
    .command('list')
    .description('runs, the newest last')
    .addOption(storeOption())
    .option('--type <type>', 'of this test type')
    .option('--target <url>', 'of this target')
    .option('--last <number>', 'only the newest N')
    .option('--json', 'print them as JSON')
    .addHelpText('after', examples('history list', 'history list --type baseline --last 30'))
    .action((options: ListOptions) => list(options, io));
  command
    .command('show')
    .description('one run with its figures')
    .argument('<id>', 'id, or a unique start of it')
    .addOption(storeOption())
    .option('--json', 'print it as JSON, with windows and resources')
    .addHelpText('after', examples('history show baseline-20260131T120000Z', 'history show baseline-2026 --json'))
    .action((id: string, options: Common) => show(id, options, io));
  command
    .command('export')
    .description('write runs as NDJSON, one per line, or as Parquet')
    .argument('<file>', 'file to write; its ending says the format: .parquet, else NDJSON')
    .addOption(storeOption())
    .option('--type <type>', 'of this test type')
    .option('--json', 'print what was done as JSON')
    .addHelpText('after', examples('history export runs.ndjson', 'history export nightly.parquet --type baseline'))
    .action((file: string, options: ListOptions) => exportRuns(file, options, io));
  command
    .command('import')
    .description('add runs that `history export` wrote')
    .argument('<file>', 'file to read')
    .addOption(storeOption())
    .option('--json', 'print the ids as JSON')
    .addHelpText('after', examples('history import runs.ndjson'))
    .action((file: string, options: Common) => importRuns(file, options, io));
  command.addCommand(percentileCommand(io));
  return command;
}

function examples(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  npm run perf -- ${line}`).join('\n')}`;
}

/** Half of the longest text that JavaScript can hold. */
const MAX_IMPORT_BYTES = 256 * 1024 * 1024;

/** Files next to results that are not results themselves: `results/*.json` matches them too. */
const BESIDE_RESULTS = /\.(guard|target|drill|suite|state|report)\.json$/;

async function add(files: string[], options: Common, io: Io): Promise<void> {
  const { readRun } = await import('k6-history/read-run');
  const runs: HistoryRun[] = [];
  // All are read before one is added: a wrong file among them adds nothing.
  for (const file of files.filter((name) => !BESIDE_RESULTS.test(name)))
    runs.push(await withHistograms(await readRun(resolve(io.cwd, file)), resolve(io.cwd, file), io));
  await take(runs, options, io);
}

/** A run with the histograms that the local runner left next to its result; k6 leaves none. */
async function withHistograms(run: HistoryRun, file: string, io: Io): Promise<HistoryRun> {
  const { keptHistograms } = await import('k6-history/store/kept-histograms');
  const histograms = await keptHistograms(file, io.stderr);
  return histograms === undefined ? run : { ...run, histograms };
}

async function importRuns(file: string, options: Common, io: Io): Promise<void> {
  const path = resolve(io.cwd, file);
  const text = isParquet(file) ? await readParquet(path) : await readText(path, MAX_IMPORT_BYTES);
  const { readLines } = await import('k6-history/store/exchange');
  const runs = readLines(file, text);
  if (runs.some(({ histograms }) => histograms !== undefined)) {
    const { checkHistograms } = await import('k6-history/store/kept-histograms');
    for (const run of runs) await checkHistograms(run);
  }
  await take(runs, options, io);
}

async function take(runs: readonly HistoryRun[], options: Common, io: Io): Promise<void> {
  const added = await withStore(options.store, 'create', io, (store) => store.add(runs));
  if (options.json) return io.stdout(`${JSON.stringify({ added, known: runs.length - added.length })}\n`);
  for (const { id, validity } of runs) {
    const state = added.includes(id) ? 'added' : 'known already';
    if (runs.length <= 20) io.stdout(`${state}: ${id}${validity === 'VALID' ? '' : ` (${validity})`}\n`);
  }
  io.stdout(`${added.length} added, ${runs.length - added.length} known already\n`);
}

async function list(options: ListOptions, io: Io): Promise<void> {
  const selection = { type: options.type, target: options.target, last: readLast(options.last) };
  const runs = await withStore(options.store, 'read', io, (store) => store.list(selection));
  if (options.json) return io.stdout(`${JSON.stringify(runs)}\n`);
  if (runs.length === 0) return io.stdout('no run fits\n');
  io.stdout(
    `${aligned([['run', 'outcome', 'validity', 'engine', 'target', 'scale', 'commit'], ...runs.map(listRow)])}\n`,
  );
}

function listRow({ id, outcome, validity, engine, target, timeScale, scale, commit }: RunContext): string[] {
  const factors = [String(timeScale), factorsText(scale)].filter(Boolean).join(', ');
  return [id, outcome, validity, engine, target, factors, commit?.slice(0, 8) || '-'];
}

async function show(id: string, options: Common, io: Io): Promise<void> {
  const run = await withStore(options.store, 'read', io, (store) => store.get(id));
  const { histograms, ...shown } = run;
  if (options.json) return io.stdout(`${JSON.stringify({ ...shown, hasHistograms: histograms !== undefined })}\n`);
  const head = [
    run.id,
    [`${run.type} by ${run.engine} on ${run.target}`, `durations x ${run.timeScale}`, factorsText(run.scale)]
      .filter(Boolean)
      .join(', '),
    `started ${run.startedAt}, commit ${run.commit || 'unknown'}, ${run.outcome}, ${run.validity}`,
    ...run.validityReasons.map((reason) => `  ${reason}`),
  ];
  // Page loads have figures and are no endpoints.
  const names = new Set([WHOLE_RUN, ...run.endpoints, ...run.figures.map(({ endpoint }) => endpoint)]);
  const rows = [...names].map((endpoint) => [
    endpoint === WHOLE_RUN ? 'whole run' : endpoint,
    ...METRICS.map((metric) => figureText(run, endpoint, metric)),
  ]);
  io.stdout(`${head.join('\n')}\n\n${aligned([['', ...METRICS], ...rows])}\n`);
}

function figureText(run: HistoryRun, endpoint: string, metric: string): string {
  const figure = run.figures.find((candidate) => candidate.endpoint === endpoint && candidate.metric === metric);
  return figure ? digits(figure.value) : 'not measured';
}

async function exportRuns(file: string, options: ListOptions, io: Io): Promise<void> {
  const { toLine } = await import('k6-history/store/exchange');
  const lines = await withStore(options.store, 'read', io, async (store) => {
    const found: string[] = [];
    for (const { id } of await store.list({ type: options.type })) found.push(toLine(await store.get(id)));
    return found;
  });
  const path = resolve(io.cwd, file);
  await (isParquet(file) ? writeParquet(path, lines) : writeWhole(path, lines.join('')));
  io.stdout(options.json ? `${JSON.stringify({ file, runs: lines.length })}\n` : `${lines.length} runs in ${file}\n`);
}
