// For tests with real servers: which are not installed here, and the skip that names them.
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { ServiceName } from './definition.ts';
import { DEFINITIONS, isMissing } from './stack.ts';

const missing = new Set<string>();
for (const definition of DEFINITIONS) if (isMissing(await definition.find())) missing.add(definition.name);

/** Whether all are installed. Otherwise the test is skipped by their names; in CI nothing may be missing, and it fails. */
export function need(context: TestContext, ...names: ServiceName[]): boolean {
  const absent = names.filter((name) => missing.has(name));
  if (absent.length === 0) return true;
  if (process.env.CI) assert.fail(`not installed: ${absent.join(', ')}`);
  context.skip(`not installed: ${absent.join(', ')}`);
  return false;
}
