// Keys of two summaries: what only one of them has, without what depends on the run.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyDifferences, keyPaths } from './key-paths.ts';

const summary = { metrics: { http_reqs: { values: { count: 1 } } }, root_group: { checks: [{ name: 'a' }] } };

test('paths are those of all keys, and elements of a list count as one', () =>
  assert.deepEqual(keyPaths({ a: [{ b: 1 }, { c: { d: null } }], e: 2 }), ['a', 'a[].b', 'a[].c', 'a[].c.d', 'e']));

test('a key that one side lacks is listed once, with its side', () => {
  const other = {
    metrics: { iterations: { values: { count: 1 } } },
    root_group: { checks: [{ name: 'b', path: '' }] },
  };
  assert.deepEqual(keyDifferences(summary, other), [
    { path: 'metrics.http_reqs', only: 'k6' },
    { path: 'metrics.iterations', only: 'local runner' },
    { path: 'root_group.checks[].path', only: 'local runner' },
  ]);
});

test('other values and what depends on the run are no difference', () => {
  const metrics = { http_reqs: { values: { count: 2 } }, dropped_iterations: { values: { count: 3 } } };
  assert.deepEqual(keyDifferences({ ...summary, metrics }, summary), []);
});
