// Our statistics against published figures, and against what follows from their definitions.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blockError, lagOneCorrelation, varianceInflation } from './blocks.ts';
import { normalP, studentP, studentQuantile } from './distributions.ts';
import { holm } from './holm.ts';
import { normal, seeded } from './random.ts';
import { hodgesLehmann, rankSum } from './rank-sum.ts';

function near(actual: number, wanted: number, within: number) {
  assert.ok(Math.abs(actual - wanted) <= within, `${actual} is not ${wanted} within ${within}`);
}

test('tails of the normal distribution are those of every table', () => {
  for (const [z, p] of [
    [0, 1],
    [1, 0.3173105],
    [1.959964, 0.05],
    [2.575829, 0.01],
    [5, 5.733e-7],
  ] as const) {
    near(normalP(z), p, p * 1e-4 + 1e-7);
  }
});

test("Student's t has the critical values of the published table", () => {
  for (const [df, t, p] of [
    [1, 12.706, 0.05],
    [4, 2.776, 0.05],
    [10, 2.228, 0.05],
    [30, 2.75, 0.01],
    [120, 1.98, 0.05],
  ] as const) {
    near(studentP(t, df), p, 2e-4);
    near(studentQuantile(p, df), t, 2e-3);
  }
  assert.equal(studentP(Number.POSITIVE_INFINITY, 5), 0);
  near(studentQuantile(0.05, 1e15), 1.96, 1e-3);
});

test('rank sums: the example of the scipy manual (ages at diabetes), exact', () => {
  const [men, women] = [
    [19, 22, 16, 29, 24],
    [20, 11, 17, 12],
  ];
  const { u, p } = rankSum(women, men);
  assert.equal(u, 17);
  near(p, 0.1111, 1e-4);
});

// n, m, the largest U that is significant at 5 % two-sided in Mann and Whitney's table.
for (const [n, m, critical] of [
  [5, 5, 2],
  [8, 8, 13],
  [10, 10, 23],
  [4, 9, 4],
] as const) {
  test(`rank sums: U = ${critical} is the critical value of ${n} and ${m}`, () => {
    assert.ok(rankSum(...arrangement(n, m, critical)).p <= 0.05);
    assert.ok(rankSum(...arrangement(n, m, critical + 1)).p > 0.05);
  });
}

/** Samples of ranks whose U is `u`: starts with all b below all a and moves b up, step by step. */
function arrangement(n: number, m: number, u: number): [number[], number[]] {
  const isB = [...Array<boolean>(m).fill(true), ...Array<boolean>(n).fill(false)];
  for (let step = 0; step < u; step++) {
    const at = isB.findLastIndex((b, index) => b && isB[index + 1] === false);
    [isB[at], isB[at + 1]] = [false, true];
  }
  const ranks = (wanted: boolean) => isB.flatMap((b, index) => (b === wanted ? [index] : []));
  return [ranks(false), ranks(true)];
}

test('rank sums with ties: equal samples say nothing, Cliff is 0', () => {
  assert.deepEqual(rankSum([1, 1, 1], [1, 1, 1]), { u: 4.5, p: 1, cliffsDelta: 0 });
  assert.equal(rankSum([1, 2, 3], [4, 5, 6]).cliffsDelta, 1);
  assert.equal(rankSum([4, 5, 6], [1, 2, 3]).cliffsDelta, -1);
});

test('rank sums with ties: the normal approximation with the tie correction, by hand', () => {
  // Ranks of b: 3, 5.5, 5.5, 7.5: U = 21.5 - 10 = 11.5; ties of 2, 2, 2: 18 / 56; variance 16 (9 - 18/56) / 12.
  const { u, p } = rankSum(
    [1, 2, 3, 4],
    [2, 3, 3, 4].map((x) => x + 0),
  );
  const ties = 2 ** 3 - 2 + (3 ** 3 - 3) + (2 ** 3 - 2);
  const wanted = normalP((Math.abs(u - 8) - 0.5) / Math.sqrt((16 * (9 - ties / 56)) / 12));
  near(p, wanted, 1e-12);
});

test("Hodges and Lehmann's shift is the median of all differences, and ignores one wild value", () => {
  assert.equal(hodgesLehmann([1, 2, 3], [4, 5, 6]), 3);
  assert.equal(hodgesLehmann([1, 2, 3, 4, 5], [11, 12, 13, 14, 1e9]), 10.5 - 0.5);
});

test('Holm: the worked example of four tests', () => {
  assert.deepEqual(
    holm([0.01, 0.04, 0.03, 0.005]).map((p) => Number(p.toFixed(4))),
    [0.03, 0.06, 0.06, 0.02],
  );
  assert.deepEqual(holm([]), []);
  assert.deepEqual(holm([0.9, 0.8]), [1, 1]);
});

test('a series that carries half of its last value over is told from an independent one', () => {
  const random = seeded(5);
  let last = 0;
  const carried = Array.from({ length: 2000 }, () => (last = 0.5 * last + normal(random)));
  near(lagOneCorrelation(carried), 0.5, 0.05);
  near(varianceInflation(carried), 3, 0.4);
  near(varianceInflation(Array.from({ length: 2000 }, () => normal(random))), 1, 0.15);
});

test('the error of a difference is that of its definition, and larger where values carry over', () => {
  const random = seeded(11);
  const draw = (carry: number) => {
    let last = 0;
    return Array.from({ length: 400 }, () => (last = carry * last + Math.sqrt(1 - carry * carry) * normal(random)));
  };
  near(blockError(draw(0), draw(0), random).error, Math.sqrt(2 / 400), 0.012);
  const carried = blockError(draw(0.5), draw(0.5), random).error / Math.sqrt(2 / 400);
  assert.ok(carried > 1.35 && carried < 2, String(carried));
});
