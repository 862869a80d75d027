// Every summary that k6 is known to have written in the wild becomes a report or one clear error. Skipped without the folder.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { testFolder } from 'k6-kit/folder.fixture';
import { UserError } from 'k6-kit/user-error';
import { makeReport } from 'k6-verdict/report';

const CORPUS = fileURLToPath(new URL('../../../shared/corpus/', import.meta.url));
const isThere = existsSync(join(CORPUS, 'summaries'));

const folder = testFolder();

test('recorded summaries', { skip: !isThere && `no ${CORPUS}summaries` }, async (t) => {
  const negative = negatives();
  for (const name of readdirSync(join(CORPUS, 'summaries'))) {
    await t.test(name, async () => {
      if (negative.has(name)) return assertRefused(join(CORPUS, 'summaries', name));
      const report = await makeReport(request(join(CORPUS, 'summaries', name)));
      const markdown = await readFile(report.paths.md!, 'utf8');
      assert.match(markdown, /^## [A-Z ]+: /);
      const text = readFileSync(join(CORPUS, 'summaries', name), 'utf8');
      if (hasCrossedLimit(text)) assert.match(report.verdict, /^(failed|discarded)$/, report.oneLine);
      assert.equal(markdown.includes('nothing in this run deviates') && report.verdict !== 'passed', false);
      assert.doesNotMatch(markdown, /undefined|NaN|\[object|setup_data|REDACTED\b(?!-EXCERPT)/);
    });
  }
});

test('points and other files instead of a summary', { skip: !isThere && `no ${CORPUS}points` }, async (t) => {
  for (const name of readdirSync(join(CORPUS, 'points'))) {
    await t.test(name, () => assertRefused(join(CORPUS, 'points', name)));
  }
});

/** By the text alone: `ok` that is false, `results.passed` that is false, or in an export a bare `true` next to an expression. */
function hasCrossedLimit(text: string): boolean {
  return /"thresholds":\s*\{[^{}]*(\{\s*"ok":\s*false|":\s*true)/.test(text) || /"passed":\s*false/.test(text);
}

/** Files that the index marks as not k6's shape. */
function negatives(): Set<string> {
  if (!isThere) return new Set();
  const rows = readFileSync(join(CORPUS, 'INDEX.tsv'), 'utf8').split('\n');
  const paths = rows.filter((row) => row.includes('NEGATIVE')).map((row) => row.split('\t')[0]!);
  return new Set(paths.map((path) => path.split('/').at(-1)!));
}

function request(file: string) {
  return { file, outDir: folder, now: new Date('2026-02-01T08:00:00Z'), formats: ['md', 'html'] as const };
}

async function assertRefused(file: string): Promise<void> {
  const before = await readdir(folder);
  await assert.rejects(makeReport(request(file)), (error) => {
    assert.ok(error instanceof UserError);
    assert.doesNotMatch(error.message, /\n/);
    assert.match(error.message, /a k6 summary/);
    return true;
  });
  assert.deepEqual(await readdir(folder), before, 'nothing is left behind');
}
