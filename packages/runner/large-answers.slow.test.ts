// Answers that are too large or too varied: a failed request with a code of its own, a bounded log, and the VU goes on.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { testFolder } from 'k6-kit/folder.fixture';
import { runText, serve, type TestServer } from './testing.fixture.ts';

const MIB = 1_048_576;
const zeros = Buffer.alloc(3 * MIB);
/** What is in one answer, by path. */
const answers: Record<string, [encoding: string, body: Buffer]> = {
  '/gzip': ['gzip', gzipSync(zeros)],
  '/br': ['br', brotliCompressSync(zeros)],
  '/twice': ['gzip, gzip', gzipSync(gzipSync(zeros))],
  '/plain': ['identity', zeros],
  '/fits': ['gzip', gzipSync(zeros.subarray(0, MIB))],
  '/wide': ['identity', Buffer.concat([Buffer.from('é'), zeros, zeros, zeros])],
};
let server: TestServer;
let asked = 0;

before(async () => {
  server = await serve((request, response) => {
    const [encoding, body] = answers[request.url ?? ''] ?? [`e${++asked}${'y'.repeat(2000)}`, Buffer.from('ok')];
    response.setHeader('content-encoding', request.url === '/fine' ? 'identity' : encoding);
    if (request.url === '/endless') {
      const more = (): void => {
        while (!response.destroyed) if (!response.write(zeros)) return void response.once('drain', more);
      };
      response.removeHeader('content-encoding');
      more();
    } else response.end(body);
  });
});
after(() => server.close());

/** Status, error code, length of the body, and what a request after it comes to. */
async function ask(path: string, params = '{}', args: string[] = []): Promise<unknown[]> {
  const { stderr } = await runText(
    `import http from 'k6/http';
    export default function () {
      const res = http.get(__ENV.URL + '${path}', ${params});
      console.log('TOLD' + JSON.stringify([res.status, res.error_code, res.body && res.body.length, http.get(__ENV.URL + '/fine').body]));
    }`,
    { env: { URL: server.url }, args: ['--max-body-mib', '1', ...args] },
  );
  return JSON.parse(/TOLD(.*)/.exec(stderr)?.[1] ?? JSON.stringify(stderr)) as unknown[];
}

for (const path of ['/gzip', '/br', '/twice', '/plain', '/endless']) {
  test(`more than --max-body-mib is error 1900: ${path}`, async () => {
    assert.deepEqual(await ask(path), [0, 1900, null, 'ok']);
  });
}

test('--max-body-mib says what is too large', async () => {
  assert.deepEqual(await ask('/fits'), [200, 0, MIB, 'ok']);
  assert.deepEqual(await ask('/gzip', '{}', ['--max-body-mib', '3']), [200, 0, 3 * MIB, 'ok']);
  assert.equal((await runText('export default function () {}', { args: ['--max-body-mib', '0'] })).exitCode, 104);
});

test('a body that nobody reads has no limit', async () => {
  assert.deepEqual(await ask('/plain', "{ responseType: 'none' }"), [200, 0, null, 'ok']);
  const [status, code] = await ask('/gzip', '{}', ['--discard-response-bodies']);
  assert.deepEqual([status, code], [200, 0]);
});

test('a text of zeros is text, however long', async () => {
  assert.deepEqual(await ask('/plain', '{}', ['--max-body-mib', '3']), [200, 0, 3 * MIB, 'ok']);
  const { exitCode, stderr } = await runText(
    "import http from 'k6/http'; export default function () { console.log('LENGTH ' + http.get(__ENV.URL + '/wide').body.length); }",
    { env: { URL: server.url } },
  );
  assert.equal(exitCode, 0, stderr);
  assert.match(stderr, /LENGTH \d{7}/);
});

for (const threads of ['1', '2']) {
  test(`300 different errors are 100 in the log and in the points, with ${threads} threads`, async (t) => {
    const folder = testFolder(t);
    const points = join(folder, 'points.json');
    const { stderr, summary } = await runText(
      `import http from 'k6/http';
      export const options = { vus: 2, iterations: 300 };
      export default function () { http.get(__ENV.URL + '/any'); throw new Error('error ' + __ITER + '-' + __VU + 'z'.repeat(10000)); }`,
      { env: { URL: server.url }, args: ['--threads', threads, '--out', `json=${points}`] },
    );
    assert.equal(summary?.metrics.http_reqs?.values.count, 300);
    assert.ok(Buffer.byteLength(stderr) < 500_000, `${stderr.length} characters of log`);
    assert.match(stderr, /there are 100 kinds of messages: those of further kinds are only counted/);
    const [, further = '0'] = /messages of further kinds: (\d+) times in all/.exec(stderr) ?? [];
    assert.equal(Number(further), 500, 'what is not written is counted');
    const lines = readFileSync(points, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Point);
    const texts = new Set(
      lines
        .filter(({ metric, type }) => metric === 'http_reqs' && type === 'Point')
        .map(({ data }) => data.tags?.error),
    );
    assert.ok(texts.has('other errors'));
    assert.ok(texts.size > 50 && texts.size <= 101 * Number(threads), `${texts.size} texts`);
  });
}

interface Point {
  metric: string;
  type: string;
  data: { tags?: Record<string, string> };
}
