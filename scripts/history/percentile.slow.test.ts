// `perf history percentile`: percentiles of a run and of many together, in the stated precision; what has no histograms is named.
import assert from 'node:assert/strict';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { syntheticRun } from 'k6-history/runs.fixture';
import { openDatabase } from 'k6-history/store/database';
import { MAX_KEPT_BYTES } from 'k6-history/store/kept-histograms';
import { HistoryStore } from 'k6-history/store/store';
import { inFolder } from 'k6-kit/folder.fixture';
import { encodeHistograms, HALF_STEP, RELATIVE_ERROR, seriesOf } from 'k6-local/histograms';
import { percentile } from 'k6-verdict/statistics.fixture';
import { deriveThresholds } from '../../thresholds/derive.ts';
import { drawRequests, measure, NAMES, type Request } from '../deploy/generators.fixture.ts';
import { suiteResult } from '../report/suite-result.fixture.ts';
import { historyCommand } from './command.ts';
import { runCommand } from './command-line.fixture.ts';

const THRESHOLDS = deriveThresholds({
  ...{ type: 'baseline', tasks: NAMES, phases: ['ramp', 'hold'], timeScale: 1, limitScale: 1, isObserved: false },
  windows: [1, 2, 3].map((id) => ({ id: `w0${id}`, phase: 'hold', startS: id * 10, expectedRequests: {} })),
});
const STAGES = [{ phase: 'hold' as const, durationS: 90, from: 50, to: 50, windows: 3 }];
const NIGHTS = [1, 2, 3].map((night) => ({ night, requests: drawRequests(night, 3000, THRESHOLDS) }));

/** A result of a night, and next to it the histograms of its requests. */
async function writeNight(folder: string, night: number, requests: readonly Request[] | undefined): Promise<string> {
  const file = join(folder, `night-${night}.json`);
  const run = { startedAt: `2026-02-0${night}T02:00:00Z` };
  await writeFile(file, JSON.stringify(suiteResult({ type: 'baseline', stages: STAGES, run })));
  if (requests) await writeFile(join(folder, `night-${night}.hdr.gz`), histogramsOf(requests));
  return file;
}

function histogramsOf(requests: readonly Request[]): Buffer {
  return encodeHistograms(seriesOf(measure(requests, THRESHOLDS)));
}

const history = (folder: string, ...args: string[]) => runCommand(historyCommand, args, folder);

interface Asked {
  runs: { id: string; samples: number; valuesMs: number[] }[];
  together: { samples: number; valuesMs: number[] };
  notes: string[];
}
async function ask(folder: string, ...args: string[]): Promise<Asked> {
  return JSON.parse((await history(folder, 'percentile', ...args, '--json')).out) as Asked;
}

function assertNear(is: number | undefined, values: readonly number[], percent: number): void {
  const exact = percentile(
    [...values].sort((a, b) => a - b),
    percent,
  );
  assert.ok(
    Math.abs((is ?? 0) - exact) <= Math.max(HALF_STEP, exact * RELATIVE_ERROR) * 1.000001,
    `${is} for ${exact}`,
  );
}

test('percentiles of each night and of all nights together are those of their requests, to the stated precision', () =>
  inFolder(async (folder) => {
    for (const { night, requests } of NIGHTS) await history(folder, 'add', await writeNight(folder, night, requests));
    const { runs, together, notes } = await ask(folder, '--type', 'baseline', '--endpoint', 'health', '--p', '50,99.9');
    const health = NIGHTS.map(({ requests }) =>
      requests.filter(({ endpoint }) => endpoint === 'health').map(({ durationMs }) => durationMs),
    );
    assert.deepEqual(notes, []);
    assert.deepEqual(
      runs.map(({ samples }) => samples),
      health.map(({ length }) => length),
    );
    for (const [index, run] of runs.entries())
      for (const [at, percent] of [50, 99.9].entries())
        assertNear(run.valuesMs[at], health[index] as number[], percent);
    assert.equal(together.samples, health.flat().length);
    assertNear(together.valuesMs[1], health.flat(), 99.9);
    const all = await ask(folder, '--p', '95');
    assert.equal(all.together.samples, 9000);
    assertNear(
      all.together.valuesMs[0],
      NIGHTS.flatMap(({ requests }) => requests.map(({ durationMs }) => durationMs)),
      95,
    );
    const { out } = await history(folder, 'percentile', '--p', '99.9', '--since', '2026-02-02');
    assert.match(out, /run +requests +p99\.9 \(ms\)\n.*20260202.* 3000 .*\n.*20260203.*\nall 2 together +6000 /);
    const { runs: newest } = await ask(folder, '--p', '99.9', '--last', '1');
    const { runs: named } = await ask(folder, 'baseline-20260203', '--p', '99.9');
    assert.deepEqual(named, newest);
  }));

