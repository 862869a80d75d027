// A few equal halves of recorded points: nothing is called, a shift of 10 % is found in its name. The rates: splits.long.test.ts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { absent, ratesOf, recordedPoints, splitsOf } from './splits.fixture.ts';

test('equal halves of recorded points', { skip: absent }, async () => {
  const rates = ratesOf(splitsOf(await recordedPoints()), 5, 'users');
  assert.deepEqual(rates, { splits: 5, falseAlarms: 0, found: 5, wrongName: 0 });
});
