// How a load is shared out over the endpoints, and the k6 scenarios that come out.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { RampingArrivalRateScenario, RampingVUsScenario } from 'k6/options';
import { endpoints, journeys } from '../thresholds/baselines.ts';
import { perUserPerS, requestsOf, stepsOf } from '../thresholds/tasks.ts';
import { ALL, baselineLoad, breakpointLoad, smokeLoad, someLoad, spikeLoad } from './load-cases.fixture.ts';
import { apportion, plannedWindows, scenariosOf } from './scenarios.ts';

const SEED = 20250120;
const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

describe('apportion', () => {
  const cases: [name: string, total: number, weights: number[], parts: number[]][] = [
    ['what divides evenly is divided evenly', 10, [1, 1], [5, 5]],
    ['the largest remainder gets what is left over', 10, [40, 25, 15, 12, 8], [4, 3, 1, 1, 1]],
    ['the first of equal remainders gets it', 1, [1, 1], [1, 0]],
    // By remainders alone all four would go to the first.
    ['nobody goes empty while there is enough', 4, [90, 5, 5], [2, 1, 1]],
    ['some go empty when there is not', 2, [90, 5, 5], [2, 0, 0]],
    ['nothing is nothing for all', 0, [40, 60], [0, 0]],
    ['one takes all', 7, [8], [7]],
  ];
  for (const [name, total, weights, parts] of cases) {
    it(name, () => assert.deepEqual(apportion(total, weights), parts));
  }

  const some = fc.tuple(
    fc.nat({ max: 5000 }),
    fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 8 }),
  );

  it('gives whole parts that add up to the total, none of them negative', () => {
    fc.assert(
      fc.property(some, ([total, weights]) => {
        const parts = apportion(total, weights);
        assert.equal(sum(parts), total);
        assert.ok(parts.every((part) => Number.isInteger(part) && part >= 0));
      }),
      { seed: SEED },
    );
  });

  it('leaves nobody empty while there is enough', () => {
    fc.assert(
      fc.property(some, ([total, weights]) => {
        if (total >= weights.length) assert.ok(!apportion(total, weights).includes(0));
      }),
      { seed: SEED },
    );
  });

  it('gives the heavier at least as much as the lighter where everybody has a share of his own', () => {
    fc.assert(
      fc.property(some, ([total, weights]) => {
        const parts = apportion(total, weights);
        // Below one each, somebody is helped up at the cost of another.
        if (weights.some((weight) => (weight * total) / sum(weights) < 1)) return;
        const pairs = weights.flatMap((a, i) => weights.map((b, j) => ({ a, b, i, j })));
        assert.ok(pairs.every(({ a, b, i, j }) => a <= b || parts[i]! >= parts[j]!));
      }),
      { seed: SEED },
    );
  });

  it('stays within one of the exact share where everybody has a share of his own', () => {
    fc.assert(
      fc.property(some, ([total, weights]) => {
        const exact = weights.map((weight) => (weight * total) / sum(weights));
        if (exact.some((share) => share < 1)) return;
        assert.ok(apportion(total, weights).every((part, index) => Math.abs(part - exact[index]!) < 1));
      }),
      { seed: SEED },
    );
  });
});

