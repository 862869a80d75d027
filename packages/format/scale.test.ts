// A scale in words, and levels of load at it.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { FULL_SCALE, factorsText, type Scale, scaledLevel, scaleText } from './scale.ts';

describe('the text of a scale', () => {
  it('is one line with its factors and where it is from', () =>
    assert.equal(
      scaleText({ users: 0.25, rate: 0.25, limits: 1.5, environment: 'staging' }),
      'users x 0.25, rate x 0.25, limits x 1.5 (environment staging)',
    ));

  it('leaves out what is not scaled, and is empty where nothing is', () => {
    assert.equal(scaleText({ ...FULL_SCALE, limits: 2 }), 'limits x 2');
    assert.equal(scaleText({ ...FULL_SCALE, environment: 'staging' }), '');
    assert.equal(scaleText(undefined), '');
  });

  it('without its place is the same for runs of the same load and limits', () => {
    const scale: Scale = { ...FULL_SCALE, users: 2, environment: 'staging' };
    assert.equal(factorsText(scale), factorsText({ ...FULL_SCALE, users: 2 }));
  });
});

describe('a level of load at a scale', () => {
  it('is rounded up without the noise of binary fractions', () => {
    assert.deepEqual(
      [scaledLevel(10, 0.25), scaledLevel(1, 0.001), scaledLevel(0, 0.5), scaledLevel(10, 1.1), scaledLevel(50, 0.2)],
      [3, 1, 0, 11, 10],
    );
  });

  it('is whole, loses no user, and stays where the factor is 1', () => {
    const factor = fc.double({ min: 0.001, max: 1000, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), factor, (level, by) => {
        const scaled = scaledLevel(level, by);
        assert.ok(Number.isInteger(scaled) && scaled >= 1);
        assert.ok(scaled >= level * by - 1e-6 * scaled && scaled < level * by + 1 + 1e-6 * scaled);
        assert.equal(scaledLevel(level, 1), level);
      }),
      { seed: 20250120 },
    );
  });
});
