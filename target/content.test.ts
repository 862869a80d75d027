// The documents of the reference target have the sizes that the tests of a proxy count on.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endpoints, serviceLimits } from '../thresholds/baselines.ts';
import { homePage, knowledgeGraph } from './content.ts';

test('the home page is long enough to be packed, and lists every endpoint', () => {
  assert.ok(Buffer.byteLength(homePage) >= serviceLimits.gzipMinimumBytes.value, String(homePage.length));
  for (const { path, p95Ms } of Object.values(endpoints)) {
    assert.ok(homePage.includes(`<td>${path}</td>`), path);
    assert.ok(homePage.includes(`<td>${p95Ms} ms</td>`), path);
  }
});

test('each edge of the knowledge graph joins two of its nodes', () => {
  const ids = new Set(knowledgeGraph.nodes.map(({ id }) => id));
  assert.equal(ids.size, knowledgeGraph.nodes.length);
  for (const { source, target } of knowledgeGraph.edges) assert.ok(ids.has(source) && ids.has(target));
});
