// When a run's instances are no longer waited for: all there, given up, or silent although another has finished.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Arrivals, type Look } from './arrivals.ts';

const GRACE_S = 120;

/** What each look finds, second by second, and what is said of it. */
function judged(expected: number, looks: readonly (Partial<Look> & { atS: number })[]) {
  const arrivals = new Arrivals(expected, GRACE_S);
  return looks.map(({ atS, ...look }) =>
    arrivals.judge({ finished: [], open: new Map(), areStreaming: true, givenUp: new Map(), ...look }, atS * 1000),
  );
}
const open = (bytes: Record<string, number>) => new Map(Object.entries(bytes));

test('all there: nobody is lost', () => {
  assert.deepEqual(
    judged(2, [
      { atS: 0, open: open({ a: 1, b: 1 }) },
      { atS: 9, finished: ['a', 'b'] },
    ]),
    [undefined, []],
  );
});

test('one that is silent is waited for until another has finished and the time is over', () => {
  const silent = open({ b: 5 });
  const looks = [0, 500, 1000, 1119].map((atS) => ({ atS, open: silent, ...(atS >= 1000 && { finished: ['a'] }) }));
  assert.deepEqual(judged(2, looks), [undefined, undefined, undefined, undefined]);
  const [, , , , last] = judged(2, [...looks, { atS: 1120, open: silent, finished: ['a'] }]);
  assert.deepEqual(last, ['b: not waited for any longer: nothing new from it for 120 s']);
});

test('one that still writes is waited for, however long another is ready: that one may have ended early', () => {
  const looks = Array.from({ length: 30 }, (_, at) => ({ atS: at * 100, finished: ['a'], open: open({ b: at }) }));
  assert.ok(judged(2, looks).every((lines) => lines === undefined));
});

test('a file of nobody hides no instance that still writes', () => {
  const looks = Array.from({ length: 9 }, (_, at) => ({
    ...{ atS: at * 100, finished: ['a'] },
    open: open({ b: at, stale: 7 }),
  }));
  assert.ok(judged(2, looks).every((lines) => lines === undefined));
});

test('one that never left anything is lost once others have finished for that long', () => {
  const [first, last] = judged(3, [
    { atS: 0, finished: ['a', 'b'] },
    { atS: 120, finished: ['a', 'b'] },
  ]);
  assert.equal(first, undefined);
  assert.deepEqual(last, ['1 of 3 instances left nothing, and others have finished']);
});

test('one that its uploader has given up is lost at once, also when no other has finished', () => {
  const givenUp = new Map([['b', 'k6 ended without a result']]);
  assert.deepEqual(judged(2, [{ atS: 0, finished: ['a'], givenUp }]), [
    ['b: not waited for any longer: k6 ended without a result'],
  ]);
  assert.deepEqual(judged(2, [{ atS: 0, open: open({ a: 1 }), givenUp }]), [undefined]);
  assert.deepEqual(judged(1, [{ atS: 0, givenUp }])[0]?.length, 1);
  // It came after all.
  assert.deepEqual(judged(1, [{ atS: 0, finished: ['b'], givenUp }]), [[]]);
});

test('of instances that leave all at their end nothing is known, so nobody is lost', () => {
  const quiet = { areStreaming: false, finished: ['a'], open: open({ b: 1 }) };
  assert.deepEqual(
    judged(3, [
      { atS: 0, ...quiet },
      { atS: 9999, ...quiet },
    ]),
    [undefined, undefined],
  );
});
