// From a summary to the run that is kept and compared.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_POLICY } from 'k6-format/policy';
import { parseSummary } from 'k6-verdict/parse/parse-summary';
import { SHOP_SUMMARY } from 'k6-verdict/shop-summary.fixture';
import { differences } from './compare/comparable.ts';
import { REFERENCE_TARGET, runOf } from './read-run.ts';
import { WHOLE_RUN } from './run.ts';
import { seriesKind } from './trend/trend.ts';

const RECORD = {
  ...{ schema: 1, engine: 'local 0.1.0', type: 'baseline', endpoints: ['catalog', 'basket'], commit: null },
  ...{ target: 'http://127.0.0.1:41001', startedAt: '2026-01-31T12:00:00.000Z', endedAt: '2026-01-31T12:01:00.000Z' },
  ...{ timeScale: 1, model: 'closed', peakVus: 7, load: [], phases: [], windows: [] },
};
const read = (change: object = {}, summary: object = SHOP_SUMMARY) =>
  runOf(parseSummary('shop.json', JSON.parse(JSON.stringify({ ...summary, run: { ...RECORD, ...change } })), []));

test('a run has the figures of its endpoints, and the limits that it broke in words', () => {
  const run = read();
  const of = (endpoint: string) => run.figures.filter((figure) => figure.endpoint === endpoint);
  assert.deepEqual(
    of('basket').map(({ metric, value, samples }) => [metric, Math.round(value * 1000) / 1000, samples]),
    [
      ['avgMs', 34.1, 600],
      ['p50Ms', 33, 600],
      ['p95Ms', 55, 600],
      ['p99Ms', 77, 600],
      ['errorRatio', 0.02, 600],
      ['requestsPerS', 10, 600],
    ],
  );
  assert.deepEqual([run.type, run.outcome, run.durationS], ['baseline', 'failed', 60]);
  assert.ok(
    run.brokenLimits.some((text) => /basket.*p\(95\)<50, is 55/.test(text)),
    run.brokenLimits.join('\n'),
  );
});

test('the same result is the same run, one with other figures another', () => {
  const { metrics } = SHOP_SUMMARY;
  const slower = { ...metrics.http_req_duration, values: { ...metrics.http_req_duration.values, avg: 99 } };
  assert.equal(read().id, read().id);
  assert.notEqual(read().id, read({}, { ...SHOP_SUMMARY, metrics: { ...metrics, http_req_duration: slower } }).id);
});

test('the reference target is the same one on every port; another server on loopback is not', () => {
  const first = read({ targetBuilds: ['a', 'a'] });
  const second = read({ target: 'http://127.0.0.1:41002', targetBuilds: ['b'] });
  assert.equal(first.target, REFERENCE_TARGET);
  assert.deepEqual(differences(first, second), []);
  assert.equal(seriesKind(first), seriesKind(second));
  assert.notEqual(first.id, second.id);
  for (const other of [read(), read({ target: 'http://127.1', targetBuilds: [] })])
    assert.match(differences(first, other).join(), /other target: reference target and http/);
});

test('runs are not alike where a window was planned with another load; a window that only one has does not count', () => {
  const row = { phase: 'hold', startS: 0, endS: 1, endpoint: WHOLE_RUN, requests: 9, errorRatio: 0 };
  const latency = { avgMs: 1, p50Ms: 1, p95Ms: 1, p99Ms: 1 };
  const planned = (...loads: number[]) => ({
    ...read(),
    windows: loads.map((load, index) => ({ ...row, ...latency, window: `w0${index + 1}`, load })),
  });
  assert.deepEqual(differences(planned(10, 20), planned(10, 20)), []);
  assert.deepEqual(differences(planned(10, 20), planned(10)), []);
  assert.deepEqual(differences(planned(10, 20), planned(10, 25)), [
    'other load over time: the tables changed between the runs',
  ]);
});

test('a summary without a run record is refused, with what is wanted', () =>
  assert.throws(() => runOf(parseSummary('shop.json', JSON.parse(JSON.stringify(SHOP_SUMMARY)), [])), {
    name: 'UserError',
    message: /^shop\.json: has no run record/,
  }));

test('a journey has figures and windows like an endpoint: what it took, and the share that did not complete', () => {
  const row = { avgMs: 500, p95Ms: 900, completedRatio: 0.9, steps: ['catalog', 'basket'] };
  const { policy } = walkedShop(row);
  const { metrics } = SHOP_SUMMARY;
  const walks = { ...metrics.checks, values: { rate: 0.9, passes: 90, fails: 10 } };
  const took = { ...metrics.http_req_duration, values: { ...metrics.http_req_duration.values, count: 90, avg: 600 } };
  const walked = {
    ...metrics,
    ...{ 'journey_completed{journey:buy}': walks, 'journey_duration{journey:buy}': took },
    ...{ 'journey_completed{journey:buy,window:w01}': walks, 'journey_duration{journey:buy,window:w01}': took },
    'http_req_duration{window:w01}': metrics.http_req_duration,
  };
  const windows = [{ id: 'w01', phase: 'hold', startS: 0, endS: 60 }];
  const run = read({ policy, windows }, { ...SHOP_SUMMARY, metrics: walked });
  assert.deepEqual(run.endpoints, ['catalog', 'basket', 'buy']);
  const of = (metric: string) => run.figures.find((figure) => figure.endpoint === 'buy' && figure.metric === metric);
  assert.deepEqual([of('avgMs')?.value, of('errorRatio')?.value.toFixed(3), of('avgMs')?.samples], [600, '0.100', 90]);
  const window = run.windows.find(({ endpoint }) => endpoint === 'buy');
  assert.deepEqual([window?.avgMs, window?.requests, window?.errorRatio?.toFixed(3)], [600, 90, '0.100']);
});

/** A policy of nothing but a journey. */
function walkedShop(buy: object) {
  const bare = JSON.parse(JSON.stringify(NO_POLICY).replaceAll(':null', ':1'));
  const test = { ...NO_POLICY.test };
  return { policy: { ...bare, version: 'shop', test, journeys: { buy } } };
}
