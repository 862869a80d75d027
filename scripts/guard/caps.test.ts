// How hard a run loads at its peak: scenarios that rise and fall together are added up moment by moment.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { figuresOf } from './caps.ts';

const open = (targets: readonly number[], durations = targets.map(() => '10s')) => ({
  ...{ executor: 'ramping-arrival-rate', startRate: 0, timeUnit: '1000s', maxVUs: 5 },
  stages: targets.map((target, at) => ({ target, duration: durations[at] ?? '' })),
});
const peakOf = (...scenarios: object[]) =>
  figuresOf({ scenarios: Object.fromEntries(scenarios.map((scenario, at) => [`s${at}`, scenario])) }).ratePerS;

test('the peak of a mix that changes is that of the sum', () => {
  assert.equal(peakOf(open([9_000, 1_000]), open([1_000, 7_000])), 10);
});

test('stages at other times may all be at their highest at once', () => {
  assert.equal(peakOf(open([9_000, 1_000]), open([1_000, 7_000], ['10s', '20s'])), 16);
  assert.equal(peakOf({ ...open([9_000, 1_000]), startTime: '5s' }, open([1_000, 7_000])), 16);
  assert.equal(peakOf(open([9_000]), { executor: 'constant-arrival-rate', rate: 2, duration: '10s', maxVUs: 1 }), 11);
});
