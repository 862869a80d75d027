// Threshold expressions: what is read, what is refused, and what holds.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { propertyRuns } from 'k6-kit/property-runs.fixture';
import { addTo, Metrics } from './metrics.ts';
import { findAbort, holds, judgeAll, readThresholds, type ThresholdGroup } from './thresholds.ts';

const SEED = 20260801;

const refused: [name: string, option: unknown, message: RegExp][] = [
  ['an expression that is none', { http_reqs: ['count=>1'] }, /"count=>1" is malformed/],
  ['a selector without its end', { 'http_reqs{a:1': ['count>1'] }, /closing brace/],
  ['a tag without a value', { 'http_reqs{a}': ['count>1'] }, /"a" is not a tag:value pair/],
  ['a metric that nobody knows', { nope: ['count>0'] }, /no metric "nope"/],
  ['an aggregation of another type', { http_reqs: ['p(95)<5'] }, /a counter has count, rate/],
  ['a rate of a trend', { http_req_duration: ['rate<5'] }, /a trend has/],
  ['a list that is none', { http_reqs: 'count>0' }, /want an array/],
  ['an object without text', { http_reqs: [{ abortOnFail: true }] }, /expected text/],
];
for (const [name, option, message] of refused) {
  test(`thresholds are refused for ${name}`, () => assert.throws(() => readThresholds(option, new Metrics()), message));
}

function only(groups: ThresholdGroup[]): ThresholdGroup {
  const [group] = groups;
  assert.ok(group);
  return group;
}

test('a metric without samples: counts are zero, shares hold, percentiles are zero', () => {
  const metrics = new Metrics();
  const groups = readThresholds(
    { http_reqs: ['count>0'], checks: ['rate>0.9'], http_req_duration: ['p(95)<5'] },
    metrics,
  );
  assert.equal(judgeAll(groups, 1000), false);
  assert.deepEqual(
    groups.map((group) => group.thresholds[0]?.isOk),
    [false, true, true],
  );
});

test('a value equal to the limit fails "<" and holds "<="', () => {
  const metrics = new Metrics();
  const group = only(readThresholds({ http_req_duration: ['max<200', 'max<=200'] }, metrics));
  addTo(group.sink, 200, 0);
  assert.deepEqual(
    group.thresholds.map((threshold) => holds(threshold, group.sink, 1000)),
    [false, true],
  );
});

test('abortOnFail waits for delayAbortEval and for a first sample', () => {
  const metrics = new Metrics();
  const groups = readThresholds(
    { http_req_failed: [{ threshold: 'rate<0.1', abortOnFail: true, delayAbortEval: '10s' }] },
    metrics,
  );
  assert.equal(findAbort(groups, 20_000), undefined);
  addTo(only(groups).sink, 1, 0);
  assert.equal(findAbort(groups, 9_999), undefined);
  assert.equal(findAbort(groups, 10_000), 'http_req_failed: rate<0.1');
});

test('a sub-metric gets the samples whose tags match, whatever other tags they have', () => {
  const metrics = new Metrics();
  const groups = readThresholds(
    { 'http_reqs{endpoint:home}': ['count>0'], 'http_reqs{endpoint:home,status:200}': ['count>0'] },
    metrics,
  );
  const { tagSets, builtIn } = metrics;
  metrics.add(builtIn.http_reqs, 1, tagSets.of({ endpoint: 'home', status: '500', url: 'x' }), 0);
  metrics.add(builtIn.http_reqs, 1, tagSets.of({ endpoint: 'home', status: '200', url: 'y' }), 0);
  metrics.add(builtIn.http_reqs, 1, tagSets.of({ endpoint: 'health' }), 0);
  assert.deepEqual(
    groups.map(({ sink }) => sink.count),
    [2, 1],
  );
  assert.equal(builtIn.http_reqs.sink.count, 3);
});

test('tags that no threshold names do not multiply tag sets', () => {
  const metrics = new Metrics();
  readThresholds({ 'http_reqs{endpoint:home}': ['count>0'] }, metrics);
  const ids = new Set(
    Array.from({ length: 1000 }, (_, i) => metrics.tagSets.of({ endpoint: 'home', url: String(i) }).id),
  );
  assert.equal(ids.size, 1);
});

test('a threshold holds exactly when its figure compares so with its limit (property)', () => {
  const compare: Record<string, (a: number, b: number) => boolean> = {
    ...{ '>': (a, b) => a > b, '>=': (a, b) => a >= b, '<': (a, b) => a < b, '<=': (a, b) => a <= b },
    ...{ '==': (a, b) => a === b, '===': (a, b) => a === b, '!=': (a, b) => a !== b, '!==': (a, b) => a !== b },
  };
  // Few different numbers, so that figures meet their limits often.
  const values = fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 1, maxLength: 12 });
  const figures: Record<string, (values: number[]) => number> = {
    avg: (all) => all.reduce((sum, value) => sum + value, 0) / all.length,
    min: (all) => Math.min(...all),
    max: (all) => Math.max(...all),
    'p(100)': (all) => Math.max(...all),
    'p(0)': (all) => Math.min(...all),
  };
  const aggregations = fc.constantFrom(...Object.keys(figures));
  const operators = fc.constantFrom(...Object.keys(compare));
  fc.assert(
    fc.property(values, aggregations, operators, fc.integer({ min: -4, max: 4 }), (all, name, operator, limit) => {
      const metrics = new Metrics();
      const group = only(readThresholds({ http_req_waiting: [`${name}${operator}${limit}`] }, metrics));
      for (const value of all) addTo(group.sink, value, 0);
      const wanted = compare[operator]?.(figures[name]?.(all) ?? Number.NaN, limit);
      assert.equal(holds(group.thresholds[0]!, group.sink, 1000), wanted);
      assert.equal(judgeAll([group], 1000), wanted);
    }),
    { numRuns: propertyRuns(100), seed: SEED },
  );
});
