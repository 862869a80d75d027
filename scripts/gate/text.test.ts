// The text on a pull request: golden for a regression, and in figures for the rest.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertGolden } from 'k6-kit/golden.fixture';
import { HOSTILE, PASSED, SLOWER } from './record.fixture.ts';
import { gateText, gateTitle } from './text.ts';

test('a regression is told as in the golden file', () =>
  assertGolden(
    gateText(SLOWER, 'https://example.com/report'),
    new URL('./golden/regression.golden.md', import.meta.url),
  ));

test('a pass says how sure it is, and a kept base that it is kept', () => {
  const text = gateText({ ...PASSED, isBaseCached: true }, undefined);
  assert.match(text, /^### ✅ Performance: no regression in 6 blocks\n/);
  assert.match(text, /6 blocks of head; base is that of an earlier run of the same commit/);
  assert.match(text, /None of 2 figures shows a change beyond the noise/);
  assert.doesNotMatch(text, /Report/);
});

test('without a verdict the reason is the title, and there is no table', () => {
  const text = gateText({ ...PASSED, outcome: 'no verdict', why: 'head: ended with 1', rows: [] }, undefined);
  assert.match(text, /^### ⚠️ Performance: no verdict: head: ended with 1\n/);
  assert.doesNotMatch(text, /\|/);
});

test('limits alone are counted in the title and listed', () => {
  const text = gateText({ ...PASSED, outcome: 'limits', brokenLimits: ['front: avg<44'] }, undefined);
  assert.match(text, /1 limit crossed that the base holds/);
  assert.match(text, /\n- front: avg<44\n/);
});

test('nothing from outside starts markup or a mention', () => {
  const text = gateText(HOSTILE, undefined);
  assert.doesNotMatch(text, /(?<!\\)<(img|script|b)|@everyone|^::error|(?<!\\)\[link/m);
});

test('a long text loses whole parts, not half a table', () => {
  const rows = Array.from({ length: 1000 }, () => ({ ...SLOWER.rows[3]!, endpoint: 'e'.repeat(200) }));
  const text = gateText({ ...SLOWER, rows }, 'https://example.com/report');
  assert.ok(text.length < 65_536);
  assert.match(text, /\[Report and results of every block\]\(https:\/\/example\.com\/report\)\n$/);
  assert.doesNotMatch(text, /<details>/);
  assert.equal(gateTitle(SLOWER), 'slower: front (+15 %)');
});
