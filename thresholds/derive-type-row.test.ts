// What gates a run as a whole: the test type's row, the average of the chosen endpoints, the target's resources.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { resources, testTypes, tolerances } from './baselines.ts';
import { averageLimitMs, deriveThresholds } from './derive.ts';
import { ALL, limitsOn, planOf, SINGLES, TYPES, window } from './plans.fixture.ts';
import { plannedRows as endpoints } from './tasks.ts';

const hold = (metric: string) => `${metric}{phase:hold}`;
/** Tags of the samples of the load in tests that are judged as a whole. */
const load = (metric: string) => `${metric}{traffic:load}`;
/** A row with its tolerance, as a limit has it: to the thousandth. */
const tolerated = (ms: number) => Math.round(ms * (1 + tolerances.baselineRow.valueRatio) * 1000) / 1000;

describe("the test type's row", () => {
  it('gates average and errors of baseline and stress over the hold', () => {
    for (const type of ['baseline', 'stress'] as const) {
      const { avgMs, errorRatio } = testTypes[type];
      const thresholds = deriveThresholds(planOf(type));
      assert.deepEqual(limitsOn(thresholds, hold('http_req_duration')), [`avg<${avgMs}`]);
      assert.deepEqual(limitsOn(thresholds, hold('http_req_failed')), [`rate<${errorRatio}`]);
      // A wrong body is an error as much as a wrong status.
      assert.deepEqual(limitsOn(thresholds, hold('checks')), [`rate>${1 - errorRatio}`]);
    }
  });

  it('gates errors of the whole spike test, the spike included', () => {
    const thresholds = deriveThresholds(planOf('spike'));
    assert.ok(limitsOn(thresholds, load('http_req_failed')).includes(`rate<${testTypes.spike.errorRatio}`));
    assert.deepEqual(limitsOn(thresholds, load('http_req_duration')), []);
  });

  it('gates errors of endurance over the hold', () => {
    const thresholds = deriveThresholds(planOf('endurance'));
    assert.deepEqual(limitsOn(thresholds, hold('http_req_failed')), [`rate<${testTypes.endurance.errorRatio}`]);
  });

  it('allows smoke no error at all: below 0 would fail a run without one', () => {
    const thresholds = deriveThresholds(planOf('smoke'));
    assert.deepEqual(limitsOn(thresholds, hold('http_req_failed')), ['rate<=0']);
    assert.deepEqual(limitsOn(thresholds, hold('checks')), ['rate>=1']);
    assert.deepEqual(limitsOn(thresholds, hold('http_req_duration')), []);
  });

  it('stops breakpoint when it breaks, not before the first samples are in', () => {
    for (const [timeScale, delayAbortEval] of [
      [1, '10s'],
      [0.1, '1s'],
      [0.001, '0.01s'],
    ] as const) {
      const thresholds = deriveThresholds(planOf('breakpoint', { timeScale }));
      const { p95Ms, errorRatio } = testTypes.breakpoint;
      const abort = { abortOnFail: true, delayAbortEval };
      assert.deepEqual(thresholds[load('http_req_duration')], [{ threshold: `p(95)<${p95Ms}`, ...abort }]);
      assert.deepEqual(thresholds[load('http_req_failed')], [{ threshold: `rate<${errorRatio}`, ...abort }]);
    }
  });

  it('ends every long test when most requests fail, and for no other reason: its figures would be of a part of the load', () => {
    const { abortErrorShare, abortDelay } = tolerances;
    const threshold = `rate<${abortErrorShare.valueRatio}`;
    for (const type of ['baseline', 'stress', 'spike'] as const) {
      const thresholds = deriveThresholds(planOf(type, { timeScale: 0.5 }));
      const stops = Object.entries(thresholds).flatMap(([key, list]) =>
        list.filter((entry) => typeof entry !== 'string').map((entry) => ({ key, entry })),
      );
      const entry = { threshold, abortOnFail: true, delayAbortEval: `${abortDelay.valueS / 2}s` };
      assert.deepEqual(stops, [{ key: load('http_req_failed'), entry }], type);
    }
    assert.ok(
      Object.values(deriveThresholds(planOf('smoke')))
        .flat()
        .every((limit) => typeof limit === 'string'),
    );
  });

  it('ends endurance by a window of its hold as well: an hour of good answers would outweigh many failed minutes', () => {
    const windows = [window('w01', 'hold', { startS: 600 }), window('w02', 'hold', { requests: 3 })];
    const thresholds = deriveThresholds(planOf('endurance', { windows }));
    const { abortErrorShare, abortDelay } = tolerances;
    assert.deepEqual(thresholds['http_req_failed{window:w01}'], [
      {
        threshold: `rate<${abortErrorShare.valueRatio}`,
        abortOnFail: true,
        delayAbortEval: `${600 + abortDelay.valueS}s`,
      },
    ]);
    assert.deepEqual(thresholds['http_req_failed{window:w02}'], ['rate>=0']);
  });
});

describe('the limit of the average', () => {
  it("is the type's row for the whole mix: its weights keep the mixed average comparable", () => {
    assert.equal(averageLimitMs('baseline', ALL), testTypes.baseline.avgMs);
    assert.equal(averageLimitMs('stress', ALL), testTypes.stress.avgMs);
  });

  for (const [name = ALL[0]!] of SINGLES) {
    const ownMs = endpoints[name].avgMs;
    const isSlower = ownMs >= testTypes.baseline.avgMs;
    it(`of ${name} alone in the baseline test is ${isSlower ? 'its own row' : "the type's row"}`, () => {
      // The guide takes 100 ms on /api/health; knowledge-graph and biometric-analyze measured 180 and 250 before any load.
      const wanted = isSlower ? tolerated(ownMs) : testTypes.baseline.avgMs;
      const limits = limitsOn(deriveThresholds(planOf('baseline', { tasks: [name] })), hold('http_req_duration'));
      assert.deepEqual(limits, [`avg<${wanted}`]);
    });
  }

  it('of several slow endpoints is their weighted average with its tolerance', () => {
    const [graph, analyze] = [endpoints['knowledge-graph'], endpoints['biometric-analyze']];
    const weightPct = graph.weightPct + analyze.weightPct;
    const ownMs = (graph.avgMs * graph.weightPct + analyze.avgMs * analyze.weightPct) / weightPct;
    assert.equal(
      averageLimitMs('baseline', ['knowledge-graph', 'biometric-analyze']),
      ownMs * (1 + tolerances.baselineRow.valueRatio),
    );
  });

  it('is absent where the type has none', () => {
    for (const type of TYPES.filter((name) => testTypes[name].avgMs === null))
      assert.equal(averageLimitMs(type, ALL), undefined);
  });
});

describe('resource limits', () => {
  const keysOf = (isObserved: boolean) => Object.keys(deriveThresholds(planOf('stress', { isObserved })));

  it('are there only where somebody measures: a limit on nothing would always hold', () => {
    assert.deepEqual(
      keysOf(false).filter((key) => /^(target_|observations)/.test(key)),
      [],
    );
    assert.ok(keysOf(true).length > keysOf(false).length);
  });

  it("are the type's CPU over the hold and the table's memory over the whole run", () => {
    for (const type of TYPES) {
      const thresholds = deriveThresholds(planOf(type, { isObserved: true }));
      const { cpuPct } = testTypes[type];
      assert.deepEqual(limitsOn(thresholds, hold('target_cpu_pct')), cpuPct === null ? [] : [`avg<${cpuPct}`], type);
      assert.deepEqual(limitsOn(thresholds, 'target_memory_mb'), [`max<${resources.memory.limitMb}`], type);
    }
  });
});
