// Finding programs: on the PATH, and where distributions put what is not on it.
import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { findProgramIn, foldersOf } from 'k6-kit/programs';
import { SYSTEM } from '../../../thresholds/system.ts';
import { complete } from './process.ts';

/** Folders that servers are installed to and that a user's PATH often lacks. */
const MORE_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/local/bin', '/usr/bin', '/opt/homebrew/bin'];

/** Absolute path of a program, or undefined. */
export async function findProgram(name: string, folders: readonly string[] = []): Promise<string | undefined> {
  return findProgramIn([name], [...folders, ...foldersOf(process.env.PATH), ...MORE_FOLDERS]);
}

/** Folders of all installed versions of PostgreSQL, newest first; Debian keeps its servers off the PATH. */
export async function postgresFolders(): Promise<string[]> {
  const base = '/usr/lib/postgresql';
  const versions = await readdir(base).catch(() => []);
  return versions.sort((a, b) => Number(b) - Number(a)).map((version) => join(base, version, 'bin'));
}

/** Where `perf services install` puts what no system package has. */
export function ownFolder(name: string): string {
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), SYSTEM.suite, name);
}

/** The first version number in what `program` prints for `flag`; "unknown" when there is none. */
export async function versionOf(program: string, flag: string): Promise<string> {
  const text = await complete(program, [flag]).catch((error: Error) => error.message);
  return /\d+\.\d+(\.\d+)?/.exec(text)?.[0] ?? 'unknown';
}
