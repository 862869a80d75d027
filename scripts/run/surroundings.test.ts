// What is noted about a run from outside, on real servers: the same build, another build, no build at all.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { testFolder } from 'k6-kit/folder.fixture';
import { testServer } from 'k6-kit/server.fixture';
import { noteSurroundings, watchSurroundings } from './surroundings.ts';

const folder = testFolder();
let build = 'a1';
const { url, close } = await testServer((request, response) => {
  if (request.url !== '/__target/identity') response.writeHead(404).end();
  else if (build === 'redirect') response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
  else response.end(build === 'garbage' ? '<html>' : JSON.stringify({ build }));
});
after(close);

async function watched(first: string, second: string) {
  build = first;
  const end = await watchSurroundings(url);
  build = second;
  return end();
}

test('a target that is deployed in mid-run shows two builds', async () => {
  assert.deepEqual((await watched('a1', 'a1')).targetBuilds, ['a1', 'a1']);
  assert.deepEqual((await watched('a1', 'b2')).targetBuilds, ['a1', 'b2']);
});

test('a target that names no build, or sends elsewhere, shows none', async () => {
  assert.ok(!('targetBuilds' in (await watched('garbage', 'garbage'))));
  assert.ok(!('targetBuilds' in (await watched('redirect', 'redirect'))));
});

test('another host than loopback is not asked', async () => {
  const end = await watchSurroundings('http://localhost.example.invalid');
  assert.ok(!('targetBuilds' in (await end())));
});

test('machine and clock go into the run record, and everything else stays', async () => {
  const { machine, clockStepMs } = await watched('a1', 'a1');
  assert.match(machine, /\d+ cores .* GiB, Node \d/);
  assert.ok(Math.abs(clockStepMs) < 1000, `${clockStepMs} ms`);
  const file = join(folder, 'result.json');
  await writeFile(file, JSON.stringify({ run: { schema: 1, type: 'smoke' }, metrics: { a: 1 } }));
  await noteSurroundings(file, { machine: 'm', clockStepMs: 3 });
  assert.deepEqual(JSON.parse(await readFile(file, 'utf8')), {
    run: { schema: 1, type: 'smoke', machine: 'm', clockStepMs: 3 },
    metrics: { a: 1 },
  });
});

test('a summary without a run record stays as it is', async () => {
  const file = join(folder, 'foreign.json');
  await writeFile(file, '{"metrics":{}}');
  await noteSurroundings(file, { machine: 'm', clockStepMs: 0 });
  assert.equal(await readFile(file, 'utf8'), '{"metrics":{}}');
});
