// The programs of this repository as processes of their own.
import { join } from 'node:path';

/** Arguments that make Node run `program`, compiled where that is needed; its own arguments come after them. */
export function programArgs(root: string, program: 'packages/runner/cli.ts' | 'scripts/cli.ts'): string[] {
  return [join(root, 'scripts', 'start', 'start.js'), program];
}
