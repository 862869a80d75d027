// What belongs where, who may ask, and every way in which a sample can be wrong.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { definitionOf } from '../../scripts/target/definitions.ts';
import type { Question } from './answers.ts';
import { sample } from './client.fixture.ts';
import { buildPage } from './page/files.ts';
import { answerEndpoint, findRoute } from './routes.ts';

const context = { token: 'secret', maxBodyBytes: 1024, version: '9.9.9', home: buildPage().home };
const nobody = Buffer.alloc(0);

const routes: [method: string, url: string, route: ReturnType<typeof findRoute>][] = [
  ['GET', '/', { kind: 'endpoint', endpoint: 'home' }],
  ['GET', '/?utm=1', { kind: 'endpoint', endpoint: 'home' }],
  ['HEAD', '/api/health', { kind: 'endpoint', endpoint: 'health' }],
  ['POST', '/api/biometric/analyze', { kind: 'endpoint', endpoint: 'biometric-analyze' }],
  ['GET', '/api/biometric/analyze', { kind: 'wrong-method', endpoint: 'biometric-analyze', allow: 'POST' }],
  ['DELETE', '/api/health', { kind: 'wrong-method', endpoint: 'health', allow: 'GET, HEAD' }],
  ['GET', '/api/health/', { kind: 'unknown' }],
  ['GET', '/API/HEALTH', { kind: 'unknown' }],
  ['OPTIONS', '*', { kind: 'unknown' }],
  ['GET', '/constructor', { kind: 'unknown' }],
];

for (const [method, url, wanted] of routes) {
  test(`${method} ${url} is ${wanted.kind}`, () => assert.deepEqual(findRoute(method, url), wanted));
}

test('an endpoint without a definition answers with a small object, so that a new row can be tried', () => {
  const question = { headers: {}, body: nobody } as unknown as Question;
  const { status, body } = definitionOf('agents').answer(question, context);
  assert.deepEqual([status, JSON.parse(String(body))], [200, { status: 'ok', endpoint: 'agents' }]);
  assert.deepEqual(definitionOf('constructor').methods, undefined);
});

const credentials: [authorization: string | undefined, status: number, challenge?: RegExp][] = [
  ['Bearer secret', 200],
  // The scheme's case does not matter (RFC 9110).
  ['bearer secret', 200],
  [undefined, 401, /^Bearer realm="reference target"$/],
  ['Basic c2VjcmV0', 401, /^Bearer realm="reference target"$/],
  ['Bearer', 401, /^Bearer realm="reference target"$/],
  ['Bearer secret2', 401, /error="invalid_token"/],
  ['Bearer Secret', 401, /error="invalid_token"/],
];

for (const [authorization, status, challenge] of credentials) {
  test(`memory stats answer ${status} to ${authorization ?? 'no credentials'}`, () => {
    const answer = answerEndpoint('memory-stats', { authorization, body: nobody }, context);
    assert.equal(answer.status, status);
    if (challenge) assert.match(answer.headers['www-authenticate'] ?? '', challenge);
  });
}

const json = 'application/json';
const samples: [name: string, question: Partial<Question>, status: number, message: RegExp][] = [
  ['a whole sample', { body: encode(sample) }, 200, /"assessment":"usual"/],
  ['a charset beside the type', { body: encode(sample), contentType: 'Application/JSON; charset=utf-8' }, 200, /./],
  ['a time', { body: encode({ ...sample, timestamp: '2025-01-20T08:00:00Z' }) }, 200, /./],
  ['a field that nobody asked for', { body: encode({ ...sample, device: 'ring' }) }, 200, /./],
  ['no unit', { body: encode({ ...sample, unit: undefined }) }, 200, /./],
  ['an event of an unknown kind', { body: encode({ ...sample, event_type: 'steps' }) }, 200, /not judged/],
  [
    'no content type',
    { body: encode(sample), contentType: undefined },
    415,
    /read content type .*wants application\/json/,
  ],
  ['a form', { body: encode(sample), contentType: 'application/x-www-form-urlencoded' }, 415, /x-www-form-urlencoded/],
  ['a compressed body', { body: encode(sample), contentEncoding: 'gzip' }, 415, /gzip/],
  ['an empty body', { body: nobody }, 400, /the body is empty/],
  ['half a body', { body: encode(sample).subarray(0, 9) }, 400, /the body is not JSON/],
  ['bytes that are no UTF-8', { body: Buffer.from([0x22, 0xff, 0x22]) }, 400, /the body is not JSON/],
  ['a body over the limit', { body: 'too-large' }, 413, /over 1024 bytes/],
  ['a list', { body: encode([sample]) }, 422, /\(body\): /],
  ['nothing', { body: encode(null) }, 422, /\(body\): /],
  ['no user', { body: encode({ ...sample, user_id: undefined }) }, 422, /user_id: /],
  ['an empty user', { body: encode({ ...sample, user_id: '' }) }, 422, /user_id: /],
  [
    'a kind in capitals',
    { body: encode({ ...sample, event_type: 'Heart Rate' }) },
    422,
    /event_type: wants lower-case/,
  ],
  ['a value in quotes', { body: encode({ ...sample, value: '61' }) }, 422, /value: /],
  ['a time of no format', { body: encode({ ...sample, timestamp: 'today' }) }, 422, /timestamp: /],
  ['two mistakes', { body: encode({ ...sample, user_id: 1, value: null }) }, 422, /user_id: .*; value: /],
];

for (const [name, question, status, message] of samples) {
  test(`a POST of ${name} is answered ${status}`, () => {
    const answer = answerEndpoint('biometric-analyze', { contentType: json, body: nobody, ...question }, context);
    assert.equal(answer.status, status);
    assert.match(answer.body.toString(), message);
    assert.doesNotThrow(() => JSON.parse(answer.body.toString()));
  });
}

function encode(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}
