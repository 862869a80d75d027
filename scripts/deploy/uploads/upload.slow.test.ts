// The uploader as it runs in a pod: a process of its own, which SIGTERM ends once k6 has ended.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { EXIT } from 'k6-kit/exit-codes';
import { testFolder } from 'k6-kit/folder.fixture';
import { receive } from './receiver.ts';
import { newUploadToken } from './upload-token.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

test('SIGTERM sends the rest and ends the uploader: 0 with all files, 2 and a lost instance without', async (t) => {
  const folder = testFolder(t);
  const token = newUploadToken();
  const plan = { run: 'one', expected: 2, limitBytes: 1e6, port: 0, host: '127.0.0.1', note: () => {} };
  const taken = join(folder, 'taken');
  await writeFile(join(folder, 'pod-0.points.json.gz'), 'points');
  await writeFile(join(folder, 'pod-0.json'), '{}');
  await writeFile(join(folder, 'pod-1.points.json.gz'), 'points');
  const receiver = await receive({ ...plan, token, folder: await mkdtemp(taken) });
  const ended = async (name: string) => {
    const to = `http://127.0.0.1:${receiver.port}/runs/one`;
    const args = ['scripts/start/start.js', 'deploy', 'upload', folder, '--name', name, '--to', to];
    const child = spawn(process.execPath, args, {
      ...{ cwd: root, stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000, killSignal: 'SIGKILL' },
      env: { PATH: process.env.PATH, HOME: process.env.HOME, UPLOAD_TOKEN: token },
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => void (said += text));
    const [where] = (await readdir(folder)).filter((one) => one.startsWith('taken'));
    const left = async () => (await readdir(join(folder, where ?? ''))).filter((one) => one.startsWith(name));
    while (!(await left()).includes(`${name}.points.json.gz.part`)) await new Promise((done) => setTimeout(done, 50));
    child.kill('SIGTERM');
    const [code] = await once(child, 'close');
    return {
      code,
      said,
      left: await left(),
      read: (file: string) => readFile(join(folder, where ?? '', file), 'utf8'),
    };
  };
  try {
    const whole = await ended('pod-0');
    assert.equal(whole.code, EXIT.passed, whole.said);
    assert.deepEqual(whole.left.sort(), ['pod-0.json', 'pod-0.points.json.gz']);
    const lost = await ended('pod-1');
    assert.equal(lost.code, EXIT.badInput, lost.said);
    assert.match(lost.said, /pod-1 is lost: k6 ended without its files/);
    assert.equal(await lost.read('pod-1.lost'), 'k6 ended without its files');
  } finally {
    await receiver.close();
  }
});
