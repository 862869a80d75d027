// What the machine refuses is one line with path, reason and next step; everything else stays a bug.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { testFolder } from './folder.fixture.ts';
import { machineFault } from './machine-fault.ts';

const fault = (error: unknown) => machineFault(error) ?? 'none';
const rejection = (promise: Promise<unknown>) =>
  promise.then(
    () => assert.fail('it worked'),
    (error: unknown) => error,
  );

test('errors of the file system name path, reason and code', async (t) => {
  const folder = testFolder(t);
  const missing = join(folder, 'missing');
  assert.equal(
    fault(await rejection(readFile(missing))),
    `${missing}: no such file or folder (ENOENT); check the path`,
  );
  assert.match(fault(await rejection(readFile(folder))), /it is a folder \(EISDIR\)/);
  assert.match(fault(await rejection(open(join(folder, 'x'.repeat(300)), 'w'))), /the path is too long/);
});

test('a full disk is told where the system names no path', async () => {
  const full = await open('/dev/full', 'w');
  try {
    assert.match(fault(await rejection(full.writeFile('x'))), /^write: the disk is full \(ENOSPC\); free some space/);
  } finally {
    await full.close();
  }
});

test('it is found behind an error that wraps it, and by the words of libraries without codes', async () => {
  const cause = await rejection(readFile('/nowhere/at/all'));
  assert.match(fault(new Error('outer', { cause })), /^\/nowhere\/at\/all: no such file/);
  assert.match(
    fault(new Error('IO Error: Cannot open file "/x/y.tmp": Permission denied')),
    /^IO Error: Cannot open file "\/x\/y\.tmp": Permission denied \(EACCES\); use a path of your own/,
  );
  assert.match(fault(new Error('bind: Too many open files in system')), /\(ENFILE\)/);
  assert.match(fault(new Error('dup: Too many open files')), /\(EMFILE\); raise `ulimit -n`/);
});

test('a program that is missing is one too', async () => {
  const error = await rejection(promisify(execFile)('/nowhere/program'));
  assert.match(fault(error), /^\/nowhere\/program: no such file/);
});

test('the network, and mistakes of ours, are not', async () => {
  const refused = await new Promise((resolve) => connect(1, '127.0.0.1').on('error', resolve));
  assert.equal((refused as NodeJS.ErrnoException).code, 'ECONNREFUSED');
  assert.equal(fault(refused), 'none');
  const denied = Object.assign(new Error('connect EACCES'), { code: 'EACCES', syscall: 'connect' });
  assert.equal(fault(denied), 'none');
  assert.equal(fault(new TypeError('x is not a function')), 'none');
  assert.equal(fault('text'), 'none');
});
