// Every test type, passing and failing, in every format of text, against files that a person has looked at.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { PAGE_RUNS, PICTURE, PICTURE_FILES } from './fixtures/page-runs.ts';
import { RUNS } from './fixtures/runs.ts';
import { asEarlyHandleSummary, asMachineReadable, asMachineReadableShort, asSummaryExport } from './fixtures/shapes.ts';
import type { Format } from './formats.ts';
import { makeReport } from './report.ts';

const NOW = new Date('2026-02-01T08:00:00Z');
const GOLDEN = new URL('./golden/', import.meta.url);

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'report-golden-'));
  for (const file of PICTURE_FILES) await writeFile(join(folder, file), PICTURE);
});
after(() => rm(folder, { recursive: true, force: true }));

/** Run -> the outcome that it must have. */
const shapes: Record<string, () => unknown> = {
  'shape-summary-export': () => asSummaryExport(RUNS['baseline-failed']!()),
  'shape-machine-readable': () => asMachineReadable(RUNS['baseline-failed']!()),
  'shape-machine-readable-short': () => asMachineReadableShort(RUNS['baseline-failed']!()),
  'shape-early-handle-summary': () => asEarlyHandleSummary(RUNS['baseline-failed']!()),
};

for (const [name, make] of Object.entries({ ...RUNS, ...PAGE_RUNS, ...shapes })) {
  test(`${name} reads as its golden files`, async () => {
    const file = join(folder, `${name}.json`);
    await writeFile(file, JSON.stringify(make()));
    const formats: Format[] = ['md', 'html', 'json', 'junit'];
    const request = { file, now: NOW, formats, testedBy: 'Ada', reviewedBy: null };
    const report = await makeReport(request);
    if (name.endsWith('-passed')) assert.equal(report.exitCode, 0, report.oneLine);
    if (name.endsWith('-failed')) assert.equal(report.exitCode, 99, report.oneLine);
    for (const format of formats) await compare(name, format, await readFile(report.paths[format]!, 'utf8'));
  });
}

const ENDINGS: Partial<Record<Format, string>> = { md: 'md', html: 'html', json: 'json', junit: 'xml' };

async function compare(name: string, format: Format, content: string): Promise<void> {
  const actual = withoutOwnFiles(content);
  const golden = new URL(`${name}.golden.${ENDINGS[format]}`, GOLDEN);
  if (process.env.UPDATE_GOLDEN === '1') return writeFile(golden, actual);
  const expected = (await readFile(golden, 'utf8')).split('\n');
  const lines = actual.split('\n');
  const differing = lines.findIndex((line, index) => line !== expected[index]);
  if (differing < 0 && lines.length === expected.length) return;
  const at = differing < 0 ? lines.length : differing;
  const pair = `is: ${lines[at]?.slice(0, 300)}\nwas: ${expected[at]?.slice(0, 300)}`;
  assert.fail(`${golden.pathname}:${at + 1} differs; UPDATE_GOLDEN=1 rewrites it\n${pair}`);
}

/** The page's style and script are files of their own: a golden file need not repeat them. */
function withoutOwnFiles(content: string): string {
  return content.replace(/<(style|script)>[\s\S]*?<\/\1>/g, '<$1></$1>');
}
