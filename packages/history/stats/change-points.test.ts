// Changes of level that were put in are found, and few others; a published series shows its published change.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findChangePoints } from './change-points.ts';
import { normal, seeded } from './random.ts';

/** Annual flow of the Nile at Aswan 1871-1970, 10^8 m³ (Cobb 1978); its level fell after 1898. */
const NILE = [
  1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799, 958, 1140, 1100,
  1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692, 1020, 1050, 969, 831, 726, 456,
  824, 702, 1120, 1100, 832, 764, 821, 768, 845, 864, 862, 698, 845, 744, 796, 1040, 759, 781, 865, 845, 944, 984, 897,
  822, 1010, 771, 676, 649, 846, 812, 742, 801, 1040, 860, 874, 848, 890, 744, 749, 838, 1050, 918, 986, 797, 923, 975,
  815, 1020, 906, 901, 1170, 912, 746, 919, 718, 714, 740,
];

test('the Nile fell in 1899, and only then', () => {
  assert.equal(NILE.length, 100);
  assert.deepEqual(
    findChangePoints(NILE).map(({ index }) => 1871 + index),
    [1899],
  );
});

/** Logarithms of a level with 5 % noise; `levels` are [first index, factor]. */
function series(seed: number, length: number, levels: readonly (readonly [number, number])[], noise = 0.05): number[] {
  const random = seeded(seed);
  return Array.from({ length }, (_, index) => {
    const factor = levels.findLast(([from]) => index >= from)?.[1] ?? 1;
    return Math.log(100 * factor) + noise * normal(random);
  });
}

/** Share of seeds for which the outcome holds. */
function rate(trials: number, holds: (seed: number) => boolean): number {
  let held = 0;
  for (let seed = 1; seed <= trials; seed++) if (holds(seed * 101)) held++;
  return held / trials;
}

const near = (found: readonly { index: number }[], at: number) => found.some(({ index }) => Math.abs(index - at) <= 2);

// What is in the series, its length, its levels, the lowest and the highest rate at which it has to be found.
const SERIES: [string, number, [number, number][], (found: { index: number }[]) => boolean, number, number][] = [
  ['+15 % in the middle', 60, [[30, 1.15]], (found) => near(found, 30), 0.98, 1],
  ['+10 % in the middle', 60, [[30, 1.1]], (found) => near(found, 30), 0.8, 1],
  ['+15 %, five runs ago', 60, [[55, 1.15]], (found) => near(found, 55), 0.9, 1],
  ['-15 % in the middle', 60, [[30, 0.85]], (found) => near(found, 30), 0.98, 1],
  [
    'up 20 % and down again after ten runs',
    90,
    [
      [40, 1.2],
      [50, 1],
    ],
    (found) => near(found, 40) && near(found, 50),
    0.85,
    1,
  ],
  ['nothing in 60 runs: false alarms', 60, [], (found) => found.length > 0, 0, 0.1],
  ['nothing in 365 runs: false alarms', 365, [], (found) => found.length > 0, 0, 0.15],
];
for (const [name, length, levels, isFound, lowest, highest] of SERIES) {
  test(`${name}: between ${lowest * 100} and ${highest * 100} %`, () => {
    const found = rate(100, (seed) => isFound(findChangePoints(series(seed, length, levels))));
    if (process.env.PRINT_RATES) console.log(name, found);
    assert.ok(found >= lowest && found <= highest, `${found * 100} %`);
  });
}

test('constant levels: no change in one, the change between two', () => {
  assert.deepEqual(findChangePoints(Array<number>(30).fill(5)), []);
  const stepped = [...Array<number>(10).fill(5), ...Array<number>(10).fill(6)];
  assert.deepEqual(findChangePoints(stepped), [{ index: 10, p: 0 }]);
});

test('too few runs are no series', () => {
  for (const length of [0, 1, 5]) assert.deepEqual(findChangePoints(Array.from({ length }, (_, index) => index)), []);
});

test('one bad night is not a change', () => {
  const values = series(3, 60, []);
  values[30] = values[30]! + 1;
  assert.deepEqual(findChangePoints(values), []);
});
