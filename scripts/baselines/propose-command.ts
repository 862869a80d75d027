// `perf baselines propose` and `perf baselines ledger`: the monthly review's new rows, and the guard against silent loosening.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Command } from 'commander';
import { type CellName, type ProposedCell, propose } from 'k6-history/propose';
import { aligned } from 'k6-kit/columns';
import { writeWhole } from 'k6-kit/files';
import { readText } from 'k6-kit/read-bounded';
import { UserError } from 'k6-kit/user-error';
import { journeySteps, journeys } from '../../thresholds/baselines.ts';
import type { ExitCode, Io } from '../io.ts';
import { ROWS, rowToleranceRatio } from '../store/from-tables.ts';
import { findRuns, storeOption } from '../store/place.ts';
import { NOT_MEASURED } from './cells.ts';
import { editDocument, type NewRow } from './edit-document.ts';
import { emitModule } from './emit.ts';
import { limitName, silentLoosenings } from './ledger.ts';
import { readBaselines } from './read.ts';

const DOCUMENT = 'thresholds/baselines.md';
const MODULE = 'thresholds/baselines.ts';
/** The table that has a row. */
function headingOf(name: string): string {
  if (Object.hasOwn(journeys, name)) return 'Journeys';
  return Object.hasOwn(journeySteps, name) ? 'Journey steps' : 'Response times';
}
/** Column headings of the tables by metric. */
const COLUMNS: Readonly<Record<CellName, string>> = {
  avgMs: 'Average',
  p50Ms: 'P50',
  p95Ms: 'P95',
  p99Ms: 'P99',
  completedRatio: 'Completion',
};

interface ProposeOptions {
  from: string[];
  into?: string;
  store: string;
  write?: boolean;
  tightenOnly?: boolean;
  reason?: string;
  owner?: string;
  until?: string;
  json?: boolean;
}

const EXAMPLES = `
Needs at least three valid baseline runs of full length that passed, all of one kind. Cells move to the runs' median
if all runs lie on one side of the row, and cells that read "not measured" are filled. A row that becomes looser needs --reason, --owner and --until.

Examples:
  npm run perf -- baselines propose --from results/a.json results/b.json results/c.json
  npm run perf -- baselines propose --from baseline-20260129 baseline-20260130 baseline-20260131 --write
  npm run perf -- baselines propose --into ../shop-performance --from mix-1.json mix-2.json mix-3.json --write
  npm run perf -- baselines propose --from a.json b.json c.json --write --reason 'audit log added' --owner jane --until 2026-06-30`;

export function proposeCommand(io: Io, _exit: (code: ExitCode) => void): Command {
  return new Command('propose')
    .description('propose new rows for endpoints, journeys and their steps, from runs that agree')
    .requiredOption('--from <runs...>', 'result files, or ids of the history')
    .addOption(storeOption())
    .option('--into <folder>', 'a suite of your own: fill the rows of its tables that are not measured, and no others')
    .option('--write', 'change the document and the module')
    .option('--tighten-only', 'do not change rows that would become looser')
    .option('--reason <text>', 'why rows become looser, or what made them faster')
    .option('--owner <name>', 'who is responsible for looser rows')
    .option('--until <day>', 'last day on which they may be looser, such as 2026-06-30')
    .option('--json', 'print the cells as JSON')
    .addHelpText('after', EXAMPLES)
    .action((options: ProposeOptions) => proposeRows(options, io));
}

