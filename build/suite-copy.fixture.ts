// For tests: parts of the repository in a folder of their own, to be changed.
import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

export class SuiteCopy {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  write(path: string, text: string): Promise<void> {
    return writeFile(join(this.root, path), text);
  }

  /** Replaces a text that has to be there. */
  async edit(path: string, before: string | RegExp, after: string): Promise<void> {
    const text = await readFile(join(this.root, path), 'utf8');
    const edited = text.replace(before, after);
    assert.notEqual(edited, text, `${path} has ${before}`);
    await this.write(path, edited);
  }
}

/** Returns a copy of `parts`, next to the packages that npm has installed; it is gone afterwards. */
export async function inCopy(parts: readonly string[], use: (copy: SuiteCopy) => Promise<void>): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'copy-'));
  try {
    for (const part of parts) await cp(join(ROOT, part), join(root, part), { recursive: true });
    await symlink(join(ROOT, 'node_modules'), join(root, 'node_modules'));
    await use(new SuiteCopy(root));
  } finally {
    await rm(root, { recursive: true });
  }
}