describe('scenarios', () => {
  it('of a single pass walk through the endpoints once, with one VU', () => {
    assert.deepEqual(scenariosOf(smokeLoad, ['home', 'health'], 1), {
      smoke: { executor: 'shared-iterations', vus: 1, iterations: 2, maxDuration: '10s' },
    });
  });

  it('of a closed model are named after their endpoints and jump without a ramp', () => {
    assert.deepEqual(scenariosOf(spikeLoad, ['health'], 1), {
      health: {
        executor: 'ramping-vus',
        startVUs: 10,
        stages: [
          { duration: '0s', target: 10 },
          { duration: '30s', target: 10 },
          { duration: '0s', target: 500 },
          { duration: '30s', target: 500 },
          { duration: '0s', target: 10 },
          { duration: '30s', target: 10 },
        ],
      },
    });
  });

  it('of a ramp climb from the start', () => {
    const { home } = scenariosOf(baselineLoad, ['home'], 1) as { home: RampingVUsScenario };
    assert.deepEqual(
      [home.startVUs, home.stages],
      [
        0,
        [
          { duration: '30s', target: 50 },
          { duration: '0s', target: 50 },
          { duration: '300s', target: 50 },
        ],
      ],
    );
  });

  it('of compressed time are exact to the millisecond, and never of no length', () => {
    const durations = (scale: number) =>
      (scenariosOf(baselineLoad, ['home'], scale).home as RampingVUsScenario).stages.map(({ duration }) => duration);
    assert.deepEqual(durations(0.01), ['300ms', '0s', '3s']);
    assert.deepEqual(durations(1e-6), ['1ms', '0s', '1ms']);
  });

  it('of an open model start with enough VUs for the p95 of the endpoint, and stay below the most allowed', () => {
    const scenarios = Object.values(scenariosOf(breakpointLoad, ALL, 1)) as RampingArrivalRateScenario[];
    for (const { preAllocatedVUs, maxVUs = 0 } of scenarios)
      assert.ok(preAllocatedVUs >= 1 && preAllocatedVUs <= maxVUs);
    assert.equal(sum(scenarios.map(({ maxVUs = 0 }) => maxVUs)), breakpointLoad.maxVus);
  });

  it('add up to the plan at the start and at each stage, whatever the choice of endpoints', () => {
    fc.assert(
      fc.property(someLoad, fc.subarray(ALL, { minLength: 1 }), (load, names) => {
        const scenarios = Object.values(scenariosOf(load, names, 1)) as (
          | RampingVUsScenario
          | RampingArrivalRateScenario
        )[];
        assert.equal(scenarios.length, names.length);
        const starts = scenarios.map(
          (scenario) =>
            ('startVUs' in scenario ? scenario.startVUs : 'startRate' in scenario ? scenario.startRate : 0) ?? 0,
        );
        assert.equal(sum(starts), load.model === 'closed' ? load.startVus : load.startRatePerS);
        // Jumps are stages of no length: the planned stages are the others.
        const staged = scenarios.map(({ stages }) => stages.filter(({ duration }) => duration !== '0s'));
        load.stages.forEach((stage, position) => {
          const targets = staged.map((stages) => stages[position]?.target ?? Number.NaN);
          assert.equal(sum(targets), 'vus' in stage ? stage.vus : stage.ratePerS);
          assert.ok(staged.every((stages) => stages[position]?.duration === `${stage.durationS}s`));
        });
      }),
      { seed: SEED },
    );
  });
});

describe('a journey among endpoints', () => {
  const NAMES = ['home', 'check-in'] as const;
  const weights = endpoints.home.weightPct + journeys['check-in'].weightPct;

  it('has its share of the users', () => {
    const { home, 'check-in': journey } = scenariosOf(baselineLoad, NAMES, 1) as Record<string, RampingVUsScenario>;
    const [all, own] = [50, journey?.stages.at(-1)?.target ?? 0];
    assert.equal(own, Math.round((all * journeys['check-in'].weightPct) / weights));
    assert.equal(own + (home?.stages.at(-1)?.target ?? 0), all);
  });

  it('has its share of the requests of an open load, several to each start', () => {
    const { 'check-in': journey } = scenariosOf(breakpointLoad, NAMES, 1) as Record<string, RampingArrivalRateScenario>;
    assert.equal(journey?.timeUnit, `${stepsOf('check-in').length}s`);
    assert.equal(journey?.stages.at(-1)?.target, Math.round((2000 * journeys['check-in'].weightPct) / weights));
    const { 'check-in-home': home, 'check-in-result': result } = plannedWindows(breakpointLoad, ['check-in'], 1).at(
      -1,
    )!.expectedRequests;
    // The last of 30 windows of 40 s climbs to 2000 requests/s, all steps together.
    assert.ok(Math.abs(home! - (1966.8 * 40) / requestsOf('check-in').length) < 50, `${home}`);
    assert.equal(result, home);
  });

  it('makes as many requests as its users have time for', () => {
    const { expectedRequests } = plannedWindows(baselineLoad, ['check-in'], 1).at(-1)!;
    const perStep = (50 * (300 / 27) * perUserPerS('check-in')) / requestsOf('check-in').length;
    for (const step of stepsOf('check-in')) assert.ok(Math.abs(expectedRequests[step]! - perStep) < 1e-6, step);
  });

  it('is walked once in a single pass', () => {
    const { smoke } = scenariosOf(smokeLoad, NAMES, 1) as Record<string, { iterations: number }>;
    assert.equal(smoke?.iterations, 2);
  });
});
