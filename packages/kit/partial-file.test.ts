// A file appears with its name at the end, or not at all.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeWholeSync } from './files.ts';
import { testFolder } from './folder.fixture.ts';
import { PartialFile } from './partial-file.ts';

const folder = testFolder();

test('until it is finished the earlier file stays, and a discarded one leaves nothing', () => {
  const path = join(folder, 'a');
  writeFileSync(path, 'earlier');
  const discarded = new PartialFile(path);
  discarded.write('x');
  discarded.discard();
  assert.deepEqual([readdirSync(folder), readFileSync(path, 'utf8')], [['a'], 'earlier']);
  const finished = new PartialFile(path);
  finished.write('one ');
  finished.write(Buffer.from('two'));
  assert.equal(readFileSync(path, 'utf8'), 'earlier');
  finished.removeEarlier();
  assert.equal(existsSync(path), false);
  finished.finish();
  assert.deepEqual([readdirSync(folder), readFileSync(path, 'utf8')], [['a'], 'one two']);
});

test('a folder is refused, and a device is written to as it is', () => {
  mkdirSync(join(folder, 'b'));
  assert.throws(() => writeWholeSync(join(folder, 'b'), 'x'), /it is a directory/);
  writeWholeSync('/dev/null', 'x');
  assert.deepEqual(
    readdirSync('/dev').filter((name) => name.endsWith('.part')),
    [],
  );
});
