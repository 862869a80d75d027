// An endpoint that was added by halves is one line wherever a bundle of it is loaded, not a stack of minified code.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { bundleFor } from './bundle.ts';
import { loadBundle } from './load-bundle.fixture.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** A bundle of all endpoints with another index of their files. */
async function bundleWith(change: (index: string) => string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'halves-'));
  try {
    cpSync(join(root, 'tests'), join(folder, 'tests'), { recursive: true });
    for (const name of ['lib', 'thresholds', 'node_modules']) symlinkSync(join(root, name), join(folder, name));
    const index = join(folder, 'tests', 'endpoints', 'index.ts');
    const text = readFileSync(index, 'utf8');
    assert.notEqual(change(text), text);
    writeFileSync(index, change(text));
    const [bundle] = await bundleFor(folder, ['smoke'], '');
    return bundle?.code ?? '';
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const ROWS: [name: string, change: (index: string) => string, message: RegExp][] = [
  [
    'a row of the table without its file',
    (index) => index.replace(/^ {2}health,\n/m, ''),
    /^tests\/endpoints\/index\.ts has no health, which the table "Response times" has: add its file and its line there$/,
  ],
  [
    'a file without its row',
    (index) => index.replace(/^ {2}health,\n/m, '  health,\n  wealth: health,\n'),
    /^tests\/endpoints\/index\.ts has wealth, which the table "Response times" has not: add its row and run/,
  ],
];
for (const [name, change, message] of ROWS)
  test(`${name} is one line`, async () => {
    const code = await bundleWith(change);
    await assert.rejects(loadBundle(code, { BASE_URL: 'http://127.0.0.1:1', AUTH_TOKEN: 'x' }), { message });
  });
