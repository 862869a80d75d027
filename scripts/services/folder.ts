// The folder of a stack as an option: one for each user when nobody says otherwise.
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { Option } from 'commander';
import { SYSTEM } from '../../thresholds/system.ts';
import type { Io } from '../io.ts';

const DEFAULT = join(tmpdir(), `${SYSTEM.slug}-services-${process.getuid?.() ?? 'user'}`);

export function folderOption(): Option {
  return new Option('--dir <folder>', 'folder of the stack').default(
    DEFAULT,
    'one of its own under the temporary folder',
  );
}

export function absolute(dir: string, io: Io): string {
  return isAbsolute(dir) ? dir : join(io.cwd, dir);
}
