// A step is distinguished from a slope and from noise.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { findStep } from './step.ts';

const at = (values: readonly number[]) => values.map((value, index) => [index, value] as const);

test('a step is found where it is', () => {
  const step = findStep(at([10, 11, 10, 9, 10, 30, 31, 29, 30, 30]));
  assert.equal(step?.atX, 4.5);
  assert.deepEqual([step.before, step.after], [10, 30]);
});

test('lines, levels and changes that matter to nobody are no steps', () => {
  assert.equal(findStep(at([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])), null);
  assert.equal(findStep(at([5, 5, 5, 5, 5, 5, 5, 5])), null);
  assert.equal(findStep(at([100, 100, 100, 100, 101, 101, 101, 101])), null);
  assert.equal(findStep(at([1, 9])), null);
});

test('no line at all is a step, whatever its slope', () => {
  const slope = fc.double({ min: -100, max: 100, noNaN: true }).filter((value) => Math.abs(value) > 0.01);
  fc.assert(
    fc.property(slope, fc.integer({ min: 8, max: 30 }), (perX, count) => {
      assert.equal(findStep(at(Array.from({ length: count }, (_, index) => 1000 + perX * index))), null);
    }),
  );
});
