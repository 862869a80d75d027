// Generated programs behave suspended, in turns with others, as plain JavaScript does: values, order of effects, exceptions.
import { test } from 'node:test';
import { compareAll } from './differential.fixture.ts';

test('200 generated programs, three copies in turns', () => {
  compareAll({ numRuns: 200, seed: 20261127 });
});
