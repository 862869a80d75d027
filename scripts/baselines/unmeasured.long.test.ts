// The suite compiles where an endpoint, a journey and its steps are not measured.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { it } from 'node:test';
import { inCopy, ROOT } from '../../build/suite-copy.fixture.ts';
import { node, PARTS, withoutRow } from './unmeasured.fixture.ts';

it('the suite compiles with rows that are not measured', () =>
  inCopy(PARTS, async (copy) => {
    await withoutRow(copy);
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const lines = (await node(copy, tsc, '--noEmit', '-p', 'tsconfig.json')).split('\n');
    // Other folders are not in the copy.
    assert.deepEqual(
      lines.filter((line) => line.includes('null')),
      [],
    );
  }));
