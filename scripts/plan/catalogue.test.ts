// The kept catalogue is made again when a source has changed, and only then.

import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { testFolder } from 'k6-kit/folder.fixture';
import { kept } from './catalogue.ts';

test('the catalogue is made once for the same sources, and anew when one is written, added or removed', async (t) => {
  const root = testFolder(t);
  for (const folder of ['tests', 'lib', 'thresholds', 'build', 'packages', 'scripts/plan', 'scripts/guard'])
    mkdirSync(join(root, folder), { recursive: true });
  let made = 0;
  const ask = (): Promise<number> => kept(root, async () => ++made);
  const script = join(root, 'tests', 'a.ts');
  writeFileSync(script, '1');
  assert.deepEqual([await ask(), await ask()], [1, 1]);
  writeFileSync(script, '22');
  assert.deepEqual([await ask(), await ask()], [2, 2]);
  writeFileSync(join(root, 'lib', 'b.ts'), '');
  assert.equal(await ask(), 3);
  writeFileSync(join(root, 'lib', 'b.test.ts'), '');
  assert.equal(await ask(), 3);
  rmSync(join(root, 'lib', 'b.ts'));
  assert.equal(await ask(), 2);
});
