// `perf history percentile`: any percentile of one run, or of the requests of many nights together.
import { Command } from 'commander';
import type { Answer, Percentiles } from 'k6-history/percentile';
import { KEPT_METRICS, type RunContext, WHOLE_RUN } from 'k6-history/run';
import type { HistoryStore } from 'k6-history/store/store';
import { aligned } from 'k6-kit/columns';
import { UserError } from 'k6-kit/user-error';
import { digits } from 'k6-verdict/text/format';
import type { Io } from '../io.ts';
import { readLast, storeOption, storePath, withStore } from '../store/place.ts';

interface Options {
  store: string;
  p: string;
  endpoint?: string;
  metric?: string;
  type?: string;
  target?: string;
  since?: string;
  last?: string;
  json?: boolean;
}

const EXAMPLES = `
Needs runs by the local runner, which writes histograms next to each result (NAME.hdr.gz); results of k6 have none. Figures are
those of the judged phase, within 0.05 % of exact ones (or 0.0005 ms). Only runs of one kind are combined: same type, engine, target, scale and
endpoints. If there are several kinds, that of the newest run is used. Discarded runs are left out.

Examples:
  npm run perf -- history percentile --type baseline --endpoint health --p 99.9
  npm run perf -- history percentile --type stress --since 2026-01-01 --p 50,99,99.9 --json
  npm run perf -- history percentile baseline-20260131T120000Z --p 99.99`;

export function percentileCommand(io: Io): Command {
  return new Command('percentile')
    .description('any percentile of response times, of one run or of many together')
    .argument('[run...]', 'ids, or unique starts of them (default: all that match)')
    .addOption(storeOption())
    .requiredOption('--p <percents>', 'percentiles, 0 to 100, separated by commas')
    .option('--endpoint <name>', 'of this endpoint, or operation of a service test (default: all)')
    .option('--metric <name>', `one of ${KEPT_METRICS.join(', ')} (default: response times)`)
    .option('--type <type>', 'of this test type')
    .option('--target <url>', 'of this target')
    .option('--since <day>', 'of runs that started then or later, such as 2026-01-31')
    .option('--last <number>', 'only the newest N')
    .option('--json', 'print them as JSON')
    .addHelpText('after', EXAMPLES)
    .action((ids: string[], options: Options) => percentile(ids, options, io));
}

async function percentile(ids: readonly string[], options: Options, io: Io): Promise<void> {
  const asked = {
    percents: options.p.split(',').map(readPercent),
    metric: readMetric(options.metric),
    endpoint: options.endpoint ?? WHOLE_RUN,
  };
  const [{ answer }, { judgedPhase }] = await Promise.all([
    import('k6-history/percentile'),
    import('../../thresholds/derive.ts'),
  ]);
  const path = storePath(options.store, io);
  const { runs, notes, histograms } = await withStore(options.store, 'read', io, async (store) => {
    const chosen = await choose(store, ids, options, path);
    return { ...chosen, histograms: await store.histograms(chosen.runs.map(({ id }) => id)) };
  });
  requireEndpoint(asked.endpoint, runs);
  const found = await answer({ ...asked, runs, histograms, judgedPhaseOf: judgedPhase });
  const without = runs.length - histograms.size;
  if (found.together === undefined) throw nothing(path, runs, without, options.endpoint);
  if (without > 0) notes.push(`${without} runs without histograms are left out: results of k6 itself have none`);
  if (found.unmeasured.length > 0) notes.push(`${found.unmeasured.length} runs have no such sample`);
  io.stdout(options.json ? `${JSON.stringify({ ...asked, ...found, notes })}\n` : textOf(found, asked.percents, notes));
}

async function choose(store: HistoryStore, ids: readonly string[], options: Options, path: string) {
  if (ids.length > 0) {
    const runs: RunContext[] = [];
    for (const id of ids) runs.push(await store.get(id));
    return { runs, notes: [] as string[] };
  }
  const { oneKind } = await import('k6-history/trend/one-kind');
  const [sinceMs, last] = [readSince(options.since), readLast(options.last)];
  const fitting = (await store.list({ type: options.type, target: options.target })).filter(
    ({ startedAt }) => sinceMs === undefined || Date.parse(startedAt) >= sinceMs,
  );
  const { chosen, notes } = oneKind(fitting, last, path);
  return { runs: chosen, notes };
}

function textOf({ runs, together }: Answer, percents: readonly number[], notes: readonly string[]): string {
  const row = (name: string, { samples, valuesMs }: Percentiles): string[] => [
    ...[name, String(samples)],
    ...valuesMs.map(digits),
  ];
  const rows = runs.map((run) => row(run.id, run));
  if (runs.length > 1 && together) rows.push(row(`all ${runs.length} together`, together));
  const head = ['run', 'requests', ...percents.map((percent) => `p${percent} (ms)`)];
  return `${aligned([head, ...rows])}\n${notes.map((note) => `${note}\n`).join('')}`;
}

function nothing(path: string, runs: readonly RunContext[], without: number, endpoint: string | undefined): UserError {
  if (without < runs.length)
    return new UserError(
      'E_HISTOGRAMS_EMPTY',
      `${path}: no sample${endpoint ? ` of ${endpoint}` : ''} in ${runs.length} runs`,
    );
  const message = `${path}: none of ${runs.length} runs has histograms; the local runner writes them next to its results (NAME.hdr.gz) and \`history add\` keeps them; results of k6 have none`;
  return new UserError('E_HISTOGRAMS_NONE', message);
}

function requireEndpoint(endpoint: string, runs: readonly RunContext[]): void {
  const known = [...new Set(runs.flatMap(({ endpoints }) => endpoints))];
  if (endpoint === WHOLE_RUN || known.includes(endpoint)) return;
  throw new UserError('E_ENDPOINT', `--endpoint reads "${endpoint}": expected one of ${known.join(', ')}`);
}

function readPercent(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= 100) return value;
  throw new UserError('E_PERCENT', `--p reads "${text}": expected numbers from 0 to 100, such as 50,99.9`);
}

function readMetric(text: string | undefined): string | undefined {
  if (text === undefined || (KEPT_METRICS as readonly string[]).includes(text)) return text;
  throw new UserError('E_METRIC', `--metric reads "${text}": expected one of ${KEPT_METRICS.join(', ')}`);
}

function readSince(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const atMs = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(atMs)) return atMs;
  throw new UserError('E_SINCE', `--since reads "${text}": expected a day, such as 2026-01-31`);
}
