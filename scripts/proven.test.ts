// docs/proven.md: each claim names what shows it, and that is there; no workflow is left out.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const rows = readFileSync(join(root, 'docs/proven.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| (?!Claim|-)/.test(line))
  .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '')));
const filesIn = (cell: string | undefined) => [...(cell ?? '').matchAll(/`([^`]+)`/g)].map(([, file]) => file!);

test('each claim names a test of this repository, a workflow or why there is none, and what came of it', () => {
  assert.ok(rows.length > 15, `${rows.length} rows`);
  for (const [claim, here, there, proven, ...more] of rows) {
    assert.deepEqual(more, [], claim);
    const tests = filesIn(here);
    assert.ok(tests.length > 0 && tests.every((file) => /\.test\.ts$/.test(file)), `${claim}: ${here}`);
    for (const file of [...tests, ...filesIn(there)])
      assert.ok(existsSync(join(root, file)), `${claim}: there is no ${file}`);
    assert.match(there ?? '', /^(none|`\.github\/workflows\/[\w-]+\.yml`)/, claim);
    assert.ok(proven, claim);
  }
});

test('a claim that only a workflow can prove is not yet proven, or names the day', () => {
  for (const [claim, , there, proven] of rows.filter(([, , where]) => where?.startsWith('`')))
    assert.match(proven ?? '', /not yet|\d{4}-\d\d-\d\d/, `${claim}: ${there}`);
});

/** Workflows that claim nothing about another system, or belong to one that is listed. */
const NO_CLAIM = ['codeql.yml', 'scorecard.yml', 'spike-drill.yml', 'paired-gate.yml'];

test('every workflow is in the list, or claims nothing', () => {
  const named = new Set(rows.flatMap(([, , there]) => filesIn(there)));
  for (const file of readdirSync(join(root, '.github/workflows')).filter((name) => !NO_CLAIM.includes(name)))
    assert.ok(named.has(`.github/workflows/${file}`), file);
});
