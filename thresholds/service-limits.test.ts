// The limits of the service tests: where each comes from, and what keeps it from passing by absence.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSeriesMarker } from 'k6-format/expressions';
import { type ServiceTestName, serviceLimits, serviceTests, targets, tolerances } from './baselines.ts';
import { deriveServiceThresholds, OPERATIONS, serviceOf } from './service-limits.ts';
import { plannedRows as endpoints } from './tasks.ts';

const TESTS = Object.keys(serviceTests) as ServiceTestName[];
const plan = {
  windows: ['w01', 'w02'],
  phases: ['ramp', 'hold'],
  plannedOperations: 10_000,
  timeScale: 1,
  limitScale: 1,
};
const limitsOf = (test: ServiceTestName, change: Partial<typeof plan> = {}) =>
  deriveServiceThresholds({ test, ...plan, ...change });
const isLimit = (expression: unknown) => !isSeriesMarker(String(expression));

describe('the limits of a service test', () => {
  it('on a query of the database are its target (guide, Current Performance Targets)', () => {
    assert.deepEqual(new Set(Object.values(OPERATIONS.database)), new Set([targets.databaseQueryTime.limitMs]));
  });

  it("through the proxy are the endpoints' rows with their tolerance", () => {
    const factor = 1 + tolerances.baselineRow.valueRatio;
    assert.ok(Math.abs(OPERATIONS.proxy.home - endpoints.home.p95Ms * factor) < 1e-9);
    assert.ok(Math.abs(OPERATIONS.proxy.api - endpoints.health.p95Ms * factor) < 1e-9);
  });

  it('have the error rate of their row, and end a run in which most operations fail', () => {
    for (const test of TESTS) {
      const [rate, stop] = limitsOf(test, { timeScale: 0.5 }).service_op_failed ?? [];
      assert.equal(rate, `rate<${serviceTests[test].errorRatio}`);
      assert.deepEqual(stop, {
        threshold: `rate<${tolerances.abortErrorShare.valueRatio}`,
        abortOnFail: true,
        delayAbortEval: `${tolerances.abortDelay.valueS * 0.5}s`,
      });
    }
  });

  it('never stand on a latency without a count of its operations', () => {
    for (const test of TESTS) {
      const thresholds = limitsOf(test);
      for (const [key, expressions] of Object.entries(thresholds)) {
        if (!key.startsWith('service_op_duration') || !expressions.some(isLimit)) continue;
        assert.deepEqual(thresholds[key.replace('service_op_duration', 'service_ops')], ['count>0'], key);
      }
    }
  });

  it('let a share of the planned operations wait, and one at least', () => {
    const dropped = (plannedOperations: number) => limitsOf('cache', { plannedOperations }).dropped_iterations;
    assert.deepEqual(dropped(10_000), [`count<${10_000 * serviceLimits.droppedShare.valueRatio}`]);
    assert.deepEqual(dropped(3), ['count<2']);
  });

  it('keep a series for each window and phase', () => {
    const keys = Object.keys(limitsOf('vector'));
    for (const tags of ['window:w01', 'window:w02', 'phase:ramp', 'phase:hold', 'op:query,window:w02'])
      assert.ok(keys.includes(`service_op_duration{${tags}}`), tags);
  });

  it('belong to the service of the row', () => {
    for (const test of TESTS) assert.equal(serviceOf(test).label, serviceTests[test].service);
  });
});
