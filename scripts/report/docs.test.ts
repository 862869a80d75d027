// docs/report.md names every rule, validity reason and exit code that there is, and none that is not.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { EXIT, EXIT_MEANINGS } from 'k6-kit/exit-codes';
import { rules } from 'k6-verdict/judge/findings/rules';

const document = readFileSync(new URL('../../docs/report.md', import.meta.url), 'utf8');

/** First cells of the rows of the table below a heading, without code marks. */
function firstCells(heading: string): string[] {
  const section = document.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? assert.fail(`no section ${heading}`);
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) => (row.split('|')[1] ?? '').replaceAll('`', '').trim());
}

test('the table of findings is the list of rules', () => {
  assert.deepEqual(firstCells('Findings').sort(), Object.keys(rules).sort());
});

test('the table of validity has every reason that the code gives', () => {
  const code = readFileSync(new URL('../../packages/report/judge/validity.ts', import.meta.url), 'utf8');
  const given = [...code.matchAll(/reason\(\s*'([a-z-]+)'/g)].map(([, name]) => name);
  assert.deepEqual(firstCells('Is the run usable?').sort(), [...new Set(given)].sort());
});

test('the table of exit codes is the one of the code', () => {
  for (const [name, code] of Object.entries(EXIT)) {
    const row = `| ${code} | \`${name}\` | ${EXIT_MEANINGS[name as keyof typeof EXIT]} |`;
    assert.ok(document.includes(row), row);
  }
  assert.equal(firstCells('Exit codes of perf').length, Object.keys(EXIT).length);
});