async function proposeRows(options: ProposeOptions, io: Io): Promise<void> {
  if (options.into !== undefined) return proposeInto(resolve(io.cwd, options.into), options, io);
  const runs = await findRuns(options.from, options.store, io);
  const cells = propose(runs, ROWS);
  const changed = cells.filter(({ change }) => change !== 'kept' && !(change === 'loosened' && options.tightenOnly));
  if (options.json) io.stdout(`${JSON.stringify({ runs: runs.map(({ id }) => id), cells })}\n`);
  else io.stdout(`${diffText(cells)}\n`);
  if (!options.write || changed.length === 0) {
    if (!options.json)
      io.stdout(changed.length === 0 ? 'nothing to change\n' : 'nothing written (--write changes the document)\n');
    return;
  }
  const path = join(io.root, DOCUMENT);
  const source = await readFile(path, 'utf8');
  const text = editDocument(source, changed.map(toEdit), newRows(changed, runs.length, options, io.now()));
  const { tables, problems } = readBaselines(text);
  if (problems.length > 0) {
    const lines = problems.map(
      ({ line, column, message }) => `${DOCUMENT}:${line}:${column}: would be wrong: ${message}`,
    );
    throw new UserError('E_PROPOSE_RESULT', lines.join('\n'));
  }
  await writeWhole(path, text);
  await writeWhole(join(io.root, MODULE), emitModule(tables));
  if (!options.json) io.stdout(`${changed.length} cells of ${DOCUMENT} written, ${MODULE} generated: commit both\n`);
}

/** Limits of a suite that `perf init` made; its results have no record of the run. */
async function proposeInto(folder: string, { from, write, json }: ProposeOptions, io: Io): Promise<void> {
  const [{ readSummaries }, { fillTables, TABLES }] = await Promise.all([
    import('k6-history/summaries/files'),
    import('./own-tables.ts'),
  ]);
  const file = join(folder, TABLES);
  const { text, cells } = fillTables(await readText(file), await readSummaries(from, io.cwd), rowToleranceRatio);
  const filled = cells.filter(({ limitMs }) => limitMs !== undefined);
  const rows = cells.map(({ endpoint, column, limitMs, reason }) => [endpoint, column, limitMs ?? '', reason]);
  const isWritten = write === true && filled.length > 0;
  if (isWritten) await writeWhole(file, text);
  if (json) return io.stdout(`${JSON.stringify({ file, cells })}\n`);
  io.stdout(`${aligned([['endpoint', 'column', 'proposed', 'reason'], ...rows])}\n`);
  const nothing = filled.length === 0 ? 'nothing to fill' : 'nothing written (--write changes the tables)';
  io.stdout(isWritten ? `${filled.length} cells of ${file} written\n` : `${nothing}\n`);
}

function diffText(cells: readonly ProposedCell[]): string {
  const rows = cells.map(({ endpoint, metric, before, after, change, reason }) => [
    endpoint,
    COLUMNS[metric],
    cellText(before, metric),
    change === 'kept' ? '' : cellText(after, metric),
    change,
    reason,
  ]);
  return aligned([['row', 'column', 'now', 'proposed', '', 'reason'], ...rows]);
}

function toEdit({ endpoint, metric, after }: ProposedCell) {
  return { heading: headingOf(endpoint), row: endpoint, column: COLUMNS[metric], text: cellText(after, metric) };
}

function cellText(value: number | null, metric: CellName): string {
  if (value === null) return NOT_MEASURED;
  return metric === 'completedRatio' ? `${Math.round(value * 1e5) / 1e3}%` : `${value}ms`;
}

