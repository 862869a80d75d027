// Where bad requests lie in a run: throughout, in a stretch of time, or under load.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { locate, type Tally } from './shape.ts';

const RAMP = [10, 30, 50, 70, 90, 100, 100, 100, 100, 100, 100, 100];
const LEVEL = RAMP.map(() => 100);

/** Windows of one second with `total` requests; `bad` of each, and how bad they are. */
function tallies(loads: readonly number[], badIn: (index: number) => number, sizeIn = badIn, total = 40): Tally[] {
  return loads.map((load, index) => ({
    ...{ startS: index, endS: index + 1, phase: 'hold' as const, load, total },
    ...{ bad: Math.round(total * badIn(index)), size: sizeIn(index) },
  }));
}

test('a share that is the same everywhere is throughout, a high one as a low one', () => {
  for (const share of [0, 0.05, 0.5, 1]) {
    const found = locate(tallies(RAMP, () => share));
    assert.deepEqual(found.shape, { kind: 'throughout' });
    assert.equal(found.inside.length, RAMP.length);
  }
});

test('what begins with a load is of that load', () => {
  const found = locate(tallies(RAMP, (index) => (index >= 3 ? 0.6 : 0)));
  assert.deepEqual(found.shape, { kind: 'with-load', fromLoad: 70 });
});

test('what begins at one moment of a steady load is a stretch to the end', () => {
  const found = locate(tallies(LEVEL, (index) => (index >= 7 ? 0.6 : 0)));
  assert.deepEqual(found.shape, { kind: 'stretch', fromS: 7, untilS: null });
});

test('what is over again is a stretch with two ends, also while the load climbs', () => {
  const badIn = (index: number) => (index >= 3 && index < 6 ? 0.6 : 0);
  assert.deepEqual(locate(tallies(LEVEL, badIn)).shape, { kind: 'stretch', fromS: 3, untilS: 6 });
  assert.deepEqual(locate(tallies(RAMP, badIn)).shape, { kind: 'stretch', fromS: 3, untilS: 6 });
});

test('a switch that is thrown while the load creeps on is no load', () => {
  const loads = Array.from({ length: 20 }, (_, index) => 100 + 10 * index);
  const isOn = (index: number) => Number(index >= 10);
  assert.equal(locate(tallies(loads, isOn, (index) => 400 * isOn(index))).shape.kind, 'stretch');
  const queue = (index: number) => 100 * Math.max(0, index - 9);
  assert.equal(locate(tallies(loads, isOn, queue)).shape.kind, 'with-load');
});

test('a queue that is left after a spike is of the spike', () => {
  const loads = [10, 10, 10, 10, 500, 500, 500, 500, 10, 10, 10, 10];
  const found = locate(tallies(loads, (index) => (index >= 4 && index < 10 ? 0.9 : 0)));
  assert.deepEqual(found.shape, { kind: 'with-load', fromLoad: 500 });
  assert.equal(found.inside.length, 6);
});

test('chance is no shape: of a hundred even shares at most one looks like one', () => {
  let random = 1;
  const chance = () => {
    random = (random * 48_271) % 2_147_483_647;
    return random / 2_147_483_647;
  };
  let shaped = 0;
  for (let run = 0; run < 100; run++) {
    const found = locate(
      LEVEL.map((load, index) => {
        const bad = Array.from({ length: 40 }, chance).filter((value) => value < 0.05).length;
        return { startS: index, endS: index + 1, phase: 'hold' as const, load, total: 40, bad, size: bad / 40 };
      }),
    );
    if (found.shape.kind !== 'throughout') shaped++;
  }
  assert.ok(shaped <= 1, `${shaped}`);
});

test('any windows at all have a shape', () => {
  const window = fc.record({
    load: fc.nat({ max: 1000 }),
    total: fc.nat({ max: 50 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(window, { maxLength: 30 }), (windows) => {
      const found = locate(
        windows.map(({ load, total, share }, index) => ({
          ...{ startS: index, endS: index + 1, phase: 'hold' as const, load, total },
          ...{ bad: share * total, size: share },
        })),
      );
      assert.ok(found.inside.every(({ total }) => total > 0));
    }),
  );
});
