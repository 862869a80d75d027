// What belongs where, who may ask, and every way in which a body can be wrong.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Question } from './answers.ts';
import { shop } from './client.fixture.ts';
import { buildPage } from './page/files.ts';
import { Routes } from './routes.ts';
import { definitionOf } from './rows.ts';

const context = { token: 'secret', maxBodyBytes: 1024, version: '9.9.9', home: buildPage(shop).home };
const routes = new Routes(shop);

const places: [method: string, url: string, kind: string, endpoint?: string, allow?: string][] = [
  ['GET', '/', 'endpoint', 'front'],
  ['GET', '/?utm=1', 'endpoint', 'front'],
  ['HEAD', '/api/ping', 'endpoint', 'ping'],
  ['POST', '/api/orders', 'endpoint', 'orders'],
  ['GET', '/api/orders', 'wrong-method', 'orders', 'POST'],
  ['DELETE', '/api/ping', 'wrong-method', 'ping', 'GET, HEAD'],
  ['GET', '/api/ping/', 'unknown'],
  ['GET', '/API/PING', 'unknown'],
  ['OPTIONS', '*', 'unknown'],
  ['GET', '/constructor', 'unknown'],
];

for (const [method, url, ...wanted] of places) {
  test(`${method} ${url} is ${wanted[0]}`, () => {
    const { kind, endpoint, allow } = { endpoint: undefined, allow: undefined, ...routes.find(method, url) };
    assert.deepEqual([kind, endpoint, allow], [...wanted, undefined, undefined].slice(0, 3));
  });
}

test('a segment of a path may change; a path as it stands comes first', () => {
  const row = { avgMs: 1, p50Ms: 1, p95Ms: 1, p99Ms: 1 };
  const rows = { one: { path: '/o.s/{id}/lines', ...row }, own: { path: '/o.s/new/lines', ...row } };
  const found = ['/o.s/4711/lines?all=1', '/o.s/new/lines', '/o.s/4711/8/lines', '/o.s//lines', '/oxs/1/lines'].map(
    (url) => ({ endpoint: 'none', ...new Routes({ rows }).find('GET', url) }).endpoint,
  );
  assert.deepEqual(found, ['one', 'own', 'none', 'none', 'none']);
});

test('an endpoint without a definition answers with a small object, so that a new row can be tried', async () => {
  const { status, body } = await definitionOf(shop, 'ping').answer({ body: Buffer.alloc(0) }, context);
  assert.deepEqual([status, JSON.parse(String(body))], [200, { status: 'ok', endpoint: 'ping' }]);
  assert.deepEqual(definitionOf(shop, 'constructor').methods, undefined);
});

const order = { authorization: 'Bearer secret', contentType: 'application/json', body: Buffer.from('{"item":"tea"}') };
const orderOf = (question: Partial<Question>) => shop.definitions.orders.answer({ ...order, ...question }, context);

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
  test(`who needs a token answers ${status} to ${authorization ?? 'no credentials'}`, () => {
    const answer = orderOf({ authorization });
    assert.equal(answer.status, status);
    if (challenge) assert.match(answer.headers['www-authenticate'] ?? '', challenge);
  });
}

const bodies: [name: string, question: Partial<Question>, status: number, message: RegExp][] = [
  ['JSON', {}, 200, /^\{"ordered":\{"item":"tea"\}\}$/],
  ['a charset beside the type', { contentType: 'Application/JSON; charset=utf-8' }, 200, /./],
  ['no content type', { contentType: undefined }, 415, /read content type .*expected application\/json/],
  ['a form', { contentType: 'application/x-www-form-urlencoded' }, 415, /x-www-form-urlencoded/],
  ['a compressed body', { contentEncoding: 'gzip' }, 415, /gzip/],
  ['an empty body', { body: Buffer.alloc(0) }, 400, /the body is empty/],
  ['half a body', { body: order.body.subarray(0, 9) }, 400, /the body is not JSON/],
  ['bytes that are no UTF-8', { body: Buffer.from([0x22, 0xff, 0x22]) }, 400, /the body is not JSON/],
  ['a body over the limit', { body: 'too-large' }, 413, /over 1024 bytes/],
];

for (const [name, question, status, message] of bodies) {
  test(`a POST of ${name} is answered ${status}`, () => {
    const answer = orderOf(question);
    assert.equal(answer.status, status);
    assert.match(answer.body.toString(), message);
    assert.doesNotThrow(() => JSON.parse(answer.body.toString()));
  });
}
