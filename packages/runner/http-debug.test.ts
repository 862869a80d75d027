// The option httpDebug: what of requests and responses is in the log, and what is not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readHttpDebug } from './http-debug.ts';
import { runText, serve } from './testing.fixture.ts';

const SCRIPT = `import http from 'k6/http';
export const options = OPTIONS;
export default function () {
  const url = __ENV.URL.replace('//', '//me:canary@');
  http.post(url + '/login?a=1', 'sent ä', { headers: { 'X-Own': 'seen', 'X-Api-Key': 'canary' }, cookies: { id: 'canary' } });
  http.get(__ENV.URL + '/next', { headers: { Authorization: 'Bearer canary' } });
  http.get('http://127.0.0.1:1/dead');
}`;

async function logOf(options: string, args: string[] = []): Promise<string> {
  const server = await serve((_request, response) => {
    response.setHeader('set-cookie', 'session=canary; Path=/');
    response.end('came back');
  });
  try {
    const { stderr } = await runText(SCRIPT.replace('OPTIONS', options), { env: { URL: server.url }, args });
    return stderr;
  } finally {
    await server.close();
  }
}

test('httpDebug logs requests and responses, and no secret of their headers', async () => {
  for (const [options, args] of [
    ["{ httpDebug: 'headers' }", []],
    ['{}', ['--http-debug']],
    ["{ httpDebug: 'full' }", []],
    ['{}', ['--http-debug=full', '--threads', '2']],
  ] as [string, string[]][]) {
    const log = await logOf(options, args);
    assert.match(
      log,
      /INFO\[\d+\] Request:\nPOST \/login\?a=1 HTTP\/1\.1\nHost: 127\.0\.0\.1:\d+\nX-Own: seen\nX-Api-Key: \*{4}\n/,
    );
    assert.match(log, /\nCookie: id=\*{4}\nAuthorization: Basic \*{4}\nContent-Length: 7\n/);
    assert.match(log, /\nAuthorization: Bearer \*{4}\n/);
    assert.match(log, /INFO\[\d+\] Response:\nHTTP\/1\.1 200 OK\nset-cookie: session=\*{4}; Path=\/\n/i);
    assert.match(log, /Response:\ndial: connection refused/);
    assert.doesNotMatch(log, /canary/);
    const isFull = /full/.test(options + args.join());
    assert.equal(/\n\nsent ä\n/.test(log), isFull);
    assert.equal(log.split('\n\ncame back\n').length - 1, isFull ? 2 : 0);
  }
});

test('without httpDebug nothing of requests is in the log', async () => {
  for (const options of ['{}', "{ httpDebug: 'false' }"])
    assert.doesNotMatch(await logOf(options), /Request:|Response:/);
  assert.deepEqual(['', 'false', 'true', 'full', true].map(readHttpDebug), [
    ...[undefined, undefined, 'headers', 'full', 'headers'],
  ]);
});
