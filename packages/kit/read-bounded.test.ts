// What the user names is read to its end or refused: nothing that has no end is waited for.

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { testFolder } from './folder.fixture.ts';
import { readBounded, readText, Unreadable } from './read-bounded.ts';

const folder = testFolder();

/** A named pipe, which `writer` (a shell command) writes to as `$1`. */
function pipe(name: string, writer?: string): string {
  const path = join(folder, name);
  execFileSync('mkfifo', [path]);
  if (writer) spawn('sh', ['-c', writer, 'sh', path], { stdio: 'ignore' });
  return path;
}

const LIMIT = 1024 * 1024;

test('files come whole, longer ones and everything without an end are refused with the path', async () => {
  const [text, huge, edge] = ['text', 'huge', 'edge'].map((name) => join(folder, name)) as [string, string, string];
  await writeFile(text, 'grüße');
  await writeFile(huge, '');
  await truncate(huge, LIMIT * 5000);
  await writeFile(edge, Buffer.alloc(LIMIT, 7));
  assert.equal(await readText(text), 'grüße');
  assert.equal((await readBounded(edge, LIMIT)).length, LIMIT);
  const rows: [string, RegExp][] = [
    [join(folder, 'missing'), /no such file/],
    [folder, /is a folder/],
    ['/dev/zero', /is a device/],
    ['/dev/null', /is a device/],
    [huge, /more than 1 MB/],
    [join(text, 'below'), /a part of the path is a file/],
  ];
  for (const [path, reason] of rows)
    await assert.rejects(readBounded(path, LIMIT), (error: Unreadable) => {
      assert.ok(error instanceof Unreadable, String(error));
      assert.match(error.reason, reason);
      return error.message === `${path}: ${error.reason}`;
    });
});

test('a pipe is read to its end, in bounds of size and of silence', async () => {
  assert.equal((await readBounded(pipe('slow', 'exec 3>"$1"; sleep 0.2; printf ab >&3'), LIMIT)).toString(), 'ab');
  await assert.rejects(readBounded(pipe('endless', 'cat /dev/zero > "$1"'), LIMIT), /more than 1 MB/);
  await assert.rejects(readBounded(pipe('silent', 'exec 3>"$1"; sleep 1'), LIMIT, 100), /silent for 0\.1 s/);
});
