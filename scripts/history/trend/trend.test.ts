// `perf trend` finds what was put into a history, draws it, and says nothing about a quiet one.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { XMLValidator } from 'fast-xml-parser';
import { normal, seeded } from 'k6-history/stats/random';
import type { HistoryRun } from 'k6-history/store/record';
import { sparkline } from 'k6-history/trend/sparkline';
import { findTrend } from 'k6-history/trend/trend';
import { inFolder, runCommand } from '../command-line.fixture.ts';
import { figuresOnly } from '../runs.fixture.ts';
import { BAD_STORES, fill, STORE } from '../stores.fixture.ts';
import { trendCommand } from '../trend-command.ts';

/** `days` nights with 4 % noise between them; home is slower by `factor` from `from` on. */
function nights(days: number, from: number, factor: number, seed = 1): HistoryRun[] {
  const random = seeded(seed);
  return Array.from({ length: days }, (_, day) =>
    figuresOnly(
      day,
      day,
      (endpoint) => 100 * Math.exp(0.04 * normal(random)) * (endpoint === 'home' && day >= from ? factor : 1),
    ),
  );
}

const pointsOf = (runs: HistoryRun[]) =>
  runs.flatMap((run) => run.figures.map((figure) => ({ run: run.id, ...figure })));

test('a slower endpoint is found, with the runs on either side', () =>
  inFolder(async (folder) => {
    const runs = nights(60, 45, 1.15);
    runs[45] = { ...runs[45]!, commit: '0123456789ab' };
    await fill(folder, runs);
    const { out } = await runCommand(trendCommand, ['--store', STORE], folder);
    const between = `between ${runs[44]!.id} and ${runs[45]!.id}; with it came commit 01234567`;
    assert.match(
      out,
      new RegExp(
        `home p95Ms: 99\\.\\d+ ms to 11\\d(\\.\\d+)? ms \\(\\+1\\d\\.?\\d* %, p .*\\) ${between}|home p95Ms: 100.* ${between}`,
      ),
    );
    assert.match(out, /2 of 12 series changed/);
    assert.match(out, /home +p95Ms +[▁▂▃▄▅▆▇█]{60} /);
  }));

test('quiet histories: at most 5 of 50 have any change in any of their 12 series', () => {
  const alarms = Array.from({ length: 50 }, (_, seed) => nights(60, 60, 1, seed + 10)).filter((runs) =>
    findTrend(runs, pointsOf(runs), 0.05).series.some(({ changes }) => changes.length > 0),
  ).length;
  if (process.env.PRINT_RATES) console.log('histories with a false alarm', alarms, 'of 50');
  assert.ok(alarms <= 5, `${alarms} of 50`);
});

test('+15 % is found within five runs in at least 90 % of histories', () => {
  const found = Array.from({ length: 50 }, (_, seed) => nights(45, 40, 1.15, seed + 100)).filter((runs) =>
    findTrend(runs, pointsOf(runs), 0.05).series.some(
      ({ endpoint, changes }) => endpoint === 'home' && changes.length > 0,
    ),
  ).length;
  if (process.env.PRINT_RATES) console.log('histories whose change was found', found, 'of 50');
  assert.ok(found >= 45, `${found} of 50`);
});

test('smaller changes than asked for are left out', () => {
  const runs = nights(60, 30, 1.15);
  const changed = (smallest: number) =>
    findTrend(runs, pointsOf(runs), smallest).series.filter(({ changes }) => changes.length > 0);
  assert.deepEqual([changed(0.1).length, changed(0.2).length], [2, 0]);
});

test('other kinds and discarded runs are left out, and said so', () =>
  inFolder(async (folder) => {
    const runs = nights(12, 12, 1);
    runs[0] = { ...runs[0]!, engine: 'k6 v2.3.0' };
    runs[1] = { ...runs[1]!, validity: 'DISCARDED' };
    runs[11] = { ...runs[11]!, engine: 'local 0.2.0' };
    await fill(folder, runs);
    const { out } = await runCommand(trendCommand, ['--store', STORE, '--json'], folder);
    const trend = JSON.parse(out);
    assert.deepEqual(trend.notes, [
      '1 discarded runs are left out',
      '1 runs of other kinds are left out (--type, --target)',
    ]);
    assert.deepEqual([trend.runs.length, trend.marks], [10, [{ index: 9, text: 'engine local 0.1.0 to local 0.2.0' }]]);
    const lastOnes = JSON.parse(
      (await runCommand(trendCommand, ['--store', STORE, '--json', '--last', '4'], folder)).out,
    );
    assert.equal(lastOnes.runs.length, 4);
  }));

test('the page has a chart per series, is well-formed, and loads nothing', () =>
  inFolder(async (folder) => {
    await fill(
      folder,
      nights(30, 20, 1.4).map((run) => ({ ...run, target: 'http://<b>&"' })),
    );
    await runCommand(trendCommand, ['--store', STORE, '--html', 'out/trend.html'], folder);
    const page = await readFile(join(folder, 'out/trend.html'), 'utf8');
    assert.equal(page.match(/<svg /g)?.length, 12);
    for (const svg of page.match(/<svg .*?<\/svg>/gs) ?? []) assert.equal(XMLValidator.validate(svg), true);
    assert.doesNotMatch(page, /<b>|src=|href=|<script|@import|url\(/);
    assert.match(page, /between baseline-20260120T020000Z-00000019 and baseline-20260121T020000Z-00000020/);
  }));

test('a sparkline keeps order, gaps and width', () => {
  assert.equal(sparkline([1, 2, null, 8], 10), '▁▂ █');
  assert.equal(sparkline([1, 9, 9, 1], 2), '█▁');
  assert.equal(sparkline([5, 5], 10), '▅▅');
  assert.equal(sparkline([], 10), '');
});

for (const [name, make, message] of BAD_STORES) {
  test(`${name} is one line that says what to put right`, () =>
    inFolder(async (folder) => {
      await make(folder);
      await assert.rejects(runCommand(trendCommand, ['--store', STORE], folder), { name: 'UserError', message });
    }));
}

test('one run is no trend, in text, page and JSON; six can show one', () =>
  inFolder(async (folder) => {
    const said = async (...args: string[]) => (await runCommand(trendCommand, ['--store', STORE, ...args], folder)).out;
    await fill(folder, nights(1, 1, 1));
    const text = /one run of this kind is no trend: a change of level shows from 6 runs on/;
    assert.match(await said('--html', 'one.html'), /^1 run from /);
    assert.match(await said(), text);
    assert.match(await readFile(join(folder, 'one.html'), 'utf8'), text);
    assert.match(JSON.parse(await said('--json')).tooFew, text);
    await fill(folder, nights(6, 6, 1));
    assert.match(await said(), /\nno level changed\n/);
    assert.equal(JSON.parse(await said('--json')).tooFew, null);
  }));

test('no run that fits, and a number that is none', () =>
  inFolder(async (folder) => {
    await fill(folder, nights(3, 3, 1));
    const trend = (...args: string[]) => runCommand(trendCommand, ['--store', STORE, ...args], folder);
    await assert.rejects(trend('--type', 'spike'), /no run that fits; `perf history list`/);
    await assert.rejects(trend('--last', '0'), /--last reads "0", wants a number from 1/);
    await assert.rejects(trend('--min-change', 'x'), /--min-change reads "x"/);
    assert.match(
      (await trend()).out,
      /^3 runs from .*\n\n3 runs of this kind are too few: a change of level shows from 6 runs on\n/,
    );
  }));
