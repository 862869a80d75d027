// Files of instances by HTTP: what a collector takes and refuses, and an uploader that meets restarts, lost answers and lost instances.

import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { testFolder } from 'k6-kit/folder.fixture';
import { CHUNK_BYTES, type Receiver, type ReceiverPlan, receive, runPath } from './receiver.ts';
import { newUploadToken, tokenFrom } from './upload-token.ts';
import { upload } from './uploader.ts';

const TOKEN = newUploadToken();
const root = testFolder();
const newFolder = () => mkdtemp(join(root, 'f-'));

async function collector(change: Partial<ReceiverPlan> = {}) {
  const folder = change.folder ?? (await newFolder());
  const notes: string[] = [];
  const receiver = await receive({
    ...{ folder, run: 'one', expected: 2, limitBytes: 10_000_000, token: TOKEN, port: 0, host: '127.0.0.1' },
    note: (line) => void notes.push(line),
    ...change,
  });
  return { folder, notes, receiver, url: `http://127.0.0.1:${receiver.port}` };
}

async function using<T>({ receiver }: { receiver: Receiver }, task: () => Promise<T>): Promise<T> {
  return task().finally(() => receiver.close());
}

const KEY = { authorization: `Bearer ${TOKEN}` };
function patch(url: string, offset: number, body: string | Uint8Array, headers: Record<string, string> = {}) {
  return fetch(url, { method: 'PATCH', body, headers: { ...KEY, 'upload-offset': String(offset), ...headers } });
}

test('bytes are added where the last ones ended, and a file has its name once it is whole', async () => {
  const one = await collector();
  await using(one, async () => {
    const file = `${one.url}${runPath('one')}/pod-0.points.json.gz`;
    const at = async () => {
      const { headers } = await fetch(file, { method: 'HEAD', headers: KEY });
      return [headers.get('upload-offset'), headers.get('upload-complete')];
    };
    assert.deepEqual(await at(), ['0', '?0']);
    assert.equal((await patch(file, 0, 'abc')).status, 204);
    assert.deepEqual(await readdir(one.folder), ['pod-0.points.json.gz.part']);
    assert.equal((await patch(file, 1, 'x')).status, 409);
    assert.deepEqual(await at(), ['3', '?0']);
    assert.equal((await patch(file, 3, 'de', { 'upload-complete': '?1' })).status, 204);
    assert.equal(await readFile(join(one.folder, 'pod-0.points.json.gz'), 'utf8'), 'abcde');
    assert.deepEqual(await at(), ['5', '?1']);
    assert.equal((await patch(file, 5, 'more')).status, 409);
  });
});

test('nothing of another run, of nobody, of another kind or too much is taken', async () => {
  const one = await collector({ limitBytes: 1_500_000 });
  await using(one, async () => {
    const run = `${one.url}${runPath('one')}`;
    const status = async (asked: Promise<Response>) => (await asked).status;
    assert.equal(await status(fetch(`${one.url}/healthz`)), 200);
    assert.equal(await status(patch(`${one.url}/runs/two/pod-0.json`, 0, '{}')), 404);
    for (const authorization of ['', 'Bearer other', TOKEN])
      assert.equal(await status(patch(`${run}/pod-0.json`, 0, '{}', { authorization })), 401);
    for (const file of ['pod-0.exe', '..%2f..%2fetc', 'Pod.json', 'a.merged.json', '.json', `${'a'.repeat(64)}.json`])
      assert.equal(await status(patch(`${run}/${file}`, 0, '{}')), 404, file);
    for (const offset of ['-1', '1e3', '', 'x'])
      assert.equal(await status(patch(`${run}/pod-0.json`, 0, '{}', { 'upload-offset': offset })), 400, offset);
    assert.equal(await status(fetch(`${run}/pod-0.json`, { method: 'DELETE', headers: KEY })), 405);
    assert.equal(await status(patch(`${run}/pod-0.json`, 0, new Uint8Array(CHUNK_BYTES + 1))), 413);
    assert.deepEqual(await readdir(one.folder), []);
    assert.equal(await status(patch(`${run}/pod-0.points.json.gz`, 0, new Uint8Array(CHUNK_BYTES))), 204);
    assert.equal(await status(patch(`${run}/pod-1.points.json.gz`, 0, new Uint8Array(CHUNK_BYTES))), 413);
    assert.deepEqual(one.notes, [
      `refused: a request has more than ${CHUNK_BYTES} bytes`,
      "refused: the run's files are more than 1 MB",
    ]);
    assert.equal(await status(patch(`${run}/pod-1.json`, 0, '{}')), 204);
    assert.equal(await status(patch(`${run}/pod-2.json`, 0, '{}')), 403);
  });
});

