// Reads what a script, its modules or its options name: a device such as /dev/zero has no end to wait for.
import { readFileSync, statSync } from 'node:fs';

/** A file or a pipe as a whole. Throws what the file system says, or that it is a device. */
export function readFile(path: string): Buffer {
  const stat = statSync(path);
  if (stat.isCharacterDevice() || stat.isBlockDevice()) throw new Error('it is a device, not a file');
  return readFileSync(path);
}
