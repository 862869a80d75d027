// A day's curve with a mix of its own in each part: every endpoint starts as many iterations in it as rate times share say.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import type { RampingArrivalRateScenario } from 'k6/options';
import { dayCurve, endpoints } from '../thresholds/baselines.ts';
import { dayStages, type OpenLoad, scaledLoad } from './load.ts';
import { ALL } from './load-cases.fixture.ts';
import { isInMix, plannedWindows, scenariosOf, splitLoad } from './scenarios.ts';

const UNIT_S = 1000;
const part = fc.record({
  phase: fc.constant('hold' as const),
  durationS: fc.constantFrom(1, 60, 3600),
  ratePerS: fc.integer({ min: 0, max: 500_000 }).map((rate) => rate / UNIT_S),
  windows: fc.constant(1),
  mixPct: fc
    .array(fc.nat({ max: 1000 }), { minLength: ALL.length, maxLength: ALL.length })
    .map((shares) => Object.fromEntries(ALL.map((name, at) => [name, shares[at] ?? 0]))),
});
const someDay: fc.Arbitrary<OpenLoad> = fc
  .array(part, { minLength: 1, maxLength: 30 })
  .map((stages) => ({ model: 'open', startRatePerS: 0, unitS: UNIT_S, maxVus: 200, stages }));

/** Iterations that a scenario starts in each part: a jump, then a level. */
function startsOf({ stages, timeUnit }: RampingArrivalRateScenario): number[] {
  assert.equal(timeUnit, `${UNIT_S}s`);
  return stages.flatMap(({ duration, target }, at) => {
    if (at % 2 === 0) {
      assert.deepEqual([duration, target], ['0s', stages[at + 1]?.target]);
      return [];
    }
    const durationS = duration.endsWith('ms') ? Number.parseInt(duration, 10) / 1000 : Number.parseInt(duration, 10);
    return [(target / UNIT_S) * durationS];
  });
}

it('planned iterations are the curve times the mix, within the thousandth of a rate that k6 takes', () => {
  fc.assert(
    fc.property(someDay, (load) => {
      const scenarios = scenariosOf(load, ALL, 1) as Record<string, RampingArrivalRateScenario>;
      const windows = plannedWindows(load, ALL, 1);
      for (const [at, { durationS, ratePerS, mixPct = {} }] of load.stages.entries()) {
        const total = ALL.reduce((sum, name) => sum + (mixPct[name] ?? 0), 0);
        const slack = durationS / UNIT_S + 1e-6;
        let started = 0;
        for (const name of ALL) {
          const share = total === 0 ? endpoints[name].weightPct / 100 : (mixPct[name] ?? 0) / total;
          const planned = startsOf(scenarios[name]!)[at]!;
          // Who has a share and less than a thousandth gets that thousandth, at the cost of others.
          assert.ok(Math.abs(planned - ratePerS * share * durationS) <= slack * ALL.length, `${name} in ${at}`);
          if (share === 0) assert.equal(planned, 0);
          assert.ok(Math.abs((windows[at]?.expectedRequests[name] ?? 0) - planned) <= 1e-6 * (1 + planned));
          started += planned;
        }
        assert.ok(Math.abs(started - ratePerS * durationS) <= 1e-6 * (1 + started));
      }
    }),
    { seed: 20261128, numRuns: 60 },
  );
});

it("the tables' curve is loaded part by part, scaled in height only; what no part names is not loaded with the others", () => {
  const stages = dayStages(24 * 60);
  const load: OpenLoad = { model: 'open', startRatePerS: 0, unitS: UNIT_S, maxVus: 200, stages };
  assert.deepEqual(
    stages.map(({ ratePerS }) => ratePerS),
    dayCurve.map(({ ratePerS }) => ratePerS),
  );
  assert.ok(stages.every(({ durationS, windows }) => durationS * stages.length === 24 * 60 && windows === 1));
  const half = scaledLoad(load, { users: 0.5, rate: 0.5, limits: 1 });
  for (const [at, { ratePerS }] of half.stages.entries()) assert.equal(ratePerS, (stages[at]?.ratePerS ?? 0) / 2);
  assert.ok(ALL.every((name) => isInMix(load, name)));
  const [first] = ALL;
  const only = { ...load, stages: stages.map((stage) => ({ ...stage, mixPct: { [first!]: 100 } })) };
  assert.deepEqual(
    ALL.filter((name) => isInMix(only, name)),
    [first],
  );
  // Alone it gets the whole rate, as every endpoint that is chosen does.
  const [alone] = splitLoad(only, [ALL[1]!]);
  assert.deepEqual(
    alone?.stages.map(({ ratePerS }) => ratePerS),
    stages.map(({ ratePerS }) => ratePerS),
  );
});
