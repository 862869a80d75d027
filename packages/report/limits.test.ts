// Limits made from results: each of the results holds them, what is worse by more than the tolerance does not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { holds, parseExpression } from 'k6-format/expressions';
import { propertyRuns } from 'k6-kit/property-runs.fixture';
import { limitBelow, roundedUp } from './limit-texts.ts';
import { GUARD, type Limits, limitsFrom } from './limits.ts';
import { limitsJson, limitsLines, limitsModule } from './limits-output.ts';
import { type Summary, statOf } from './parse/model.ts';
import { parseSummary } from './parse/parse-summary.ts';
import { SHOP_SUMMARY } from './shop-summary.fixture.ts';

type Values = Record<string, number>;

const trend = (p95: number, more: Values = {}) => ({
  type: 'trend',
  contains: 'time',
  values: { avg: p95 / 2, 'p(90)': p95 * 0.9, 'p(95)': p95, ...more },
});
const rate = (passes: number, fails: number) => ({
  type: 'rate',
  contains: 'default',
  values: { rate: passes / (passes + fails), passes, fails },
});
const named = (...results: object[]) =>
  results.map((metrics, at) => {
    const name = `${'abcdef'[at]}.json`;
    return { name, summary: parseSummary(name, { metrics }) };
  });
const limits = (results: object[], toleranceRatio = 0.1, metrics: string[] = []): Limits =>
  limitsFrom(named(...results), { toleranceRatio, metrics });

/** What a limit says of a result; undefined for a counter that the result does not have. */
function outcome(summary: Summary, key: string, text: string): boolean | undefined {
  const metric = summary.metrics.find((one) => one.key === key);
  if (metric === undefined) return undefined;
  const expression = parseExpression(text) ?? assert.fail(`k6 does not read ${text}`);
  return holds(expression, statOf(metric, expression.stat) ?? assert.fail(`${key} has no ${expression.stat}`));
}

const counts = fc.tuple(fc.integer({ min: 1, max: 1e7 }), fc.integer({ min: 0, max: 1e7 }));
const times = fc.double({ min: 1e-5, max: 1e9, noNaN: true });
const runs = fc.array(fc.record({ whole: times, tagged: times, failed: counts, checks: counts }), {
  minLength: 1,
  maxLength: 5,
});
const tolerances = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 5, noNaN: true }));

const metricsOf = ({
  whole,
  tagged,
  failed,
  checks,
}: {
  whole: number;
  tagged: number;
  failed: Pair;
  checks: Pair;
}) => ({
  http_req_duration: trend(whole),
  'http_req_duration{name:search}': trend(tagged),
  'http_reqs{name:search}': { type: 'counter', contains: 'default', values: { count: failed[0], rate: 1 } },
  http_req_failed: rate(failed[1], failed[0]),
  checks: rate(...checks),
});
type Pair = [number, number];

test('every result holds the limits that were made from it', () => {
  let judged = 0;
  fc.assert(
    fc.property(runs, tolerances, (given, tolerance) => {
      const results = named(...given.map(metricsOf));
      const { thresholds } = limitsFrom(results, { toleranceRatio: tolerance });
      for (const [key, expressions] of Object.entries(thresholds))
        for (const { name, summary } of results)
          for (const text of expressions) {
            judged++;
            assert.equal(outcome(summary, key, text), true, `${name}: ${key} ${text}`);
          }
    }),
    { numRuns: propertyRuns(200) },
  );
  assert.ok(judged > 500, `${judged} judged`);
});

test('a response time that is worse than all of them by more than tolerance and rounding crosses its limit', () => {
  fc.assert(
    fc.property(runs, tolerances, (given, tolerance) => {
      const { thresholds } = limits(given.map(metricsOf), tolerance);
      const worst = Math.max(...given.map(({ whole }) => whole)) * (1 + tolerance) * 1.01;
      const [later] = named({ http_req_duration: trend(worst * 1.0001) });
      assert.equal(outcome(later!.summary, 'http_req_duration', thresholds.http_req_duration![0]!), false);
    }),
    { numRuns: propertyRuns(200) },
  );
});

test('the results that a limit from the best one alone would fail are those that cross it', () => {
  fc.assert(
    fc.property(runs, tolerances, (given, tolerance) => {
      const results = named(...given.map(metricsOf));
      for (const { key, seen, outside } of limitsFrom(results, { toleranceRatio: tolerance }).limits) {
        const best = results.find(({ name }) => name === seen[0]!.name)!;
        const alone = limitsFrom([best], { toleranceRatio: tolerance }).thresholds[key];
        // So much failed in the best that it alone makes no limit.
        if (alone === undefined) continue;
        const crossing = results.filter(({ summary }) => outcome(summary, key, alone[0]!) === false);
        assert.deepEqual(outside.map(({ name }) => name).sort(), crossing.map(({ name }) => name).sort(), key);
      }
    }),
    { numRuns: propertyRuns(100) },
  );
});

