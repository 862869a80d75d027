// Whole files and folders that can be written, and errors that name what the user knows.

import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { needFolder, writeWhole } from './files.ts';
import { testFolder } from './folder.fixture.ts';
import { machineFault } from './machine-fault.ts';
import { UserError } from './user-error.ts';

const folder = testFolder();

test('two writers of one path at once: one of the contents is there in the end, whole, and nothing else', async (t) => {
  const own = testFolder(t);
  const contents = Array.from({ length: 20 }, (_, at) => `${at}`.repeat(50_000));
  await Promise.all(contents.map((content) => writeWhole(join(own, 'a.txt'), content)));
  assert.ok(contents.includes(await readFile(join(own, 'a.txt'), 'utf8')));
  assert.deepEqual(await readdir(own), ['a.txt']);
});

test('a folder is made with its parents, and one that is there is fine', async () => {
  const deep = join(folder, 'a', 'b', 'c');
  await needFolder(deep);
  await needFolder(deep);
  assert.deepEqual(await readdir(join(folder, 'a', 'b')), ['c']);
});

test('what cannot be a folder of results is one line with the option', async () => {
  const file = join(folder, 'file');
  await writeFile(file, '');
  const rows: [string, RegExp][] = [
    [file, /^--out .*file: a file is in the way \(EEXIST\)/],
    [join(file, 'below'), /^--out .*file\/below: a part of the path is a file \(ENOTDIR\)/],
    // Node's own mkdir with `recursive` never returns here.
    ['/proc/nothing/below', /^--out \/proc\/nothing\/below: no such file or folder \(ENOENT\)/],
    // There, and not even root makes files in it.
    ['/proc/self', /^--out \/proc\/self: .*\((ENOENT|EACCES|EPERM)\)/],
  ];
  for (const [path, line] of rows)
    await assert.rejects(needFolder(path), (error) => error instanceof UserError && line.test(error.message), path);
});

test('a file that cannot be written keeps what was there, and the error names it and no helper', async () => {
  const path = join(folder, 'kept');
  await writeFile(path, 'old');
  await assert.rejects(writeWhole(join(path, 'below'), 'x'), (error) =>
    /^\S*kept\/below: .* \((ENOTDIR|EEXIST)\)/.test(machineFault(error) ?? ''),
  );
  await writeWhole(path, 'new');
  assert.equal(await readFile(path, 'utf8'), 'new');
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.startsWith('.')),
    [],
  );
});
