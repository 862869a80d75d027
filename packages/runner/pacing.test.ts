// How many VUs when, and when the next iteration starts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { propertyRuns } from 'k6-kit/property-runs.fixture';
import { type Arrivals, arrivalTimes, lengthOf, peakOf, type Stage, vuSteps, vusAt } from './pacing.ts';

const S = 1000;
const SEED = 20260801;

test('on a ramp the k-th VU joins at the k-th part of the time, and the target is met at the end', () => {
  const steps = vuSteps(1, [{ durationMs: 4 * S, target: 5 }]);
  assert.deepEqual(
    steps,
    [0, 1, 2, 3, 4].map((k) => ({ atMs: k * S, vus: 1 + k })),
  );
});

test('a stage without length jumps', () => {
  const steps = vuSteps(10, [
    { durationMs: 0, target: 500 },
    { durationMs: 30 * S, target: 500 },
  ]);
  assert.equal(vusAt(steps, 0), 500);
  assert.equal(vusAt(steps, 29 * S), 500);
});

test('VUs leave on a ramp down as they came on a ramp up', () => {
  const steps = vuSteps(0, [
    { durationMs: 10 * S, target: 10 },
    { durationMs: 10 * S, target: 0 },
  ]);
  assert.equal(vusAt(steps, 5 * S), 5);
  assert.equal(vusAt(steps, 10 * S), 10);
  assert.equal(vusAt(steps, 15 * S), 5);
  assert.equal(vusAt(steps, 20 * S), 0);
});

test('a constant rate starts iterations evenly, the first at once and none at the end', () => {
  const times = [...arrivalTimes({ startRate: 10, timeUnitMs: S, stages: [{ durationMs: S, target: 10 }] })];
  assert.deepEqual(times.map(Math.round), [0, 100, 200, 300, 400, 500, 600, 700, 800, 900]);
});

test('a rate per minute is spaced over the minute', () => {
  const times = [...arrivalTimes({ startRate: 6, timeUnitMs: 60 * S, stages: [{ durationMs: 30 * S, target: 6 }] })];
  assert.deepEqual(times, [0, 10 * S, 20 * S]);
});

test('a rate that climbs from nothing starts half of its iterations in the last third of the time', () => {
  const times = [...arrivalTimes({ startRate: 0, timeUnitMs: S, stages: [{ durationMs: 10 * S, target: 20 }] })];
  assert.equal(times.length, 100);
  const middle = times[50] as number;
  assert.ok(Math.abs(middle - 10 * S * Math.SQRT1_2) < 1, String(middle));
});

const stages = fc.array(
  fc.record({ durationMs: fc.integer({ min: 0, max: 20_000 }), target: fc.integer({ min: 0, max: 200 }) }),
  { minLength: 1, maxLength: 6 },
);

test('the number of VUs is never above the highest target and meets each target (property)', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 100 }),
      stages,
      fc.double({ min: 0, max: 1, noNaN: true }),
      (start, list: Stage[], share) => {
        const steps = vuSteps(start, list);
        const peak = peakOf(start, list);
        for (const { vus } of [{ vus: vusAt(steps, share * lengthOf(list)) }, ...steps])
          assert.ok(vus >= 0 && vus <= peak);
        assert.equal(vusAt(steps, lengthOf(list)), list.at(-1)?.target);
        for (let i = 1; i < steps.length; i++) assert.ok((steps[i]?.atMs ?? 0) >= (steps[i - 1]?.atMs ?? 0));
      },
    ),
    { numRuns: propertyRuns(200), seed: SEED },
  );
});

/** How many iterations are due in the first `elapsedMs`: the area under the rate curve. */
function areaAt({ startRate, timeUnitMs, stages }: Arrivals, elapsedMs: number): number {
  let [area, rate, startMs] = [0, startRate, 0];
  for (const { durationMs, target } of stages) {
    const inside = Math.min(Math.max(elapsedMs - startMs, 0), durationMs);
    if (durationMs > 0) area += (rate * inside + ((target - rate) * inside * inside) / (2 * durationMs)) / timeUnitMs;
    rate = target;
    startMs += durationMs;
  }
  return area;
}

test('iterations are as many as the area under the rate curve, in order and within the time (property)', () => {
  const curve = fc.record({
    startRate: fc.integer({ min: 0, max: 100 }),
    timeUnitMs: fc.constantFrom(100, S, 60 * S),
    stages,
  });
  fc.assert(
    fc.property(curve, (arrivals) => {
      const length = lengthOf(arrivals.stages);
      const area = areaAt(arrivals, length);
      fc.pre(area < 5000);
      const times = [...arrivalTimes(arrivals)];
      // The first starts at once, so that an area of 4.2 has five.
      const surplus = times.length - area;
      assert.ok(surplus > -1e-6 && surplus < 1 + 1e-6, `${times.length} iterations, area ${area}`);
      let last = 0;
      for (const [index, atMs] of times.entries()) {
        assert.ok(atMs >= last && atMs <= length + 1e-6);
        assert.ok(Math.abs(areaAt(arrivals, atMs) - index) < 1e-3 * Math.max(1, index));
        last = atMs;
      }
    }),
    { numRuns: propertyRuns(200), seed: SEED },
  );
});