test('numbers are rounded to the side that fails less, by less than 1 %, to texts that k6 reads', () => {
  assert.deepEqual(
    [110.00000000000001, 93.47, 1001, 0.0123456, 5, 123456].map((value) => roundedUp(value, value)),
    ['111', '93.5', '1010', '0.0124', '5', '124000'],
  );
  assert.equal(roundedUp(100 * 1.1, 100), '110');
  fc.assert(
    fc.property(fc.double({ min: 1e-7, max: 1e15, noNaN: true }), (value) => {
      const text = roundedUp(value, value);
      assert.ok(Number(text) >= value && Number(text) <= value * 1.0101, `${value}: ${text}`);
      assert.match(text, /^\d+(\.\d+)?$/);
      const share = (value % 1) * 0.99;
      const below = limitBelow(share, 1 - share);
      assert.ok(Number(below) <= 1 - share && /^-?\d+(\.\d+)?$/.test(below), `${share}: ${below}`);
    }),
    { numRuns: propertyRuns(1000) },
  );
});

test('rates: the tolerance is one of what failed, and a run without failures allows 3 of as many, at most 1 %', () => {
  const of = (failed: Pair, checks: Pair) => limits([{ http_req_failed: rate(...failed), checks: rate(...checks) }]);
  assert.deepEqual(of([50, 950], [900, 100]).thresholds, { checks: ['rate>=0.89'], http_req_failed: ['rate<=0.055'] });
  assert.deepEqual(of([0, 2000], [2000, 0]).thresholds, {
    checks: ['rate>=0.9985'],
    http_req_failed: ['rate<=0.0015'],
  });
  assert.deepEqual(of([0, 10], [10, 0]).thresholds, { checks: ['rate>=0.99'], http_req_failed: ['rate<=0.01'] });
  assert.deepEqual(of([50, 950], [900, 100]).notes, [
    'checks: 10 % failed in a.json, and the limit allows that',
    'http_req_failed: 5 % failed in a.json, and the limit allows that',
  ]);
  assert.match(of([1000, 0], [10, 0]).notes[0]!, /^http_req_failed has no limit: so much failed \(1 of 1\)/);
});

test('what not all results have measured has no limit, and is named', () => {
  const empty = { type: 'trend', contains: 'time', values: { avg: 0, 'p(95)': 0, max: 0 } };
  const made = limits([
    { http_req_duration: trend(10), 'http_req_duration{name:a}': trend(5), 'http_req_duration{name:b}': trend(5) },
    { http_req_duration: trend(12), 'http_req_duration{name:a}': empty },
  ]);
  assert.deepEqual(made.thresholds, { http_req_duration: ['p(95)<=13.2'] });
  assert.deepEqual(made.notes, [
    'http_req_duration{name:a} has no limit: nothing was measured in b.json',
    'http_req_duration{name:b} has no limit: nothing was measured in b.json',
  ]);
});

test('tags come with a counter that must be above 0, and where k6 has none it is said', () => {
  const { thresholds, notes } = limits(
    [
      {
        'http_req_duration{name:a,status:200}': trend(5),
        'steps{scenario:s}': trend(7),
        'checks{check:is ok}': rate(10, 0),
        'ws_connecting{url:x}': trend(3),
      },
    ],
    0.1,
    ['steps'],
  );
  const guards = Object.entries(thresholds).filter(([, [expression]]) => expression === GUARD);
  assert.deepEqual(
    guards.map(([key]) => key),
    ['http_reqs{name:a,status:200}', 'iterations{scenario:s}', 'ws_sessions{url:x}'],
  );
  assert.equal(thresholds['steps{scenario:s}']?.[0], 'p(95)<=7.7');
  assert.deepEqual(notes, [
    'checks{check:is ok}: no counter of k6 has these tags, so that the limit passes where they select nothing',
  ]);
});

test('a statistic that all results have is taken', () => {
  const old = { http_req_duration: { type: 'trend', contains: 'time', values: { avg: 4, 'p(90)': 8 } } };
  assert.deepEqual(limits([{ http_req_duration: trend(10) }, old]).thresholds, { http_req_duration: ['p(90)<=9.9'] });
});

test('a run that crossed limits of its own is named', () => {
  const made = limitsFrom([{ name: 'shop.json', summary: parseSummary('shop.json', SHOP_SUMMARY) }], {
    toleranceRatio: 0,
  });
  assert.equal(
    made.notes[0],
    'shop.json: this run crossed limits of its own, and the new limits allow what it measured',
  );
});

test('texts: a configuration, a module with what was measured, and what lies apart', () => {
  const made = limits([{ http_req_duration: trend(200) }, { http_req_duration: trend(320) }]);
  const all = { names: ['a.json', 'b.json'], toleranceRatio: 0.1, limits: made };
  assert.deepEqual(JSON.parse(limitsJson(all)), { thresholds: { http_req_duration: ['p(95)<=352'] } });
  assert.equal(
    limitsModule(all),
    `// k6 thresholds from the worst of a.json, b.json plus 10 %, rounded up to 3 significant digits.
export const thresholds: Record<string, string[]> = {
  // p(95) was 200 ms to 320 ms
  "http_req_duration": ["p(95)<=352"],
};
`,
  );
  assert.deepEqual(limitsLines(all), [
    '1 limit: from the worst of a.json, b.json plus 10 %, rounded up to 3 significant digits',
    'http_req_duration p(95): the results differ by more than the tolerance; a limit from a.json alone (200 ms) would fail b.json (320 ms)',
  ]);
});
