// Which engine a run takes: stand-ins for k6 on the PATH and at K6_BIN, real files in a temporary folder.

import assert from 'node:assert/strict';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { testFolder } from 'k6-kit/folder.fixture';
import { UserError } from 'k6-kit/user-error';
import { findEngine } from './engines.ts';
import type { Io } from './io.ts';

const folder = testFolder();
before(async () => {
  await standIn('k6', 'echo "k6 v2.3.0 (go1.26, linux/amd64)"');
  await standIn('odd', 'echo "k6 built from source"');
  await standIn('broken', 'exit 3');
  await writeFile(join(folder, 'plain-file'), 'not executable');
});

async function standIn(name: string, script: string): Promise<void> {
  await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, name), 0o755);
}

const io = (env: Record<string, string>) => ({ env: { PATH: '/usr/bin:/bin', ...env } }) as unknown as Io;

test('without k6 the local runner is taken', async () => {
  assert.deepEqual(await findEngine('auto', io({})), { kind: 'local', label: 'local runner' });
});

test('k6 on the PATH is taken, with its version', async () => {
  const engine = await findEngine('auto', io({ PATH: `/nowhere:${folder}` }));
  assert.deepEqual(engine, { kind: 'k6', path: join(folder, 'k6'), label: 'k6 v2.3.0' });
});

test('K6_BIN goes before the PATH; a k6 without a version is still k6', async () => {
  const engine = await findEngine('k6', io({ PATH: folder, K6_BIN: join(folder, 'odd') }));
  assert.deepEqual(engine, { kind: 'k6', path: join(folder, 'odd'), label: 'k6' });
});

test('the local runner is taken when it is asked for, whatever is there', async () => {
  assert.equal((await findEngine('local', io({ PATH: folder }))).kind, 'local');
});

// Name, choice, environment, what the one line has to name.
const REFUSED: [string, 'auto' | 'k6', () => Record<string, string>, RegExp][] = [
  ['k6 asked for and not there', 'k6', () => ({}), /--engine k6: no k6 on the PATH/],
  [
    'K6_BIN that is not executable',
    'auto',
    () => ({ K6_BIN: join(folder, 'plain-file') }),
    /K6_BIN reads ".*plain-file"/,
  ],
  ['K6_BIN that is not there', 'auto', () => ({ K6_BIN: join(folder, 'none') }), /K6_BIN reads ".*none"/],
  ['a k6 that does not work', 'auto', () => ({ K6_BIN: join(folder, 'broken') }), /`k6 version` failed \(3\)/],
];
for (const [name, choice, env, message] of REFUSED) {
  test(`${name} is refused in one line`, async () => {
    await assert.rejects(findEngine(choice, io(env())), (error: UserError) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, message);
      assert.doesNotMatch(error.message, /\n/);
      return true;
    });
  });
}
