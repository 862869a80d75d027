// Commands of the installed k6-verdict on files that k6 is known to have written, checked against what those files say themselves.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { copyFile, mkdtemp, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { holds, parseExpression } from 'k6-format/expressions';
import type { SummaryComparison } from 'k6-history/summaries/schema';
import { type Ended, installed, ROOT, shell } from './installed.fixture.ts';

const CORPUS = join(ROOT, '../shared/corpus');
/** Why there is nothing to test. */
export const absent = !existsSync(join(CORPUS, 'INDEX.tsv')) && `no ${CORPUS}`;

/** What the index says of each file: its path, and the kind of its format. */
const FILES = absent
  ? []
  : readFileSync(join(CORPUS, 'INDEX.tsv'), 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((row) => row.split('\t'))
      .map(([path = '', , , , , kind = '']) => ({ path: join(CORPUS, path), kind }));

export const EVERY_FILE: readonly string[] = FILES.map(({ path }) => path);
/** The smallest file of each kind. */
export const ONE_OF_A_KIND: readonly string[] = [...new Set(FILES.map(({ kind }) => kind))].map((kind) => {
  const [first] = FILES.filter((file) => file.kind === kind).sort(
    (a, b) => statSync(a.path).size - statSync(b.path).size,
  );
  return first!.path;
});

/** Names of files that k6 has not written. */
const NOT_K6 = /NOT-K6|junit/;

/** Runs command lines in one process, each as if it were alone: the program is loaded anew, what it shares is not. */
const DRIVER = `
import { readFileSync } from 'node:fs';
const { stdout, stderr } = process;
const write = stdout.write;
const ended = [];
for (const [index, args] of JSON.parse(readFileSync(process.argv[2], 'utf8')).entries()) {
  const told = { stdout: '', stderr: '' };
  stdout.write = (text) => { told.stdout += text; return true; };
  stderr.write = (text) => { told.stderr += text; return true; };
  process.argv = [process.argv[0], 'k6-verdict', ...args];
  process.exitCode = undefined;
  await import('./node_modules/k6-verdict/cli.mjs?' + index);
  ended.push({ ...told, status: process.exitCode ?? 0 });
  for (const stream of [stdout, stderr]) stream.removeAllListeners('error');
}
process.exitCode = 0;
stdout.write = write;
stdout.write(JSON.stringify(ended));
`;

/** How each command line ended. */
async function endsOf(lines: readonly (readonly string[])[]): Promise<Ended[]> {
  const { folder } = await installed();
  const file = join(await mkdtemp(join(folder, 'lines-')), 'lines.json');
  await writeFile(join(folder, 'driver.mjs'), DRIVER);
  await writeFile(file, JSON.stringify(lines));
  const { status, stdout, stderr } = await shell(`node driver.mjs ${file}`);
  assert.deepEqual([status, stderr], [0, '']);
  return JSON.parse(stdout) as Ended[];
}

interface Recorded {
  /** Tags in alphabetical order. */
  key: string;
  stats: ReadonlyMap<string, number>;
  /** Whether each threshold held. */
  thresholds: ReadonlyMap<string, boolean>;
}

type RawMetric = {
  name?: string;
  values?: Record<string, number>;
  thresholds?: Record<string, boolean | { ok: boolean }>;
};

/** What a file says, read in the simplest way. */
function recordedIn(file: string): Recorded[] {
  const { metrics = {}, results } = JSON.parse(readFileSync(file, 'utf8')) as {
    metrics?: Record<string, RawMetric>;
    results?: { metrics: RawMetric[] };
  };
  const all = results?.metrics.map((metric) => [metric.name!, metric] as const) ?? Object.entries(metrics);
  return all.map(([name, { thresholds = {}, ...metric }]) => {
    const { passes, fails, matches, total, value, ...stats } = (metric.values ?? metric) as Record<string, number>;
    if (passes !== undefined) stats.rate = passes / (passes + fails!);
    else if (matches !== undefined) stats.rate = matches / total!;
    else if (value !== undefined) stats.value = value;
    const verdicts = Object.entries(thresholds).map(
      ([text, told]) => [text, typeof told === 'boolean' ? !told : told.ok] as const,
    );
    const spelled = Object.entries(stats).map(([stat, figure]) => [stat.replace(/^p(\d+)$/, 'p($1)'), figure] as const);
    return { key: name.replace(/\{(.*)\}$/, sorted), stats: new Map(spelled), thresholds: new Map(verdicts) };
  });
}

/** Metrics of which some figure is not 0: k6 fills those that only a threshold names with zeros. */
function measuredIn(file: string): string[] {
  return recordedIn(file).flatMap(({ key, stats }) => ([...stats.values()].some((value) => value) ? [key] : []));
}

function sorted(_: string, tags: string): string {
  return `{${tags.split(',').sort().join(',')}}`;
}

/** One line that names the file, exit code 2, and nothing else. */
function assertRefused({ status, stdout, stderr }: Ended, line: readonly string[]): void {
  const shown = line.join(' ');
  assert.deepEqual([status, stdout, stderr.split('\n').length], [2, '', 2], `${shown}: ${stderr}`);
  assert.doesNotMatch(stderr, /^\s+at |Error:|undefined|NaN|\[object/, shown);
}

interface VerdictJson {
  outcome: 'passed' | 'failed' | 'not-judged' | 'discarded';
  limits: { outcome: string; source: { key: string; expression: string } }[];
}
const STATUS = { passed: 0, failed: 99, 'not-judged': 0, discarded: 3 };

function assertReport(file: string, { status, stdout, stderr }: Ended): void {
  assert.equal(stderr, '', file);
  const { outcome, limits } = JSON.parse(stdout) as VerdictJson;
  assert.equal(status, STATUS[outcome], file);
  const told = new Map(
    recordedIn(file).flatMap(({ key, thresholds }) => [...thresholds].map(([text, ok]) => [`${key} ${text}`, ok])),
  );
  assert.equal(limits.length, told.size, file);
  for (const { source, outcome: limit } of limits) {
    const ok = told.get(`${source.key.replace(/\{(.*)\}$/, sorted)} ${source.expression}`);
    // k6 passes a limit that nothing was measured for.
    assert.ok(ok === true ? limit !== 'failed' : ok === false && limit === 'failed', `${file} ${source.expression}`);
  }
  const isCrossed = [...told.values()].includes(false);
  if (outcome !== 'discarded') assert.equal(outcome === 'failed', isCrossed, file);
  if (outcome === 'passed') assert.ok(told.size > 0, file);
}

/** Every figure of both sides is that of its file, and each figure that both have is compared. */
function assertComparison(base: string, head: string, { status, stdout, stderr }: Ended): void {
  if (status === 2) {
    assert.match(stderr, /^.*share no figure.*\n$/);
    const inBase = recordedIn(base).map(({ key }) => key);
    assert.deepEqual(
      measuredIn(head).filter((key) => inBase.includes(key)),
      [],
      head,
    );
    return;
  }
  assert.deepEqual([status, stderr], [0, ''], head);
  const { figures, missing } = JSON.parse(stdout) as SummaryComparison;
  const sides = { base: recordedIn(base), head: recordedIn(head) };
  for (const side of ['base', 'head'] as const) {
    const told = new Map(sides[side].map(({ key, stats }) => [key, stats]));
    for (const figure of figures) {
      const { metric, stat, type } = figure;
      const stats = told.get(metric);
      // A check has no metric of its own, and a counter that never counted is not in the file.
      if (stats === undefined && (metric.startsWith('checks{') || (type === 'counter' && figure[side] === 0))) continue;
      const recorded = stats?.get(stat) ?? stats?.get(stat === 'med' ? 'p(50)' : stat);
      assert.ok(Math.abs(figure[side] - recorded!) <= 1e-12 * Math.abs(recorded!), `${head}: ${metric} ${stat}`);
    }
    const named = new Set([...figures, ...missing].map(({ metric }) => metric));
    for (const key of measuredIn(side === 'base' ? base : head))
      assert.ok(named.has(key), `${head}: ${key} is not compared`);
  }
}

/** Limits that are made from a file hold for it. */
function assertLimits(file: string, { status, stdout, stderr }: Ended): void {
  if (status === 2) {
    assert.match(stderr, /^no limit can be made from .*\n$/);
    const limited = measuredIn(file).filter((key) => /^(http_req_duration|http_req_failed|checks)\b/.test(key));
    for (const key of limited) assert.ok(stderr.includes(`${key} has no limit: `), `${file}: ${key}`);
    return;
  }
  assert.equal(status, 0, file);
  const { thresholds } = JSON.parse(stdout) as { thresholds: Record<string, string[]> };
  const told = new Map(recordedIn(file).map(({ key, stats }) => [key, stats]));
  for (const [key, texts] of Object.entries(thresholds)) {
    for (const expression of texts.map((text) => parseExpression(text)!)) {
      const value = told.get(key.replace(/\{(.*)\}$/, sorted))?.get(expression.stat);
      // The counter of the same tags is one that k6 only keeps from then on.
      if (value === undefined) assert.equal(expression.stat, 'count', `${file}: ${key}`);
      else assert.ok(holds(expression, value), `${file}: ${key} ${expression.stat} ${value}`);
    }
  }
}

/** Equal points differ in nothing. */
function assertSamePoints(file: string, { status, stdout, stderr }: Ended): void {
  assert.deepEqual([status, stderr], [0, ''], file);
  const { figures, regressions } = JSON.parse(stdout) as SummaryComparison;
  assert.ok(figures.length > 0 && figures.every(({ difference }) => difference === 0), file);
  assert.deepEqual(regressions, [], file);
}

interface TrendJson {
  runs: { file: string | null }[];
  series: { name: string; stat: string; values: (number | null)[] }[];
}

/** A run of another script starts a trend of its own, whose values are those of its file; one that cannot be used does not. */
function assertTrend(file: string, isUsable: boolean, { status, stdout, stderr }: Ended): void {
  assert.deepEqual([status, stderr], [0, ''], file);
  const { runs, series } = JSON.parse(stdout) as TrendJson;
  const place = runs.findIndex((run) => run.file === file);
  assert.equal(place >= 0, isUsable, file);
  if (!isUsable) return;
  assert.ok(series.length > 0, file);
  const told = new Map(recordedIn(file).map(({ key, stats }) => [key, stats]));
  for (const { name, stat, values } of series) {
    // A check has no metric of its own.
    if (!told.has(name) && name.startsWith('checks{')) continue;
    const recorded = told.get(name)?.get(stat) ?? told.get(name)?.get(stat === 'med' ? 'p(50)' : stat);
    assert.equal(values[place], recorded, `${file}: ${name} ${stat}`);
  }
}

/** Before every recorded file. */
const OLD = new Date('2015-01-01T00:00:00Z');

/** Runs every command on each file, with a summary of a plain run next to it, and checks how each ends. */
export async function checkRecorded(files: readonly string[]): Promise<void> {
  const { folder } = await installed();
  const out = await mkdtemp(join(folder, 'reports-'));
  // A stock summary has no time but its file's date, and a trend is that of its newest run: this one is older than all.
  const plain = join(out, 'plain.json');
  const source = join(CORPUS, 'summaries/benc-uk_k6-reporter__tests_data_simple.json');
  await copyFile(source, plain);
  await utimes(plain, OLD, OLD);
  const lines = files.flatMap((file) => [
    ['report', file, '--out', out, '--json'],
    ['compare', file, file, '--json'],
    ['compare', plain, file, '--json'],
    ['compare', plain, file],
    ['limits', '--from', file],
    ['trend', plain, file === source ? plain : file, '--json'],
    ['report', plain, '--points', file, '--out', out],
    ['compare', file, file, '--by', 'name', '--json'],
  ]);
  const ends = await endsOf(lines);
  const each = lines.length / files.length;
  for (const [at, file] of files.entries()) {
    const of = lines.slice(each * at, each * (at + 1)).map((line, index) => ({ line, end: ends[each * at + index]! }));
    if (NOT_K6.test(file)) {
      for (const { line, end } of of) assertRefused(end, line);
      continue;
    }
    const [report, same, other, text, limits, trend, withPoints, byName] = of;
    if (file.includes('/points/')) {
      for (const { line, end } of [report!, other!, text!, limits!, trend!]) assertRefused(end, line);
      assert.deepEqual([withPoints!.end.status, withPoints!.end.stderr], [0, ''], file);
      for (const { end } of [same!, byName!]) assertSamePoints(file, end);
      continue;
    }
    for (const { line, end } of [withPoints!, byName!]) assertRefused(end, line);
    assertReport(file, report!.end);
    assertComparison(file, file, same!.end);
    assertComparison(plain, file, other!.end);
    assert.doesNotMatch(text!.end.stdout, /undefined|NaN|\[object/);
    assertLimits(file, limits!.end);
    assertTrend(file === source ? plain : file, report!.end.status !== STATUS.discarded, trend!.end);
  }
}
