// The ledger in the report: how often a limit was loosened, with its last reason.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loosenedNotes } from './loosened.ts';

const row = (before: string, after: string, reason: string) => ({
  limit: 'Response times / home / P95',
  before,
  after,
  reason,
  owner: 'Ada',
  until: '2026-06-30',
});

test('a limit that was loosened twice is one sentence with both ends and the last reason', () => {
  assert.deepEqual(loosenedNotes([row('85ms', '95ms', 'new search'), row('95ms', '110ms', 'images')]), [
    'the limit Response times / home / P95 was loosened 2 times, from 85ms to 110ms (images; Ada, until 2026-06-30)',
  ]);
});

test('an empty ledger says nothing', () => assert.deepEqual(loosenedNotes([]), []));
