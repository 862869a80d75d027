// Finding programs: the first name that may be run, in the order of the names.
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { test } from 'node:test';
import { testFolder } from './folder.fixture.ts';
import { findProgramIn, foldersOf } from './programs.ts';

const folder = testFolder();

function put(dir: string, name: string, mode: number): string {
  mkdirSync(join(folder, dir), { recursive: true });
  const path = join(folder, dir, name);
  writeFileSync(path, '#!/bin/sh\n');
  chmodSync(path, mode);
  return path;
}

test('names go before folders, and a file that may not be run is none', () => {
  const second = put('b', 'first-choice', 0o755);
  put('a', 'second-choice', 0o755);
  put('a', 'first-choice', 0o644);
  const folders = [join(folder, 'a'), join(folder, 'b')];
  assert.equal(findProgramIn(['first-choice', 'second-choice'], folders), second);
  assert.equal(findProgramIn(['neither'], folders), undefined);
});

test('an empty entry of a PATH is not the current folder', () => {
  assert.deepEqual(foldersOf(`${delimiter}/usr/bin${delimiter}${delimiter}/bin`), ['/usr/bin', '/bin']);
  assert.deepEqual(foldersOf(undefined), []);
});
