// The documents of the reference target hold together.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { knowledgeGraph } from './content.ts';

test('each edge of the knowledge graph joins two of its nodes', () => {
  const ids = new Set(knowledgeGraph.nodes.map(({ id }) => id));
  assert.equal(ids.size, knowledgeGraph.nodes.length);
  for (const { source, target } of knowledgeGraph.edges) assert.ok(ids.has(source) && ids.has(target));
});
