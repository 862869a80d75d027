// Which windows of time carry a limit, and which limit: drift in the endurance test, recovery in the spike test.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { allowedOverLimit } from 'k6-format/over-limit';
import type { TestTypeName } from './baselines.ts';
import { tolerances } from './baselines.ts';
import { deriveThresholds, type PlannedWindow, p95LimitMs } from './derive.ts';
import { ALL, allLimits, limitsOn, planOf, TYPES, window } from './plans.fixture.ts';

const inWindow = (metric: string, endpoint: string, id = 'w01') => `${metric}{endpoint:${endpoint},window:${id}}`;
const thresholdsOf = (type: TestTypeName, windows: PlannedWindow[], timeScale = 1) =>
  deriveThresholds(planOf(type, { windows, timeScale }));
/** Ids of the windows that carry any limit. */
const judged = (type: TestTypeName, windows: PlannedWindow[], timeScale = 1) => [
  ...new Set(allLimits(thresholdsOf(type, windows, timeScale)).flatMap(({ tags }) => tags.window ?? [])),
];

describe('spike', () => {
  const allowedS = tolerances.spikeRecovery.valueS;
  const after = (id: string, afterSpikeS: number) => window(id, 'recovery', { afterSpikeS });

  it('judges the windows that start at the allowed recovery time or later', () => {
    const windows = [
      after('w01', 0),
      after('w02', allowedS - 0.001),
      after('w03', allowedS),
      after('w04', allowedS + 2),
    ];
    assert.deepEqual(judged('spike', windows), ['w03', 'w04']);
  });

  it('judges neither the time before the spike nor the spike itself', () => {
    assert.deepEqual(judged('spike', [window('w01', 'hold'), window('w02', 'spike')]), []);
  });

  it('compresses the allowed recovery with the test', () => {
    const windows = [after('w01', allowedS * 0.1 - 0.001), after('w02', allowedS * 0.1)];
    assert.deepEqual(judged('spike', windows, 0.1), ['w02']);
  });

  it('takes a start that binary fractions put a hair too early as on time', () => {
    assert.deepEqual(judged('spike', [after('w01', allowedS - 1e-12)]), ['w01']);
  });
});

describe('spike, all of it that is later than the allowed recovery', () => {
  const late = (requests: number) =>
    window('w01', 'recovery', { afterSpikeS: tolerances.spikeRecovery.valueS, requests });

  it('is judged per endpoint, with the allowance of all its requests', () => {
    const thresholds = thresholdsOf('spike', [late(40), { ...late(60), id: 'w02' }]);
    for (const name of ALL) {
      const key = `endpoint:${name},late:yes`;
      assert.deepEqual(limitsOn(thresholds, `http_reqs{${key}}`), ['count>0']);
      assert.deepEqual(limitsOn(thresholds, `over_limit{${key}}`), [
        `rate<${Number(allowedOverLimit(100).toPrecision(6))}`,
      ]);
    }
  });

  it('is judged as a whole where it is too little per endpoint: a compressed run must not pass by absence', () => {
    const thresholds = thresholdsOf('spike', [late(0.1)], 0.01);
    assert.deepEqual(judged('spike', [late(0.1)], 0.01), []);
    assert.deepEqual(limitsOn(thresholds, 'http_reqs{late:yes}'), ['count>0']);
    assert.deepEqual(limitsOn(thresholds, 'over_limit{late:yes}'), [
      `rate<${Number(allowedOverLimit(3).toPrecision(6))}`,
    ]);
  });

  it('is no concern of another type', () => {
    for (const type of TYPES.filter((name) => name !== 'spike')) {
      assert.ok(!Object.keys(thresholdsOf(type, [late(100)])).some((key) => key.includes('late')), type);
    }
  });
});

describe('endurance', () => {
  it('judges every window of the hold, and none of the ramp', () => {
    const windows = [window('w01', 'ramp'), window('w02', 'hold'), window('w03', 'hold')];
    assert.deepEqual(judged('endurance', windows), ['w02', 'w03']);
  });

  it('holds each endpoint against its own p95', () => {
    const thresholds = thresholdsOf('endurance', [window('w01', 'hold')]);
    for (const name of ALL) {
      const limit = Number(p95LimitMs(name).toPrecision(6));
      assert.deepEqual(limitsOn(thresholds, inWindow('http_req_duration', name)), [`p(95)<${limit}`]);
      assert.deepEqual(limitsOn(thresholds, inWindow('http_reqs', name)), ['count>0']);
    }
  });
});

