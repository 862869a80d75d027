// The table of differences and the badge.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { badgeOf, type Conformance, conformanceText } from './findings.ts';

const finding = (subject: string, holds: boolean) => ({
  ...{ subject, claim: 'counts', expected: '10 requests', found: holds ? '10 requests' : '9 requests', holds },
});
const found = (...findings: Conformance['findings']): Conformance => ({
  ...{
    schema: 1,
    engine: 'k6 v2.3.0',
    startedAt: '2026-01-31T02:00:00.000Z',
    findings,
    notRun: ['vector: needs its service'],
  },
});

test('differences are listed, what holds is counted, and what was not run is said', () => {
  const text = conformanceText(found(finding('smoke', true), finding('a|b <img>', false)));
  assert.match(text, /^## ❌ k6 v2\.3\.0: 1 of 2 claims hold\n/);
  assert.match(text, /\| counts \| +1 \| +2 \|/);
  assert.match(text, /\| a\\\|b \\<img> \| counts \| 10 requests \| 9 requests \|/);
  assert.doesNotMatch(text, /smoke/);
  assert.match(text, /Not run: vector: needs its service\.\n$/);
  assert.deepEqual(badgeOf(found(finding('a', false))), {
    ...{ schemaVersion: 1, label: 'k6 v2.3.0', message: '0 of 1 claims hold', color: 'red' },
  });
});

test('all green says so', () => {
  assert.match(conformanceText(found(finding('smoke', true))), /^## ✅ .*\n[\s\S]*No differences\./);
  assert.match(JSON.stringify(badgeOf(found(finding('smoke', true)))), /brightgreen/);
});
