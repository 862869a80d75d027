// The same as differential.slow.test.ts with thousands of programs, other ones in each run; the seed of a failure is in its message.
import { test } from 'node:test';
import { compareAll } from './differential.fixture.ts';

test('2,000 generated programs, three copies in turns', () => {
  compareAll({ numRuns: 2000 });
});