it('replay-shape judges each part of the day by itself', () => {
  assert.deepEqual(judged('replay-shape', [window('w01', 'hold'), window('w02', 'hold')]), ['w01', 'w02']);
});

it('no other type judges windows', () => {
  for (const type of TYPES.filter((name) => !['spike', 'endurance', 'replay-shape'].includes(name))) {
    const windows = ['ramp', 'hold', 'spike', 'recovery'].map((phase, at) =>
      window(`w0${at}`, phase, { afterSpikeS: 60 }),
    );
    assert.deepEqual(judged(type, windows), [], type);
  }
});

describe('how a window is judged depends on how many requests it expects:', () => {
  const cases: [requests: number, duration: boolean, overLimit: boolean, name: string][] = [
    [0, false, false, 'none says nothing'],
    [2.99, false, false, 'fewer than 3 say nothing'],
    // From here on an empty window is not an accident, and count>0 must hold.
    [3, false, true, '3 are judged by their share over the limit'],
    [999, false, true, '999 are judged by their share'],
    [1000, true, false, '1000 have a steady p95 of their own'],
  ];
  for (const [requests, duration, overLimit, name] of cases) {
    it(name, () => {
      const thresholds = thresholdsOf('endurance', [window('w01', 'hold', { requests })]);
      const counted = (metric: string) => limitsOn(thresholds, inWindow(metric, 'home')).length;
      assert.equal(counted('http_req_duration'), duration ? 1 : 0);
      assert.equal(counted('over_limit'), overLimit ? 1 : 0);
      assert.equal(counted('http_reqs'), duration || overLimit ? 1 : 0);
    });
  }

  it('an endpoint without a forecast is not judged', () => {
    assert.deepEqual(judged('endurance', [{ id: 'w01', phase: 'hold', startS: 0, expectedRequests: {} }]), []);
  });

  // Chances of k or more of n with 5 % each, from a table of the binomial distribution.
  const shares: [requests: number, over: number, name: string][] = [
    [2, 3, 'both of 2 happen by chance in 0.25 % of windows: never evidence'],
    [3, 3, 'all of 3 in 0.013 %'],
    [4, 3, '3 of 4 in 0.048 %, 2 of 4 in 1.4 %'],
    [16, 5, '5 of 16 in 0.086 %, 4 of 16 in 0.7 %'],
    [40, 8, '8 of 40 in 0.07 %, 7 of 40 in 0.34 %'],
  ];
  for (const [requests, over, name] of shares) {
    it(name, () => assert.equal(allowedOverLimit(requests), over / requests));
  }

  it('the allowed share nears the 5 % of a p95 as requests grow, and never reaches it', () => {
    const requests = fc.integer({ min: 3, max: 1e6 });
    fc.assert(
      fc.property(requests, (count) => {
        const share = allowedOverLimit(count);
        // A whole number of requests: the share can be two requests above the smooth bound.
        return share > 0.05 && share <= 0.05 + 4.5 * Math.sqrt(0.0475 / count) + 2 / count;
      }),
      { seed: 20250120 },
    );
  });
});

describe('series for the charts', () => {
  it('every window keeps latency and errors, as a whole and by endpoint', () => {
    for (const type of TYPES) {
      const thresholds = thresholdsOf(type, [window('w01', 'hold', { requests: 0 })]);
      assert.deepEqual(thresholds['http_req_duration{window:w01}'], ['max>=0']);
      assert.deepEqual(thresholds['http_req_failed{window:w01}'], ['rate>=0']);
      for (const name of ALL) {
        assert.deepEqual(thresholds[inWindow('http_req_duration', name)], ['max>=0']);
        assert.deepEqual(thresholds[inWindow('over_limit', name)], ['rate>=0']);
      }
    }
  });

  it('every phase and every endpoint keeps requests, latency and errors', () => {
    for (const type of TYPES) {
      const plan = planOf(type);
      const keys = Object.keys(deriveThresholds(plan));
      const tags = [...plan.phases.map((phase) => `phase:${phase}`), ...ALL.map((name) => `endpoint:${name}`)];
      const wanted = tags.flatMap((tag) =>
        ['http_reqs', 'http_req_duration', 'http_req_failed'].map((metric) => `${metric}{${tag}}`),
      );
      assert.deepEqual(
        wanted.filter((key) => !keys.includes(key)),
        [],
        type,
      );
    }
  });
});
