// The guard in `perf run`: a permitted run leaves its record and releases its lock; no output or file has the token.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { EXIT } from 'k6-kit/exit-codes';
import { testFolder } from 'k6-kit/folder.fixture';
import { main } from '../cli.ts';
import { listening, ROOT } from '../perf.fixture.ts';
import { startTarget } from '../target/start.ts';
import { realWorld } from './guard.ts';
import { takeLock } from './lock.ts';

const CANARY = 'canary-5f1d0c';

test('the token is in no output and in no file; the lock keeps a second run away', async (t) => {
  const folder = testFolder(t);
  const target = await startTarget({ token: CANARY });
  const { io, said } = listening({ env: { PATH: '/usr/bin:/bin', AUTH_TOKEN: CANARY }, cwd: folder });
  const args = ['run', 'smoke', '--engine', 'local', '--target', target.url, '--reason', 'test'];
  try {
    const lock = await takeLock({
      folder: realWorld.lockFolder,
      host: '127.0.0.1',
      addresses: ['127.0.0.1'],
      port: Number(new URL(target.url).port),
      now: new Date(),
      minutes: 1,
    });
    assert.equal(await main(args, io), EXIT.guardRefused);
    assert.match(said.output, /is loading 127\.0\.0\.1:\d+ already/);
    await lock.release();
    await main(args, io);
    await main([...args.slice(0, -2), '--', '--http-debug'], io);
    const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((file) => file.isFile());
    const record = files.find((file) => file.name.endsWith('.guard.json'));
    assert.ok(record, said.output);
    const texts = await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), 'utf8')));
    assert.match(texts[files.indexOf(record)] ?? '', /"reason": "test"/);
    assert.equal(texts.filter((text) => text.includes(CANARY)).length, 0);
    assert.ok(!said.output.includes(CANARY));
    assert.ok(!(await readFile(`/proc/${process.pid}/cmdline`, 'utf8').catch(() => '')).includes(CANARY));
  } finally {
    await target.close();
  }
});

test('the token is in no command line: neither in ours nor in that of the engine, while it runs', async (t) => {
  const folder = testFolder(t);
  const target = await startTarget({ token: CANARY });
  const k6 = join(folder, 'k6');
  // It looks at itself and at who started it, as every user of the machine can.
  await writeFile(
    k6,
    `#!/bin/sh
if [ "$1" = version ]; then echo "k6 v2.3.0"; exit 0; fi
cat "/proc/$$/cmdline" "/proc/$PPID/cmdline" > "${folder}/seen"
exit 105
`,
  );
  await chmod(k6, 0o755);
  const env = { PATH: process.env.PATH, INIT_CWD: folder, AUTH_TOKEN: CANARY, K6_BIN: k6 };
  const args = [join(ROOT, 'scripts/start/start.js'), 'run', 'smoke', '--target', target.url];
  try {
    const child = spawn(process.execPath, args, { cwd: ROOT, env });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    await new Promise((resolve) => child.on('close', resolve));
    const seen = await readFile(join(folder, 'seen'), 'utf8');
    assert.match(seen, /smoke\.js/);
    assert.match(seen, /start\.js/);
    assert.ok(!(seen + output).includes(CANARY));
  } finally {
    await target.close();
  }
});
