// Verdicts: what a limit and a value add up to, and when a zero hides a missing value.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSummary } from '../parse/parse-summary.ts';
import { headline } from '../render/headline.ts';
import { keyFigures } from '../render/key-figures.ts';
import { judge } from './judge.ts';
import { judgeLimits, type Outcome } from './verdict.ts';

type Metrics = Record<string, unknown>;
const summaryOf = (metrics: Metrics) =>
  parseSummary('x.json', { metrics: { iterations: { type: 'counter', values: { count: 1, rate: 1 } }, ...metrics } });
const trend = (values: Record<string, number>, thresholds: Record<string, boolean>) => ({
  type: 'trend',
  contains: 'time',
  values,
  thresholds: Object.fromEntries(Object.entries(thresholds).map(([text, ok]) => [text, { ok }])),
});

test('a pass needs samples behind it', () => {
  const rows: [string, Metrics, Outcome, RegExp | null][] = [
    ['a measured value', { d: trend({ avg: 4, count: 9 }, { 'avg<5': true }) }, 'passed', null],
    ['a count of 0', { d: trend({ avg: 0, count: 0 }, { 'avg<5': true }) }, 'not-measured', /no samples/],
    [
      'all zeros and no request at all',
      { http_req_duration: trend({ avg: 0, max: 0 }, { 'avg<5': true }) },
      'not-measured',
      /no request/,
    ],
    [
      'all zeros without a count',
      { d: trend({ avg: 0, max: 0 }, { 'avg<5': true }) },
      'not-measured',
      /most likely no samples/,
    ],
    [
      'a rate of nothing',
      { r: { type: 'rate', values: { rate: 0, passes: 0, fails: 0 }, thresholds: { 'rate<1': { ok: true } } } },
      'not-measured',
      /no samples/,
    ],
    [
      'a counter of nothing is 0',
      { c: { type: 'counter', values: { count: 0, rate: 0 }, thresholds: { 'count<1': { ok: true } } } },
      'passed',
      null,
    ],
    ['a crossed limit stays crossed', { d: trend({ avg: 0, count: 0 }, { 'avg<5': false }) }, 'failed', /no samples/],
    ['a statistic that is not kept', { d: trend({ avg: 4 }, { 'p(99)<5': true }) }, 'passed', /keeps no p\(99\)/],
  ];
  for (const [name, metrics, outcome, note] of rows) {
    const [verdict] = judgeLimits(summaryOf(metrics)).verdicts;
    assert.equal(verdict?.outcome, outcome, name);
    if (note) assert.match(verdict?.note ?? '', note, name);
  }
});

test('zeros of requests that all failed are no latency', () => {
  const metrics = {
    http_reqs: { type: 'counter', values: { count: 10, rate: 1 } },
    http_req_failed: { type: 'rate', values: { rate: 1, passes: 10, fails: 0 } },
    http_req_duration: trend({ avg: 0, max: 0 }, { 'p(95)<50': true }),
  };
  const [verdict] = judgeLimits(summaryOf(metrics)).verdicts;
  assert.deepEqual([verdict?.outcome, verdict?.note], ['not-measured', 'every request failed before an answer']);
});

test('the recorded verdict is kept where the value speaks against it, with a warning', () => {
  const { verdicts, warnings } = judgeLimits(summaryOf({ d: trend({ avg: 9, count: 1 }, { 'avg<5': true }) }));
  assert.equal(verdicts[0]?.outcome, 'passed');
  assert.match(warnings[0] ?? '', /recorded as passed, yet the recorded value is 9/);
});

test('expressions that only keep a series are no limits', () => {
  const { verdicts } = judgeLimits(summaryOf({ d: trend({ avg: 9, count: 1 }, { 'max>=0': true, 'avg < 10': true }) }));
  assert.deepEqual(
    verdicts.map((verdict) => verdict.source.expression),
    ['avg < 10'],
  );
});

test('margins are positive inside and negative outside, whichever way the limit points', () => {
  const margins = (expression: string, value: number) => {
    const stats = { avg: value, count: 1 };
    return judgeLimits(summaryOf({ d: trend(stats, { [expression]: true }) })).verdicts[0]?.margin;
  };
  assert.deepEqual(margins('avg<100', 80), { absolute: 20, ratio: 0.2 });
  assert.deepEqual(margins('avg<100', 150), { absolute: -50, ratio: -0.5 });
  assert.deepEqual(margins('avg>10', 15), { absolute: 5, ratio: 0.5 });
  assert.deepEqual(margins('avg<0', 0), { absolute: 0, ratio: null });
});

test('a limit on which side nobody knows is not a pass, whatever others held; one without samples stays beside them', () => {
  const held = trend({ avg: 1, count: 1 }, { 'avg<5': true });
  const e = { ...trend({ avg: 1, count: 1 }, {}), thresholds: { 'p(95)<5': {} } };
  const undecided = judge(summaryOf({ d: held, e }));
  assert.deepEqual([undecided.outcome, undecided.counts['not-measured']], ['not-judged', 1]);
  assert.match(headline(undecided).headline, /^1 of 2 limits held, but of 1 nobody knows: e p\(95\)<5/);
  assert.equal(judge(summaryOf({ d: held, e: trend({ avg: 0, count: 0 }, { 'p(95)<5': true }) })).outcome, 'passed');
});

test('no limit at all is not a pass', () => {
  assert.equal(judge(summaryOf({ d: trend({ avg: 1, count: 1 }, {}) })).outcome, 'not-judged');
  assert.equal(judge(summaryOf({ d: trend({ avg: 0, count: 0 }, { 'avg<5': true }) })).outcome, 'not-judged');
});

test('a limit that is crossed many times over is told by how many times, a floor is not', () => {
  const used = (metrics: Metrics) => keyFigures(judge(summaryOf(metrics)))[0]?.used;
  assert.equal(used({ d: trend({ avg: 1000, count: 9 }, { 'avg<50': false }) }), '20 times its limit');
  const rate = { type: 'rate', values: { rate: 0, passes: 0, fails: 9 } };
  assert.equal(used({ checks: { ...rate, thresholds: { 'rate>0.99': { ok: false } } } }), 'far below its limit');
});
