// Licenses of the production tree: those of this repository are permissive, and a copyleft one in a stand-in is found.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import packageJson from '../../package.json' with { type: 'json' };
import { isPermissive, licenseReport, productionTree } from './licenses.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as unknown;

test('everything that is installed in production is permissive, and listed', () => {
  const { list, refused } = licenseReport(lock);
  assert.deepEqual(refused, []);
  for (const name of Object.keys(packageJson.dependencies)) assert.match(list, new RegExp(` ${name}@\\d`), name);
});

test('a copyleft license, none, and one that is no expression are found; development and choices are not', () => {
  const packages = {
    '': { name: 'suite', license: 'GPL-3.0-only' },
    'packages/kit': { name: 'kit', version: '1.0.0' },
    'node_modules/kit': { resolved: 'packages/kit', link: true },
    'node_modules/copyleft': { version: '1.0.0', license: 'AGPL-3.0-only' },
    'node_modules/@scope/silent': { version: '2.0.0' },
    'node_modules/a/node_modules/secret': { version: '3.0.0', license: 'SEE LICENSE IN LICENSE' },
    'node_modules/both': { version: '4.0.0', license: '(MIT AND LGPL-2.1-only)' },
    'node_modules/choice': { version: '5.0.0', license: '(MIT OR GPL-2.0-only)' },
    'node_modules/maybe': { version: '6.0.0', license: 'MPL-2.0', devOptional: true },
    'node_modules/tool': { version: '7.0.0', license: 'GPL-3.0-only', dev: true },
  };
  const { list, refused } = licenseReport({ lockfileVersion: 3, packages });
  assert.deepEqual(refused, [
    'copyleft@1.0.0: its license is "AGPL-3.0-only"\n',
    '@scope/silent@2.0.0: its license is ""\n',
    'secret@3.0.0: its license is "SEE LICENSE IN LICENSE"\n',
    'both@4.0.0: its license is "(MIT AND LGPL-2.1-only)"\n',
    'maybe@6.0.0: its license is "MPL-2.0"\n',
  ]);
  assert.match(list, /^\(MIT OR GPL-2\.0-only\), 1: choice@5\.0\.0$/m);
  assert.equal(productionTree({ lockfileVersion: 3, packages }).length, 6);
  assert.ok(!isPermissive(''));
});

test('a lock file of another version is an error instead of an empty list', () => {
  assert.throws(() => productionTree({ lockfileVersion: 1, dependencies: {} }));
});