/** A line of the optimisation history with before and after, and one of the ledger per looser cell. */
function newRows(changed: readonly ProposedCell[], runs: number, options: ProposeOptions, now: Date): NewRow[] {
  const loosened = changed.filter(({ change }) => change === 'loosened');
  const { reason, owner, until } = loosened.length > 0 ? wantLedger(options, now) : options;
  const month = now.toLocaleDateString('en', { month: 'long', year: 'numeric', timeZone: 'UTC' });
  const effect = changed.map(
    ({ endpoint, metric, before, after }) =>
      `${endpoint} ${COLUMNS[metric]} ${cellText(before, metric)} to ${cellText(after, metric)}`,
  );
  const history = {
    When: month,
    Optimization:
      reason === undefined
        ? `Baselines updated from ${runs} runs`
        : `Baselines updated from ${runs} runs (${plain('--reason', reason)})`,
    State: 'completed',
    Effect: effect.join(', '),
  };
  const ledger = loosened.map(({ endpoint, metric, before, after }) => ({
    When: now.toISOString().slice(0, 10),
    Limit: limitName(headingOf(endpoint), endpoint, COLUMNS[metric]),
    Before: cellText(before, metric),
    After: cellText(after, metric),
    Reason: reason ?? '',
    Owner: owner ?? '',
    Until: until ?? '',
  }));
  return [
    { heading: 'Optimizations', cells: history },
    ...ledger.map((cells) => ({ heading: 'Loosened limits', cells })),
  ];
}

function wantLedger({ reason, owner, until }: ProposeOptions, now: Date) {
  if (!reason || !owner || !until) {
    throw new UserError(
      'E_PROPOSE_LOOSER',
      'rows would become looser: expected --reason, --owner and --until, or --tighten-only',
    );
  }
  const day = now.toISOString().slice(0, 10);
  const isDay = /^\d{4}-\d\d-\d\d$/.test(until) && new Date(`${until}T00:00:00Z`).toJSON()?.startsWith(until);
  if (!isDay || until <= day) {
    throw new UserError('E_PROPOSE_UNTIL', `--until reads "${until}", expected a day after ${day}, such as 2026-06-30`);
  }
  return { reason: plain('--reason', reason), owner: plain('--owner', owner), until };
}

/** Text that stays one plain cell of a Markdown table. */
function plain(option: string, text: string): string {
  if (/^[^|\\`<>*_~[\]\r\n]+$/.test(text.trim())) return text.trim();
  throw new UserError(
    'E_PROPOSE_TEXT',
    `${option} reads "${text}", expected plain text without | \` < > * _ ~ [ ] and line ends`,
  );
}

interface LedgerOptions {
  base: string;
  json?: boolean;
}

export function ledgerCommand(io: Io, _exit: (code: ExitCode) => void): Command {
  return new Command('ledger')
    .description('fail when a limit became looser without a row in "Loosened limits"')
    .requiredOption('--base <ref>', 'git revision, or a file, to compare the document with')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  npm run perf -- baselines ledger --base origin/main\n  npm run perf -- baselines ledger --base before.md',
    )
    .action((options: LedgerOptions) => checkLedger(options, io));
}

async function checkLedger({ base, json }: LedgerOptions, io: Io): Promise<void> {
  const document = await readFile(join(io.root, DOCUMENT), 'utf8');
  const problems = silentLoosenings(await earlierDocument(base, io), document, io.now().toISOString().slice(0, 10));
  if (json) io.stdout(`${JSON.stringify({ base, problems })}\n`);
  if (problems.length > 0)
    throw new UserError('E_LEDGER', problems.map((problem) => `${DOCUMENT}: ${problem}`).join('\n'));
  if (!json) io.stdout(`no limit is looser than in ${base} without a row in the ledger\n`);
}

async function earlierDocument(base: string, io: Io): Promise<string> {
  const path = resolve(io.cwd, base);
  if (existsSync(path)) return readText(path);
  let said = '';
  // A leading dash would be an option of git.
  if (!base.startsWith('-')) {
    const shown = await promisify(execFile)('git', ['-C', io.root, 'show', `${base}:${DOCUMENT}`]).catch(
      (error: Error & { stderr?: string }) => {
        // Git may also refuse the whole repository, such as one of another user.
        [said = error.message] = (error.stderr ?? '').split('\n').filter(Boolean);
      },
    );
    if (shown) return shown.stdout;
  }
  throw new UserError(
    'E_LEDGER_BASE',
    `--base reads "${base}": neither a file nor a git revision that has ${DOCUMENT}${said && ` (git: ${said})`}`,
  );
}
