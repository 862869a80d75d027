// What this suite's endpoints answer: a sample in every wrong way, and documents that hold together.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Question } from 'k6-target/answers';
import { answerSample } from './biometric.ts';
import { knowledgeGraph } from './content.ts';
import { definitions } from './definitions.ts';

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

const context = { token: 'secret', maxBodyBytes: 1024 } as Parameters<typeof answerSample>[1];
const ask = async (endpoint: string, question: Partial<Question>) => {
  const { status, body } = await definitions[endpoint]!.answer({ body: Buffer.alloc(0), ...question }, context);
  return { status, value: JSON.parse(body.toString()) as Record<string, string> };
};
const post = (value: unknown): Question => ({
  contentType: 'application/json',
  body: Buffer.from(JSON.stringify(value)),
});

test("a login gives a token of its own, which opens what the target's opens, and no other does", async () => {
  assert.equal((await ask('check-in-login', post({ key: 'wrong' }))).status, 401);
  assert.equal((await ask('check-in-login', post(null))).status, 401);
  const { status, value } = await ask('check-in-login', post({ key: 'secret' }));
  assert.deepEqual([status, value.access_token === 'secret'], [200, false]);
  const statuses = [value.access_token, 'secret', 'wrong', undefined].map(
    async (token) =>
      (await ask('memory-stats', token === undefined ? {} : { authorization: `Bearer ${token}` })).status,
  );
  assert.deepEqual(await Promise.all(statuses), [200, 200, 401, 401]);
});

test('an analysis is found again by its id, and by no other', async () => {
  const { value } = await ask('biometric-analyze', post(sample));
  const authorization = 'Bearer secret';
  const read = (id: string) => ask('check-in-result', { authorization, path: `/api/biometric/results/${id}` });
  assert.deepEqual(await read(value.result_id!), { status: 200, value });
  for (const id of ['', 'nothing', '%ff', value.result_id!.slice(1)]) assert.equal((await read(id)).status, 404, id);
  assert.equal((await ask('check-in-result', { path: `/api/biometric/results/${value.result_id}` })).status, 401);
});

test('each edge of the knowledge graph joins two of its nodes', () => {
  const ids = new Set(knowledgeGraph.nodes.map(({ id }) => id));
  assert.equal(ids.size, knowledgeGraph.nodes.length);
  for (const { source, target } of knowledgeGraph.edges) assert.ok(ids.has(source) && ids.has(target));
});
