// Which form of a file a request gets, and when it has it already.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerFile, takesGzip } from './answer.ts';
import type { PageFile } from './page-file.ts';

const encodings: [acceptEncoding: string | undefined, takes: boolean][] = [
  [undefined, false],
  ['', false],
  ['gzip', true],
  ['gzip, deflate, br, zstd', true],
  ['br;q=1.0, GZip;q=0.5', true],
  ['*', true],
  ['identity, *;q=0', false],
  // The name goes before the star.
  ['gzip;q=0, *', false],
  ['gzip;q=0.0', false],
  ['br', false],
  ['x-gzip', false],
];

for (const [acceptEncoding, takes] of encodings) {
  test(`Accept-Encoding ${acceptEncoding ?? '(none)'} ${takes ? 'takes' : 'does not take'} gzip`, () =>
    assert.equal(takesGzip(acceptEncoding), takes));
}

const file: PageFile = {
  contentType: 'text/css',
  cacheControl: 'no-cache',
  plain: { body: Buffer.from('plain'), tag: '"p"' },
  packed: { body: Buffer.from('packed'), tag: '"z"' },
  delayMs: 0,
};

const conditions: [ifNoneMatch: string | undefined, acceptEncoding: string | undefined, status: number][] = [
  [undefined, 'gzip', 200],
  ['"z"', 'gzip', 304],
  ['W/"z"', 'gzip', 304],
  ['"a", "z"', 'gzip', 304],
  ['*', 'gzip', 304],
  // What it has is the other form.
  ['"p"', 'gzip', 200],
  ['"z"', undefined, 200],
  ['"p"', undefined, 304],
  ['z', 'gzip', 200],
];

for (const [ifNoneMatch, acceptEncoding, status] of conditions) {
  test(`If-None-Match ${ifNoneMatch ?? '(none)'} with Accept-Encoding ${acceptEncoding ?? '(none)'} is ${status}`, () => {
    const answer = answerFile(file, { ifNoneMatch, acceptEncoding });
    assert.equal(answer.status, status);
    // A 304 repeats what a cache has to know, and nothing of the body.
    assert.equal(answer.headers.etag, acceptEncoding === 'gzip' ? '"z"' : '"p"');
    assert.equal(answer.headers.vary, 'accept-encoding');
    assert.equal(answer.body.length > 0, status === 200);
    assert.equal(answer.headers['content-encoding'], status === 200 && acceptEncoding ? 'gzip' : undefined);
  });
}

test('a file without a lifetime has no validator either, and is sent each time', () => {
  const { status, headers } = answerFile({ ...file, cacheControl: null }, { ifNoneMatch: '*' });
  assert.equal(status, 200);
  assert.deepEqual(headers, { 'content-type': 'text/css', vary: 'accept-encoding' });
});

test('a file that is never packed does not vary', () => {
  const { body, headers } = answerFile({ ...file, packed: null }, { acceptEncoding: 'gzip' });
  assert.deepEqual([body.toString(), headers.vary, headers['content-encoding']], ['plain', undefined, undefined]);
});
