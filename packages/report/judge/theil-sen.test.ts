// The slope against a worked example and against properties that any robust slope has.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { theilSen } from './theil-sen.ts';

test('a straight line is found exactly, with no width', () => {
  const slope = theilSen(Array.from({ length: 10 }, (_, x) => [x, 3 + 2 * x] as const));
  assert.deepEqual(slope, { perX: 2, low: 2, high: 2, intercept: 3 });
});

test('one wild window does not bend it', () => {
  const points = Array.from({ length: 12 }, (_, x) => [x, x === 5 ? 1000 : x] as const);
  assert.equal(theilSen(points)?.perX, 1);
});

test('noise around a constant has an interval around 0', () => {
  const noise = [0.1, -0.4, 0.3, 0, -0.1, 0.5, -0.3, 0.2, -0.2, 0.1, 0.3, -0.5];
  const slope = theilSen(noise.map((y, x) => [x, 10 + y] as const))!;
  assert.ok(slope.low < 0 && slope.high > 0, JSON.stringify(slope));
});

test('equal values that differ by the rounding of their sums have no slope and no width', () => {
  const points = Array.from({ length: 12 }, (_, x) => [x, x % 2 === 0 ? 0.3 : 0.1 + 0.2] as const);
  const { perX, low, high } = theilSen(points)!;
  assert.deepEqual([perX, low, high], [0, 0, 0]);
});

test('too few points give nothing', () => {
  assert.equal(
    theilSen([
      [0, 1],
      [1, 2],
    ]),
    null,
  );
  assert.equal(theilSen(Array.from({ length: 9 }, (_, y) => [5, y] as const)), null, 'all at one moment');
});

test('the interval holds the slope, and scaling y scales it', () => {
  const value = fc.integer({ min: -1000, max: 1000 });
  fc.assert(
    fc.property(fc.array(value, { minLength: 8, maxLength: 30 }), (ys) => {
      const slope = theilSen(ys.map((y, x) => [x, y] as const))!;
      const doubled = theilSen(ys.map((y, x) => [x, 2 * y] as const))!;
      assert.ok(slope.low <= slope.perX && slope.perX <= slope.high);
      assert.ok(Math.abs(doubled.perX - 2 * slope.perX) < 1e-9);
    }),
  );
});
