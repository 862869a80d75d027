// Keeps the catalogue of `perf list` until a file that it is made from has changed: bundling every script takes most of its time.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { writeWholeSync } from 'k6-kit/files';

/** Folders that the catalogue depends on: the scripts with what they import, and the code that reads them. */
const SOURCES = ['tests', 'lib', 'thresholds', 'build', 'packages', 'scripts/plan', 'scripts/guard'];
const FOLDER = 'node_modules/.cache/perf';

/** What `make` returns, or returned when it was last asked with the same sources. A folder that cannot be written only costs the time. */
export async function kept<T>(root: string, make: () => Promise<T>): Promise<T> {
  const file = join(root, FOLDER, `catalogue-${stampOf(root)}.json`);
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch {
    // never made, or from other sources
  }
  const made = await make();
  try {
    mkdirSync(join(root, FOLDER), { recursive: true });
    writeWholeSync(file, JSON.stringify(made));
  } catch {
    // a checkout that is read-only
  }
  return made;
}

/** Differs whenever a source was added, removed, renamed or written. */
function stampOf(root: string): string {
  const hash = createHash('sha256');
  for (const folder of SOURCES) {
    for (const name of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).sort()) {
      if (!name.endsWith('.ts') || name.endsWith('.test.ts')) continue;
      const { size, mtimeMs, ino } = statSync(join(root, folder, name));
      hash.update(`${folder}/${name} ${size} ${mtimeMs} ${ino}\n`);
    }
  }
  return hash.digest('hex').slice(0, 16);
}
