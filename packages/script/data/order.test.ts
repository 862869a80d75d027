// The orders of data: unique means unique however iterations fall on VUs and scenarios, and chance repeats with its seed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Moment, randomIndex, turnOf } from './order.ts';

/** All iterations of a test whose scenarios have had these numbers of them, each in some VU. */
const moments = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 5 }).map((counts) =>
  counts.flatMap((count, scenario) =>
    Array.from(
      { length: count },
      (_, iteration): Moment => ({
        ...{ iteration, scenario, scenarios: counts.length },
        vu: 1 + ((iteration * 7 + scenario) % 13),
      }),
    ),
  ),
);

test('unique per iteration: no two iterations of a test have the same row, and those of one scenario leave none out', () => {
  fc.assert(
    fc.property(moments, (all) => {
      const turns = all.map((moment) => turnOf('unique-per-iteration', moment));
      assert.equal(new Set(turns).size, all.length);
      if (all[0]?.scenarios === 1) assert.deepEqual(turns, [...turns.keys()]);
    }),
  );
});

test('unique per VU: a VU has its own row in all of its iterations', () => {
  fc.assert(
    fc.property(moments, (all) => {
      const rows = new Map(all.map((moment) => [moment.vu, turnOf('unique-per-vu', moment)]));
      assert.equal(new Set(rows.values()).size, rows.size);
      for (const moment of all) assert.equal(turnOf('unique-per-vu', moment), rows.get(moment.vu));
      assert.ok([...rows.values()].every((row) => row >= 0 && row < 13));
    }),
  );
});

test('in turn: each scenario has row after row', () => {
  fc.assert(
    fc.property(moments, (all) => {
      for (const moment of all) assert.equal(turnOf('in-turn', moment), moment.iteration);
    }),
  );
});

test('at random: the same for the same seed, another for another, and each row about as often', () => {
  const drawn = (seed: number) => Array.from({ length: 10_000 }, (_, turn) => randomIndex(seed, turn, 10));
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 1000 }), (seed, length) => {
      const index = randomIndex(seed, 17, length);
      assert.equal(randomIndex(seed, 17, length), index);
      assert.ok(Number.isInteger(index) && index >= 0 && index < length);
    }),
  );
  for (const seed of [1, 2, 1234]) {
    const rows = drawn(seed);
    const counts = Array.from({ length: 10 }, (_, index) => rows.filter((row) => row === index).length);
    // Five standard deviations of a fair draw.
    for (const count of counts) assert.ok(Math.abs(count - 1000) < 150, `${counts}`);
  }
  const [one, other] = [drawn(1), drawn(2)];
  const agreeing = one.filter((row, turn) => row === other[turn]).length;
  assert.ok(Math.abs(agreeing - 1000) < 150, `${agreeing} of 10000 are the same with another seed`);
});
