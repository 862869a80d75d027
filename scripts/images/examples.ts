// What docs/examples shows, made from the results of real runs that are kept there: reports, a comparison, a trend.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunRecord } from 'k6-format/run-record';
import type { HistoryRun } from 'k6-history/run';
import { readLines } from 'k6-history/store/exchange';
import { trendHtml } from 'k6-history/trend/html';
import { findTrend } from 'k6-history/trend/trend';
import { makeReport } from 'k6-verdict/report';
import { limitsText, type SummaryData } from '../../lib/result.ts';
import { perf } from '../commands.ts';
import { practicalSize } from '../store/from-tables.ts';

/** Results of runs, from which all else is made again: `npm run docs:images -- --run` replaces them. */
export const KEPT = {
  passed: 'passed.json',
  failed: 'failed.json',
  start: 'npm-start.txt',
  nights: 'nights.ndjson',
} as const;

/** Names of files in docs/examples, and what has to be in them. */
export async function examples(folder: string): Promise<Map<string, string>> {
  const [passed, failed, compared, start, nights] = await Promise.all([
    reports(join(folder, KEPT.passed)),
    reports(join(folder, KEPT.failed)),
    comparison(folder),
    terminal(folder),
    readFile(join(folder, KEPT.nights), 'utf8'),
  ]);
  const trend = trendPage(readLines(KEPT.nights, nights));
  return new Map([...passed, ...failed, ...compared, [KEPT.start, start], ['trend.html', trend]]);
}

/** As if they had been made at the end of the run: else each day would change them. */
async function reports(file: string): Promise<[string, string][]> {
  const { run } = JSON.parse(await readFile(file, 'utf8')) as { run: { endedAt: string } };
  const outDir = await mkdtemp(join(tmpdir(), 'examples-'));
  try {
    const { paths } = await makeReport({ file, outDir, now: new Date(run.endedAt), formats: ['html', 'md', 'json'] });
    const made = Object.values(paths);
    return await Promise.all(
      made.map(
        async (path): Promise<[string, string]> => [path.slice(outDir.length + 1), await readFile(path, 'utf8')],
      ),
    );
  } finally {
    await rm(outDir, { recursive: true });
  }
}

/** What the command printed, with the table of its result as a run prints it today. */
async function terminal(folder: string): Promise<string> {
  const [printed, result] = await Promise.all(
    [KEPT.start, KEPT.passed].map((name) => readFile(join(folder, name), 'utf8')),
  );
  const data = JSON.parse(result!) as SummaryData & { run: RunRecord };
  return printed!.replace(/^ {2}\S+: .* limits [\s\S]*?(?=\n {2}result:)/m, () => limitsText(data, data.run));
}

/** What `perf compare` prints, and its page. */
async function comparison(folder: string): Promise<[string, string][]> {
  let printed = '';
  const outDir = await mkdtemp(join(tmpdir(), 'examples-'));
  const page = join(outDir, 'compare.html');
  const stdout = (text: string) => {
    printed += text;
  };
  const io = { stdout, stderr() {}, env: {}, cwd: folder, root: folder, isTty: false, now: () => new Date(0) };
  const program = await perf(io, () => {}, 'compare');
  // A history of this machine would change what counts as noise.
  const args = ['compare', KEPT.passed, KEPT.failed, '--store', 'none.duckdb', '--html', page];
  try {
    await program.parseAsync(args, { from: 'user' });
    return [
      ['compare.txt', printed],
      ['compare.html', await readFile(page, 'utf8')],
    ];
  } finally {
    await rm(outDir, { recursive: true });
  }
}

function trendPage(runs: readonly HistoryRun[]): string {
  const points = runs.flatMap(({ id, figures }) => figures.map((figure) => ({ run: id, ...figure })));
  return trendHtml(findTrend(runs, points, practicalSize), []);
}
