// The generated module is what the templates say.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { PRECOMPILED, precompiledModule } from './precompile.ts';

test('the precompiled templates are current', () => {
  const isCurrent = readFileSync(PRECOMPILED, 'utf8') === precompiledModule();
  assert.ok(isCurrent, 'a template has changed: npm run templates');
});
