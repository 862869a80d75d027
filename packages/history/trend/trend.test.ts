// A trend finds what was put into a history, draws it, and says nothing about a quiet one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { XMLValidator } from 'fast-xml-parser';
import type { HistoryRun } from '../run.ts';
import { figuresOnly } from '../runs.fixture.ts';
import { normal, seeded } from '../stats/random.ts';
import { trendHtml } from './html.ts';
import { tooFew } from './levels.ts';
import { oneKind } from './one-kind.ts';
import { sparkline } from './sparkline.ts';
import { trendText } from './text.ts';
import { findTrend } from './trend.ts';

/** `days` nights with 4 % noise between them; front is slower by `factor` from `from` on. */
function nights(days: number, from: number, factor: number, seed = 1): HistoryRun[] {
  const random = seeded(seed);
  return Array.from({ length: days }, (_, day) =>
    figuresOnly(
      day,
      day,
      (endpoint) => 100 * Math.exp(0.04 * normal(random)) * (endpoint === 'front' && day >= from ? factor : 1),
    ),
  );
}

const pointsOf = (runs: HistoryRun[]) =>
  runs.flatMap((run) => run.figures.map((figure) => ({ run: run.id, ...figure })));

const trendOf = (runs: HistoryRun[], smallest = 0.05) => findTrend(runs, pointsOf(runs), smallest);

test('a slower endpoint is found, with the runs on either side', () => {
  const runs = nights(60, 45, 1.15);
  runs[45] = { ...runs[45]!, commit: '0123456789ab' };
  const text = trendText(trendOf(runs), []);
  const between = `between ${runs[44]!.id} and ${runs[45]!.id}; with it came commit 01234567`;
  assert.match(
    text,
    new RegExp(`front p95Ms: (99\\.\\d+|100.*) ms to 11\\d(\\.\\d+)? ms \\(\\+1\\d\\.?\\d* %, p .*\\) ${between}`),
  );
  assert.match(text, /2 of 12 series changed/);
  assert.match(text, /front +p95Ms +[▁▂▃▄▅▆▇█]{60} /);
});

test('quiet histories: at most 5 of 50 have any change in any of their 12 series', () => {
  const alarms = Array.from({ length: 50 }, (_, seed) => nights(60, 60, 1, seed + 10)).filter((runs) =>
    trendOf(runs).series.some(({ changes }) => changes.length > 0),
  ).length;
  if (process.env.PRINT_RATES) console.log('histories with a false alarm', alarms, 'of 50');
  assert.ok(alarms <= 5, `${alarms} of 50`);
});

test('+15 % is found within five runs in at least 90 % of histories', () => {
  const found = Array.from({ length: 50 }, (_, seed) => nights(45, 40, 1.15, seed + 100)).filter((runs) =>
    trendOf(runs).series.some(({ name, changes }) => name === 'front' && changes.length > 0),
  ).length;
  if (process.env.PRINT_RATES) console.log('histories whose change was found', found, 'of 50');
  assert.ok(found >= 45, `${found} of 50`);
});

test('smaller changes than asked for are left out', () => {
  const runs = nights(60, 30, 1.15);
  const changed = (smallest: number) => trendOf(runs, smallest).series.filter(({ changes }) => changes.length > 0);
  assert.deepEqual([changed(0.1).length, changed(0.2).length], [2, 0]);
});

test('other kinds and discarded runs are left out, and said so', () => {
  const runs = nights(12, 12, 1);
  runs[0] = { ...runs[0]!, engine: 'k6 v2.3.0' };
  runs[1] = { ...runs[1]!, validity: 'DISCARDED' };
  runs[11] = { ...runs[11]!, engine: 'local 0.2.0' };
  const { chosen, notes } = oneKind(runs, undefined, 'runs.duckdb');
  assert.deepEqual(notes, ['1 discarded runs are left out', '1 runs of other kinds are left out (--type, --target)']);
  const { marks } = findTrend(chosen, pointsOf(runs), 0.05);
  assert.deepEqual([chosen.length, marks], [10, [{ index: 9, text: 'engine local 0.1.0 to local 0.2.0' }]]);
  assert.equal(oneKind(runs, 4, 'runs.duckdb').chosen.length, 4);
});

test('the page has a chart per series, is well-formed, and loads nothing', () => {
  const page = trendHtml(trendOf(nights(30, 20, 1.4).map((run) => ({ ...run, target: 'http://<b>&"' }))), []);
  assert.equal(page.match(/<svg /g)?.length, 12);
  for (const svg of page.match(/<svg .*?<\/svg>/gs) ?? []) assert.equal(XMLValidator.validate(svg), true);
  assert.doesNotMatch(page, /<b>|src=|href="(?!#)|@import|url\(/);
  assert.equal(page.match(/<script>/g)?.length, 1);
  assert.ok(page.indexOf('changed their level') < page.indexOf('<h2 '));
  assert.ok((page.match(/<li class="none">/g)?.length ?? 0) >= 4, 'key figures');
  assert.match(page, /between baseline-20260120T020000Z-00000019 and baseline-20260121T020000Z-00000020/);
});

test('one run is not a trend, in text and page; six can show one', () => {
  const of = (count: number) => trendOf(nights(count, count, 1));
  const text = /one run of this kind is not a trend: a change of level shows from 6 runs on/;
  for (const said of [trendText(of(1), []), trendHtml(of(1), []), tooFew(of(1).runs)]) assert.match(said ?? '', text);
  assert.match(trendText(of(1), []), /^1 run from /);
  assert.match(
    trendText(of(3), []),
    /^3 runs from .*\n\n3 runs of this kind are too few: a change of level shows from 6 runs on\n/,
  );
  assert.match(trendText(of(6), []), /\nno level changed\n/);
  assert.equal(tooFew(of(6).runs), null);
});

test('a sparkline keeps order, gaps and width', () => {
  assert.equal(sparkline([1, 2, null, 8], 10), '▁▂ █');
  assert.equal(sparkline([1, 9, 9, 1], 2), '█▁');
  assert.equal(sparkline([5, 5], 10), '▅▅');
  assert.equal(sparkline([], 10), '');
});
