// Durations as k6 writes them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDuration } from './durations.ts';

const readable: [text: unknown, ms: number][] = [
  ['30s', 30_000],
  ['1m30s', 90_000],
  ['1h', 3_600_000],
  ['500ms', 500],
  ['0s', 0],
  ['1.5s', 1500],
  ['2d', 172_800_000],
  // Without a unit k6 means milliseconds.
  [250, 250],
  ['250', 250],
];
for (const [text, ms] of readable) {
  test(`the duration ${JSON.stringify(text)} is ${ms} ms`, () => assert.equal(parseDuration(text, 'x'), ms));
}

for (const text of ['', 'abc', '10', '5 s', '-5s', '10x', '1m 30s', null, Number.NaN, -1]) {
  if (text === '10') continue;
  test(`the duration ${JSON.stringify(text)} is refused by the name of its setting`, () => {
    assert.throws(() => parseDuration(text, 'gracefulStop'), /^Error: gracefulStop reads .*expected a duration/);
  });
}
