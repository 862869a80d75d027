// A load that was not the planned one says nothing of its service: DISCARDED, whatever else was crossed meanwhile.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OPERATION_FAILED, OPERATION_MS, OPERATIONS_DONE } from 'k6-format/load-names';
import { judge } from 'k6-verdict/judge/judge';
import { parseSummary } from 'k6-verdict/parse/parse-summary';
import { heldAgainstRow, verdictOf } from './check.ts';
import { outcomeOf } from './loads.ts';

const PLANNED = 50_000;
/** Ten seconds of the cache test on a Redis that is in order. `late`: iterations that the generator began late. */
function cacheRun(late: number, p95Ms: number) {
  const stats = {
    count: PLANNED,
    avg: p95Ms / 2,
    min: 1,
    med: 1,
    max: 90,
    'p(90)': p95Ms,
    'p(95)': p95Ms,
    'p(99)': p95Ms,
  };
  const counter = { type: 'counter', contains: 'default', values: { count: PLANNED, rate: PLANNED / 10 } };
  const load = [0, 10].map((atS) => ({ atS, target: PLANNED / 10 }));
  return {
    run: {
      ...{ schema: 1, engine: 'local 0.1.0', type: 'cache', service: 'Redis', endpoints: ['get', 'set'] },
      ...{ target: 'redis://127.0.0.1:6379', startedAt: '2026-01-31T23:59:00Z', endedAt: '2026-01-31T23:59:10Z' },
      ...{ timeScale: 1, commit: null, model: 'open', peakVus: 50, load, phases: [], windows: [] },
    },
    state: { testRunDurationMs: 10_000, generator: { lateStarts: late, reasons: late > 0 ? ['late'] : [] } },
    metrics: {
      ...{ iterations: counter, [OPERATIONS_DONE]: counter, [`${OPERATIONS_DONE}{op:get}`]: counter },
      [`${OPERATIONS_DONE}{op:set}`]: counter,
      [OPERATION_FAILED]: { type: 'rate', contains: 'default', values: { rate: 0, passes: 0, fails: PLANNED } },
      [OPERATION_MS]: {
        type: 'trend',
        contains: 'time',
        values: stats,
        thresholds: { 'p(95)<10': { ok: p95Ms < 10 } },
      },
    },
  };
}

function checked(late: number, p95Ms: number, cpuPct = 1) {
  const judgement = judge(parseSummary('cache.json', cacheRun(late, p95Ms)));
  const figures = { cpuPct, peakMemoryMb: 1 } as Parameters<typeof heldAgainstRow>[1];
  return heldAgainstRow('redis', figures, outcomeOf(judgement, OPERATIONS_DONE, []));
}

test('with the planned load a service passes or fails by its limits and its row', () => {
  assert.equal(verdictOf(checked(0, 5)), 'PASSED');
  assert.equal(verdictOf(checked(0, 50)), 'FAILED');
  assert.equal(verdictOf(checked(0, 5, 900)), 'FAILED', 'CPU far over its row');
});

test('with two of three iterations late it neither passed nor failed, and nothing is held against its row', () => {
  const late = Math.round(PLANNED * 0.64);
  for (const [p95Ms, cpuPct] of [
    [5, 1],
    [50, 1],
    [50, 900],
  ] as const) {
    const check = checked(late, p95Ms, cpuPct);
    assert.equal(verdictOf(check), 'DISCARDED');
    assert.ok(
      check.judged.every(({ outcome }) => outcome === 'not-measured'),
      JSON.stringify(check.judged),
    );
    assert.ok(!check.findings.some(({ rule }) => rule === 'service-outside-envelope'));
    assert.match(check.notes.join(), /DISCARDED: the load generator began 32000 iterations \(64\.0 %\) late/);
  }
});
