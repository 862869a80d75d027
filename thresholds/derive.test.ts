// What gates endpoints: their rows in the baseline test, the API target in every test that keeps the guide's load.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { targets, tolerances } from './baselines.ts';
import { deriveThresholds, isAboveTarget, p95LimitMs, type RunPlan } from './derive.ts';
import { ALL, allLimits, limitsOn, planOf, SINGLES, TYPES } from './plans.fixture.ts';
import { plannedRows as endpoints } from './tasks.ts';

const hold = (metric: string, endpoint: string) => `${metric}{endpoint:${endpoint},phase:hold}`;
/** The guide's API target. */
const TARGET = `p(95)<${targets.apiResponseTime.limitMs}`;
/** Limits on an endpoint's latency over the run or a phase of it. */
const latencyLimits = (plan: RunPlan, name: string) =>
  allLimits(deriveThresholds(plan))
    .filter(({ metric, tags }) => metric === 'http_req_duration' && tags.endpoint === name && !tags.window)
    .map(({ expression }) => expression);
/** A row with its tolerance, as a limit has it: to the thousandth. */
const tolerated = (ms: number) => Math.round(ms * (1 + tolerances.baselineRow.valueRatio) * 1000) / 1000;

describe('endpoint rows', () => {
  const thresholds = deriveThresholds(planOf('baseline'));

  it('gate the baseline test: average, p50, p95 and p99 below the row and its tolerance', () => {
    for (const name of ALL) {
      const { avgMs, p50Ms, p95Ms, p99Ms } = endpoints[name];
      const rows = [
        `avg<${tolerated(avgMs)}`,
        `med<${tolerated(p50Ms)}`,
        `p(95)<${tolerated(p95Ms)}`,
        `p(99)<${tolerated(p99Ms)}`,
      ];
      assert.deepEqual(limitsOn(thresholds, hold('http_req_duration', name)).slice(0, 4), rows);
    }
  });

  it("carry no noise of binary fractions: the guide's 45 ms and 10 % make 49.5", () => {
    assert.equal(45 * 1.1, 49.50000000000001);
    const texts = limitsOn(thresholds, hold('http_req_duration', 'home'));
    for (const text of texts) assert.match(text, /<\d+(\.\d{1,3})?$/);
  });

  it('gate no other test type', () => {
    for (const type of TYPES.filter((name) => name !== 'baseline')) {
      const texts = ALL.flatMap((name) => latencyLimits(planOf(type), name));
      assert.deepEqual(
        [...new Set(texts)].filter((text) => text !== TARGET),
        [],
        type,
      );
    }
  });

  it('are for the chosen endpoints only', () => {
    for (const [name = ALL[0]!] of SINGLES) {
      const keys = Object.keys(deriveThresholds(planOf('baseline', { tasks: [name] })));
      const named = keys.flatMap((key) => /endpoint:([^,}]+)/.exec(key)?.[1] ?? []);
      assert.deepEqual([...new Set(named)], [name]);
    }
  });
});

describe('the API target', () => {
  const gates = ['baseline', 'stress', 'spike', 'endurance', 'replay-shape'];

  it('is above what two rows of the guide measured: 350 and 450 ms against 200', () => {
    // Should a measured row fall below the target one day, this list gets shorter and its endpoint becomes gated.
    assert.deepEqual(
      ALL.filter(isAboveTarget),
      ALL.filter((name) => endpoints[name].p95Ms >= targets.apiResponseTime.limitMs),
    );
    assert.equal(isAboveTarget('health'), false);
  });

  for (const type of TYPES) {
    it(`${gates.includes(type) ? 'gates' : 'does not gate'} ${type}`, () => {
      const gated = ALL.filter((name) => latencyLimits(planOf(type), name).includes(TARGET));
      // A row above the target already would fail every run: the report lists it instead.
      assert.deepEqual(gated, gates.includes(type) ? ALL.filter((name) => !isAboveTarget(name)) : []);
    });
  }
});

it("an endpoint's p95 limit is its row with the tolerance", () => {
  for (const name of ALL) assert.equal(Math.round(p95LimitMs(name) * 1000) / 1000, tolerated(endpoints[name].p95Ms));
});
