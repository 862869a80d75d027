// Digest authentication: the examples of its RFCs, and a server that asks for it.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { digestAnswer } from './http-digest.ts';
import { runText, serve } from './testing.fixture.ts';

const NONCE = '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v';
const ASKS = `realm="http-auth@example.org", qop="auth, auth-int", nonce="${NONCE}", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`;
const CNONCE = 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ';
const MUFASA = {
  method: 'GET',
  target: '/dir/index.html',
  user: 'Mufasa',
  password: 'Circle of Life',
  body: undefined,
};
const MD5 = '8ca523f5e9506fed4657c9700eebdbec';
const SHA256 = '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1';
const responseOf = (answer: string | undefined): string | undefined => /response="(\w+)"/.exec(answer ?? '')?.[1];

test('the examples of RFC 7616 and RFC 2617 come out', () => {
  const md5 = digestAnswer([`Digest ${ASKS}, algorithm=MD5`], MUFASA, CNONCE);
  assert.equal(responseOf(md5), MD5);
  assert.match(md5 ?? '', /^Digest username="Mufasa", .*, algorithm=MD5, qop=auth, nc=00000001, cnonce="f2/);
  assert.equal(responseOf(digestAnswer([`digest ${ASKS}, algorithm=SHA-256`], MUFASA, CNONCE)), SHA256);
  const old = 'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"';
  const lower = { ...MUFASA, password: 'Circle Of Life' };
  assert.equal(responseOf(digestAnswer([old], lower, '0a4f113b')), '6629fae49393a05397450978507c4ef1');
});

test('the first challenge that can be answered is answered, wherever it stands', () => {
  const both = [`Basic realm="a, Digest b", Digest ${ASKS}, algorithm=SHA-256, Negotiate`, `Digest ${ASKS}`];
  assert.equal(responseOf(digestAnswer(both, MUFASA, CNONCE)), SHA256);
  const unknown = [`Digest ${ASKS}, algorithm=SHA-1`, 'Digest realm="no nonce"', `Digest ${ASKS}, algorithm=MD5`];
  assert.equal(responseOf(digestAnswer(unknown, MUFASA, CNONCE)), MD5);
  for (const none of [[], ['Basic realm="x"'], ['Digest realm="x", nonce="y", qop="other"'], ['Digest']])
    assert.equal(digestAnswer(none, MUFASA), undefined, none.join());
});

test('sessions, bodies and servers without qop have formulas of their own', () => {
  const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
  const account = md5('u:r:p');
  const request = { method: 'POST', target: '/x?y', user: 'u', password: 'p', body: 'text' };
  const answer = (fields: string): string | undefined =>
    responseOf(digestAnswer([`Digest realm="r", nonce="n"${fields}`], request, 'c'));
  assert.equal(answer(''), md5(`${account}:n:${md5('POST:/x?y')}`));
  assert.equal(answer(', qop="auth-int"'), md5(`${account}:n:00000001:c:auth-int:${md5(`POST:/x?y:${md5('text')}`)}`));
  const session = md5(`${account}:n:c`);
  assert.equal(answer(', algorithm=MD5-sess, qop=auth'), md5(`${session}:n:00000001:c:auth:${md5('POST:/x?y')}`));
  assert.match(digestAnswer(['Digest realm="a\\"b", nonce="n"'], request) ?? '', /realm="a\\"b"/);
});

test('auth "digest" sends a request, expects 401, and answers the challenge', async () => {
  const nonces = new Map<string, number>();
  const server = await serve((request, response) => {
    const [, nonce = '', uri = ''] = /nonce="(\w+)", uri="([^"]+)"/.exec(request.headers.authorization ?? '') ?? [];
    const account = createHash('md5').update("me:here:p@ss:w'rd").digest('hex');
    const subject = createHash('md5').update(`${request.method}:${uri}`).digest('hex');
    const expected = createHash('md5').update(`${account}:${nonce}:${subject}`).digest('hex');
    if (nonces.has(nonce) && uri === request.url && responseOf(request.headers.authorization) === expected) {
      response.end('in');
      return;
    }
    const fresh = `n${nonces.size}`;
    nonces.set(fresh, 1);
    response.writeHead(401, { 'www-authenticate': ['Basic realm="here"', `Digest realm="here", nonce="${fresh}"`] });
    response.end('out');
  });
  try {
    const selectors = ['status:401', 'status:200', 'expected_response:true', 'expected_response:false'];
    const { stderr, summary } = await runText(
      `import http from 'k6/http';
      export const options = { thresholds: ${JSON.stringify(Object.fromEntries(selectors.map((one) => [`http_reqs{${one}}`, ['count>=0']])))} };
      export default function () {
        const url = (user) => __ENV.URL.replace('//', '//' + user + '@') + '/a?b=c';
        const params = { auth: 'digest' };
        const all = [http.get(url("me:p%40ss%3Aw'rd"), params), http.post(url("me:p%40ss%3Aw'rd"), 'body', params), http.get(url('me:wrong'), params)];
        console.log('TOLD' + JSON.stringify(all.map((res) => [res.status, res.body])));
      }`,
      { env: { URL: server.url } },
    );
    assert.match(stderr, /TOLD\[\[200,"in"\],\[200,"in"\],\[401,"out"\]\]/);
    const counts = selectors.map((one) => summary?.metrics[`http_reqs{${one}}`]?.values.count);
    // Three challenges and a wrong password; the challenges are expected, the last answer to it is not.
    assert.deepEqual(counts, [4, 2, 5, 1]);
    assert.equal(summary?.metrics.http_req_failed?.values.passes, 1);
  } finally {
    await server.close();
  }
});
