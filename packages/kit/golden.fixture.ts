// Compares a text with a golden file: one that a person has read, and that is rewritten with UPDATE_GOLDEN=1.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Fails at the first line that differs. */
export function assertGolden(text: string, golden: URL): void {
  if (process.env.UPDATE_GOLDEN === '1') {
    mkdirSync(new URL('.', golden), { recursive: true });
    writeFileSync(golden, text);
  }
  const [is, was] = [text.split('\n'), readFileSync(golden, 'utf8').split('\n')];
  const at = is.findIndex((line, index) => line !== was[index]);
  const place = `${fileURLToPath(golden)}:${(at < 0 ? is.length : at) + 1} differs; UPDATE_GOLDEN=1 rewrites it`;
  assert.ok(
    at < 0 && is.length === was.length,
    `${place}\nis: ${is[at]?.slice(0, 300)}\nwas: ${was[at]?.slice(0, 300)}`,
  );
}