test('a token is there and long, and each run has another', () => {
  assert.notEqual(newUploadToken(), newUploadToken());
  assert.equal(tokenFrom({ UPLOAD_TOKEN: `${TOKEN}\n` }), TOKEN);
  for (const UPLOAD_TOKEN of [undefined, '', 'short', 'with blanks in the middle'])
    assert.throws(() => tokenFrom({ UPLOAD_TOKEN }), /UPLOAD_TOKEN is missing or malformed/);
});

/** A generator whose k6 ends when `end` is called, and its uploader. */
async function generator(url: string, name = 'pod-0', token = TOKEN) {
  const folder = await newFolder();
  const ended = new AbortController();
  const notes: string[] = [];
  const plan = { folder, name, url: `${url}${runPath('one')}`, token, ended: ended.signal, everyMs: 20, lastMs: 400 };
  const reason = upload({ ...plan, note: (line) => void notes.push(line) });
  return {
    notes,
    write: (bytes: string | Uint8Array) => appendFile(join(folder, `${name}.points.json.gz`), bytes),
    end: async (result?: string) => {
      if (result !== undefined) await writeFile(join(folder, `${name}.json`), result);
      ended.abort();
      return reason;
    },
  };
}

/** Waits for what an uploader does meanwhile. */
async function until(isSo: () => Promise<boolean>) {
  for (let tries = 0; tries < 200; tries++) {
    if (await isSo()) return;
    await sleep(10);
  }
  assert.fail('it did not come to that');
}

test('points go while k6 writes them, over a restart of the collector, and the result comes last', async () => {
  const one = await collector();
  const pod = await generator(one.url);
  const part = join(one.folder, 'pod-0.points.json.gz.part');
  const partly = (bytes: number) => until(async () => (await readFile(part).catch(() => '')).length === bytes);
  await pod.write('first');
  await partly(5);
  await one.receiver.close();
  await pod.write(new Uint8Array(2 * CHUNK_BYTES).fill(7));
  await until(async () => pod.notes.length > 0);
  assert.match(pod.notes[0] ?? '', /^not sent yet: no answer from the collector \(ECONN/);
  const again = await collector({ folder: one.folder, port: one.receiver.port });
  await using(again, async () => {
    await partly(5 + 2 * CHUNK_BYTES);
    await pod.write('last');
    assert.equal(await pod.end('{"run":{}}'), undefined);
  });
  assert.deepEqual((await readdir(one.folder)).sort(), ['pod-0.json', 'pod-0.points.json.gz']);
  const bytes = await readFile(join(one.folder, 'pod-0.points.json.gz'));
  assert.deepEqual([bytes.length, bytes.subarray(-4).toString()], [9 + 2 * CHUNK_BYTES, 'last']);
});

test('a k6 that ends without a whole result is given up at once, with the reason', async () => {
  const one = await collector();
  await using(one, async () => {
    for (const [name, result] of [
      ['pod-0', undefined],
      ['pod-1', '{"run":'],
    ] as const) {
      const pod = await generator(one.url, name);
      await pod.write('some');
      assert.equal(await pod.end(result), 'k6 ended without its files');
      assert.equal(await readFile(join(one.folder, `${name}.lost`), 'utf8'), 'k6 ended without its files');
    }
  });
});

test('a collector that is away when k6 ends without its files hears of it when it is back', async () => {
  const one = await collector();
  await one.receiver.close();
  const pod = await generator(one.url);
  const ending = pod.end();
  await sleep(100);
  const again = await collector({ folder: one.folder, port: one.receiver.port });
  await using(again, async () => {
    assert.equal(await ending, 'k6 ended without its files');
    assert.match(await readFile(join(one.folder, 'pod-0.lost'), 'utf8'), /without its files/);
    assert.deepEqual(pod.notes, []);
  });
});

test('one that the collector refuses says why, and does not try for ever', async () => {
  const one = await collector({ limitBytes: 10 });
  await using(one, async () => {
    const pod = await generator(one.url, 'pod-0', newUploadToken());
    await pod.write('some');
    assert.match((await pod.end('{}')) ?? '', /^the collector answers 401, the token is missing or another$/);
    assert.match(pod.notes.at(-1) ?? '', /^the collector cannot be told: the collector answers 401/);
    const large = await generator(one.url);
    await large.write('more than ten bytes');
    assert.match((await large.end('{}')) ?? '', /^the collector answers 413, the run's files are more than 0 MB$/);
    assert.match(await readFile(join(one.folder, 'pod-0.lost'), 'utf8'), /413/);
  });
});

test('one whose collector stays away ends within its time', async () => {
  const one = await collector();
  await one.receiver.close();
  const pod = await generator(one.url);
  await pod.write('some');
  assert.match((await pod.end('{}')) ?? '', /^no answer from the collector/);
});