test('runs without histograms are told, and when none has any that is one line', () =>
  inFolder(async (folder) => {
    await history(folder, 'add', await writeNight(folder, 1, undefined));
    await assert.rejects(
      history(folder, 'percentile', '--p', '99'),
      /none of 1 runs has histograms; .* results of k6 have none$/,
    );
    await history(folder, 'add', await writeNight(folder, 2, NIGHTS[1]?.requests));
    const { notes } = await ask(folder, '--p', '99');
    assert.deepEqual(notes, ['1 runs without histograms are left out: results of k6 itself have none']);
    assert.equal(JSON.parse((await history(folder, 'show', 'baseline-20260202', '--json')).out).hasHistograms, true);
    assert.equal(JSON.parse((await history(folder, 'show', 'baseline-20260201', '--json')).out).hasHistograms, false);
  }));

test('histograms go round with export and import, as NDJSON and as Parquet', () =>
  inFolder(async (folder) => {
    for (const night of [1, 2])
      await history(folder, 'add', await writeNight(folder, night, night === 1 ? NIGHTS[0]?.requests : undefined));
    const before = await ask(folder, '--p', '99.9');
    for (const file of ['all.ndjson', 'all.parquet']) {
      await history(folder, 'export', file);
      await history(folder, 'import', file, '--store', `${file}.duckdb`);
      assert.deepEqual(await ask(folder, '--p', '99.9', '--store', `${file}.duckdb`), before);
    }
    const text = await readFile(join(folder, 'all.ndjson'), 'utf8');
    const spoilt = gzipSync('{}\n').toString('base64');
    await writeFile(join(folder, 'spoilt.ndjson'), text.replace(/"histograms":"[^"]+"/, `"histograms":"${spoilt}"`));
    const importing = history(folder, 'import', 'spoilt.ndjson', '--store', 'spoilt.duckdb');
    await assert.rejects(importing, /histograms of baseline-20260201\S+: its first line is not as it should be/);
    await assert.rejects(stat(join(folder, 'spoilt.duckdb')), { code: 'ENOENT' });
  }));

test('a history from before histograms answers, and takes them with its next run', () =>
  inFolder(async (folder) => {
    const path = join(folder, 'results', 'history.duckdb');
    const { connection, close } = await openDatabase(path, 'create');
    const tables = await connection.runAndReadAll(
      "SELECT 1 FROM information_schema.tables WHERE table_name = 'histograms'",
    );
    assert.equal(tables.getRowsJS().length, 0);
    close();
    const store = await HistoryStore.open(path, 'write');
    await store.add([syntheticRun({ seed: 1, windows: 2, requestsPerWindow: 20 })]);
    store.close();
    await assert.rejects(history(folder, 'percentile', '--p', '99'), /none of 1 runs has histograms/);
    await history(folder, 'add', await writeNight(folder, 1, NIGHTS[0]?.requests));
    assert.equal((await ask(folder, 'baseline-20260201', '--p', '99')).together.samples, 3000);
  }));

test('damaged histograms beside a result add nothing; those of a run of full length take 10 KB a metric at most', () =>
  inFolder(async (folder) => {
    const file = await writeNight(folder, 1, undefined);
    await writeFile(join(folder, 'night-1.hdr.gz'), histogramsOf(NIGHTS[0]!.requests).subarray(0, 999));
    await assert.rejects(
      history(folder, 'add', file),
      /night-1\.hdr\.gz: it is damaged or cut off; .*move them away to go on without/,
    );
    await writeNight(folder, 1, drawRequests(9, 31_000, THRESHOLDS));
    await history(folder, 'add', file);
    const store = await HistoryStore.open(join(folder, 'results', 'history.duckdb'), 'read');
    const [kept] = (await store.histograms((await store.list()).map(({ id }) => id))).values();
    store.close();
    const size = kept?.length ?? 0;
    if (process.env.PRINT_RATES) console.log(`kept of a run of 31,000 requests: ${size} bytes`);
    assert.ok(size > 1000 && size < MAX_KEPT_BYTES / 4, `${size} bytes`);
  }));

/** What is wrong with the question, and what the command says. */
const WRONG: [args: string[], message: RegExp][] = [
  [['--p', '101'], /--p reads "101": expected numbers from 0 to 100/],
  [['--p', '99,'], /--p reads "": expected numbers/],
  [['--p', '99', '--endpoint', 'nowhere'], /--endpoint reads "nowhere": expected one of home, /],
  [['--p', '99', '--metric', 'vus'], /--metric reads "vus": expected one of http_req_duration, /],
  [['--p', '99', '--since', 'yesterday'], /--since reads "yesterday": expected a day/],
  [['--p', '99', '--last', '0'], /--last reads "0", expected a whole number from 1/],
  [['--p', '99', '--since', '2030-01-01'], /no run that fits/],
  [['--p', '99', 'nonsense'], /no run "nonsense" among the 1 of/],
];
test('a wrong question is answered with what was read and what is wanted', () =>
  inFolder(async (folder) => {
    await history(folder, 'add', await writeNight(folder, 1, NIGHTS[0]?.requests));
    for (const [args, message] of WRONG) await assert.rejects(history(folder, 'percentile', ...args), message);
  }));
