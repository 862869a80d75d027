// A change around zero: where its parts are, what is beyond the edge, and a stretch of time that is too short to see.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Interval, intervalMarkup, scaleOf, spanMarkup } from './interval.ts';

const change = (at: number, more: Partial<Interval> = {}): Interval => {
  return { at, low: null, high: null, noise: null, ...more };
};
const numbers = (markup: string, attribute: string) =>
  [...markup.matchAll(new RegExp(`\\b${attribute}="(-?[\\d.]+)%"`, 'g'))].map(([, value]) => Number(value));

test('zero is on every scale, and what is larger than a doubling does not squeeze the rest', () => {
  const rises = scaleOf([change(0.2), change(0.5, { low: 0.4, high: 0.6 })]);
  assert.ok(rises.from < 0 && rises.to > 0.6 && rises.to < 0.7, JSON.stringify(rises));
  const noisy = scaleOf([change(0.01, { noise: 0.3 })]);
  assert.ok(noisy.from < -0.3 && noisy.to > 0.3, JSON.stringify(noisy));
  const wild = scaleOf([change(40), change(-0.1)]);
  assert.ok(wild.to > 1 && wild.to < 1.1, JSON.stringify(wild));
  assert.ok(scaleOf([]).from < 0 && scaleOf([]).to > 0);
});

test('the dot, its interval and the noise are drawn to scale', () => {
  const scale = { from: -0.5, to: 0.5 };
  const drawn = intervalMarkup(change(0.25, { low: 0.1, high: 0.4, noise: 0.05 }), scale, 'a "change" <of> 25 %');
  assert.deepEqual(numbers(drawn, 'cx'), [75]);
  assert.deepEqual(numbers(drawn, 'x1'), [50, 50, 60]);
  assert.deepEqual(numbers(drawn, 'x2'), [50, 75, 90]);
  assert.deepEqual([numbers(drawn, 'x')[0], numbers(drawn, 'width')[0]], [45, 10]);
  assert.ok(drawn.includes('aria-label="a &quot;change&quot; &lt;of&gt; 25 %"'));
});

test('a change beyond the edge ends there as an arrow', () => {
  const scale = { from: -0.1, to: 1 };
  for (const [at, edge] of [
    [3, 100],
    [-2, 0],
  ] as const) {
    const drawn = intervalMarkup(change(at), scale, '');
    assert.doesNotMatch(drawn, /<circle/);
    assert.match(drawn, new RegExp(`<svg x="${edge}%"[^>]*><path `));
  }
});

test('a stretch of no time at the end is still to be seen', () => {
  assert.match(spanMarkup(1, 1, 'ok'), /margin-left:99%;width:1%/);
  assert.match(spanMarkup(0.25, 0.75, 'over'), /class="bar span over".*margin-left:25%;width:50%/);
});
