// Files and tables name the same things, in both directions: a type or an endpoint can't be added by halves.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import { endpoints, journeys, pageTests, serviceTests, testTypes } from '../thresholds/baselines.ts';
import { OPERATIONS } from '../thresholds/service-limits.ts';

/** Names of the TypeScript files in a folder of the repository, without their ending. */
function scriptsIn(folder: string): string[] {
  const names = readdirSync(new URL(`../${folder}/`, import.meta.url)).filter((name) => name.endsWith('.ts'));
  return names.map((name) => name.replace(/\.ts$/, ''));
}

/** What `found` lacks and what it has too much of, as names. */
function difference(found: readonly string[], wanted: readonly string[]): { missing: string[]; extra: string[] } {
  return {
    missing: wanted.filter((name) => !found.includes(name)).toSorted(),
    extra: found.filter((name) => !wanted.includes(name)).toSorted(),
  };
}

const nothing = { missing: [], extra: [] };

describe('completeness', () => {
  it('every row of the tables of test types and page load tests has its load script in tests/, and every script its row', () => {
    assert.deepEqual(difference(scriptsIn('tests'), [...Object.keys(testTypes), ...Object.keys(pageTests)]), nothing);
  });

  it('every row of the response-time table has its file in tests/endpoints/, and every file its row', () => {
    const files = scriptsIn('tests/endpoints').filter((name) => name !== 'index');
    assert.deepEqual(difference(files, Object.keys(endpoints)), nothing);
  });

  it('every row of the table of journeys has its file in tests/journeys/, and every file its row', () => {
    const files = scriptsIn('tests/journeys').filter((name) => name !== 'index');
    assert.deepEqual(difference(files, Object.keys(journeys)), nothing);
  });

  it('every row of the service-test table has its load script in tests/services/ and its operations, and the other way round', () => {
    const rows = Object.keys(serviceTests);
    assert.deepEqual(difference(scriptsIn('tests/services'), rows), nothing);
    assert.deepEqual(difference(Object.keys(OPERATIONS), rows), nothing);
  });

  it('names what is missing and what is extra', () => {
    assert.deepEqual(difference(['stress', 'soak'], ['stress', 'smoke', 'baseline']), {
      missing: ['baseline', 'smoke'],
      extra: ['soak'],
    });
  });
});
