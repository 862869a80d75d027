// From a summary to the run that is kept and compared.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSummary } from 'k6-verdict/parse/parse-summary';
import { SHOP_SUMMARY } from 'k6-verdict/shop-summary.fixture';
import { differences } from './compare/comparable.ts';
import { REFERENCE_TARGET, runOf } from './read-run.ts';
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

test('a summary without a run record is refused, with what is wanted', () =>
  assert.throws(() => runOf(parseSummary('shop.json', JSON.parse(JSON.stringify(SHOP_SUMMARY)), [])), {
    name: 'UserError',
    message: /^shop\.json: has no run record/,
  }));
