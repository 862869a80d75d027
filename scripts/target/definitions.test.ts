// What this suite's endpoints answer: a sample in every wrong way, and documents that hold together.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Question } from 'k6-target/answers';
import { answerSample } from './biometric.ts';
import { knowledgeGraph } from './content.ts';

const sample = { user_id: 'test-01', event_type: 'heart_rate', value: 61.5, unit: 'bpm' };

const samples: [name: string, sample: unknown, status: number, message: RegExp][] = [
  ['a whole sample', sample, 200, /"assessment":"usual"/],
  ['a time', { ...sample, timestamp: '2025-01-20T08:00:00Z' }, 200, /./],
  ['a field that nobody asked for', { ...sample, device: 'ring' }, 200, /./],
  ['no unit', { ...sample, unit: undefined }, 200, /./],
  ['an event of an unknown kind', { ...sample, event_type: 'steps' }, 200, /not judged/],
  ['a list', [sample], 422, /\(body\): /],
  ['nothing', null, 422, /\(body\): /],
  ['no user', { ...sample, user_id: undefined }, 422, /user_id: /],
  ['an empty user', { ...sample, user_id: '' }, 422, /user_id: /],
  ['a kind in capitals', { ...sample, event_type: 'Heart Rate' }, 422, /event_type: expected lower-case/],
  ['a value in quotes', { ...sample, value: '61' }, 422, /value: /],
  ['a time of no format', { ...sample, timestamp: 'today' }, 422, /timestamp: /],
  ['two mistakes', { ...sample, user_id: 1, value: null }, 422, /user_id: .*; value: /],
];

for (const [name, value, status, message] of samples) {
  test(`a POST of ${name} is answered ${status}`, () => {
    const question: Question = { contentType: 'application/json', body: Buffer.from(JSON.stringify(value)) };
    const answer = answerSample(question, { maxBodyBytes: 1024 } as Parameters<typeof answerSample>[1]);
    assert.equal(answer.status, status);
    assert.match(answer.body.toString(), message);
  });
}

test('each edge of the knowledge graph joins two of its nodes', () => {
  const ids = new Set(knowledgeGraph.nodes.map(({ id }) => id));
  assert.equal(ids.size, knowledgeGraph.nodes.length);
  for (const { source, target } of knowledgeGraph.edges) assert.ok(ids.has(source) && ids.has(target));
});
