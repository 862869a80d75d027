// The plan of a run: phases from stages, rows from thresholds.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readScenarios } from '../scenarios.ts';
import { plannedLoad } from './phases.ts';
import { livePlan } from './plan.ts';
import { livePlanOf } from './plan-of-options.ts';

const ramp = (start: number, ...stages: [string, number][]) => ({
  ...{ executor: 'ramping-vus', startVUs: start },
  stages: stages.map(([duration, target]) => ({ duration, target })),
});

test('scenarios that share the load make one curve and its phases; a jump is no phase', () => {
  const scenarios = readScenarios({
    a: ramp(0, ['10s', 20], ['0s', 20], ['30s', 20], ['30s', 20]),
    b: ramp(0, ['10s', 30], ['60s', 30]),
  });
  const { unit, points, phases } = plannedLoad(scenarios);
  assert.equal(unit, 'VUs');
  assert.deepEqual(phases, [
    { name: 'ramp to 50 VUs', startMs: 0, endMs: 10_000 },
    { name: 'hold 50 VUs', startMs: 10_000, endMs: 70_000 },
  ]);
  assert.deepEqual(points.at(-1), { atMs: 70_000, target: 50 });
  const spike = plannedLoad(readScenarios({ a: ramp(10, ['5s', 10], ['0s', 500], ['5s', 500], ['5s', 10]) }));
  assert.deepEqual(
    spike.phases.map(({ name }) => name),
    ['hold 10 VUs', 'hold 500 VUs', 'fall to 10 VUs'],
  );
});

test('an arrival rate is the load, in iterations per second; VUs next to it are not', () => {
  const { unit, phases, points } = plannedLoad(
    readScenarios({
      open: {
        ...{ executor: 'ramping-arrival-rate', startRate: 60, timeUnit: '1m', preAllocatedVUs: 1, startTime: '5s' },
        stages: [{ duration: '10s', target: 600 }],
      },
      observer: { executor: 'constant-vus', duration: '1m' },
    }),
  );
  assert.equal(unit, 'iterations/s');
  assert.deepEqual(points, [
    { atMs: 5000, target: 1 },
    { atMs: 15_000, target: 10 },
  ]);
  assert.deepEqual(phases, [{ name: 'ramp to 10 iterations/s', startMs: 5000, endMs: 15_000 }]);
});

test('a run without a planned length has neither length nor phases', () => {
  const plan = livePlan('once', readScenarios({ a: { executor: 'per-vu-iterations' } }), {});
  assert.deepEqual([plan.lengthMs, plan.phases, plan.rows.length], [null, [], 1]);
});

test('rows are whose response times have limits, whatever phase or window those are of; each figure has its strictest limit', () => {
  const plan = livePlanOf('test', {
    vus: 1,
    duration: '10s',
    thresholds: {
      'http_reqs{traffic:load}': ['count>0'],
      'http_req_duration{endpoint:home,phase:hold}': [
        'avg<90',
        'p(95)<200',
        { threshold: 'p(95)<93.5', abortOnFail: true },
      ],
      'http_req_duration{endpoint:home,window:w01}': ['max>=0'],
      'http_req_duration{endpoint:other}': ['max>=0'],
      'http_req_receiving{endpoint:other}': ['max>=0'],
      'http_req_duration{phase:hold}': ['p(99)<1000'],
      'http_req_failed{phase:hold}': ['rate<0.01'],
      'http_req_failed{endpoint:home}': ['rate<0.001'],
      'iteration_duration{endpoint:home}': ['med<3000'],
      checks: ['rate>0.9'],
    },
  });
  const rows = plan.rows.map(({ label, limits }) => [label, limits.map(({ stat, ms }) => `${stat} ${ms}`).join()]);
  assert.deepEqual(rows, [
    ['all requests', 'p(99) 1000'],
    ['http_req_duration home', 'p(95) 93.5,avg 90'],
    ['other', ''],
    ['iteration_duration home', 'med 3000'],
  ]);
  assert.equal(plan.rows[1]?.limits[0]?.metric, 'http_req_duration{endpoint:home,phase:hold}');
  assert.deepEqual([plan.loadTags, plan.errorLimit, plan.lengthMs], [{ traffic: 'load' }, 0.01, 10_000]);
});

test('options that the runner cannot read leave a plan of limits alone', () => {
  const plan = livePlanOf('test', { scenarios: { a: { executor: 'externally-controlled' } }, thresholds: {} });
  assert.deepEqual([plan.title, plan.phases, plan.lengthMs], ['test', [], null]);
});
