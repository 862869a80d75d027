// Files appear whole or not at all.
import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { inFolder } from 'k6-kit/folder.fixture';
import { UserError } from 'k6-kit/user-error';
import { makeReport } from './report.ts';
import { writeReport } from './write.ts';

test('files replace older ones and folders are made', () =>
  inFolder(async (folder) => {
    const path = join(folder, 'new', 'a.md');
    await writeReport([{ path, content: 'one' }]);
    await writeReport([{ path, content: 'two' }]);
    assert.equal(await readFile(path, 'utf8'), 'two');
    assert.deepEqual(await readdir(join(folder, 'new')), ['a.md']);
  }));

test('when one place cannot be written, the others stay as they were', () =>
  inFolder(async (folder) => {
    await writeFile(join(folder, 'file'), '');
    const files = [
      { path: join(folder, 'a.md'), content: 'x' },
      { path: join(folder, 'file', 'b.md'), content: 'y' },
    ];
    await assert.rejects(writeReport(files), (error) => error instanceof UserError && /--out/.test(error.message));
    assert.deepEqual(await readdir(folder), ['file']);
  }));

test('files that are not there or folders are said to be so', () =>
  inFolder(async (folder) => {
    await mkdir(join(folder, 'x.json'));
    const rows: [string, RegExp][] = [
      ['missing.json', /no such file/],
      ['x.json', /is a folder/],
    ];
    for (const [name, expected] of rows) {
      const request = { file: join(folder, name), now: new Date(0), formats: ['md'] as const };
      await assert.rejects(makeReport(request), (error) => error instanceof UserError && expected.test(error.message));
    }
  }));
