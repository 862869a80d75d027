// Finds the compiled programs, and says whether they still are what their sources say.
// @ts-check
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * A file that a build was made from.
 * @typedef {{ path: string, stamp: string, hash: string }} Source
 * @typedef {{ root: string, build: string, sources: Source[] }} Manifest
 */

/** What can be started. */
export const PROGRAMS = ['scripts/cli.ts', 'packages/runner/cli.ts'];

/** Writes the module of tables that nearly everything imports: it has to start where that module is missing or wrong. */
export const GENERATOR = 'scripts/baselines/generator.ts';

/** In a folder of builds: which one is the current one, and what it was made from. */
export const MANIFEST = 'current.json';

/**
 * Folders for builds, the first that can be used is taken: the repository's own, and for a repository that is another user's or
 * read-only one in the user's cache.
 * @param {string} root
 */
export function buildFolders(root) {
  const own = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return [join(root, 'node_modules/.cache/perf'), join(own, 'k6-perf', hashOf(root).slice(0, 16))];
}

/** @param {string | Buffer} content */
export function hashOf(content) {
  return createHash('sha256').update(content).digest('hex');
}

/**
 * Size and times of a file: whoever changes it changes these. Empty where there is no such file.
 * @param {string} path
 */
export function stampOf(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat ? `${stat.size} ${stat.mtimeMs} ${stat.ctimeMs}` : '';
}

/**
 * The folder of a build that has been made from the sources as they are now; undefined: it has to be made.
 * @param {string} root
 * @returns {string | undefined}
 */
export function currentBuild(root) {
  for (const folder of buildFolders(root)) {
    const manifest = readManifest(folder);
    if (manifest?.root === root && manifest.sources.every((source) => isSame(join(root, source.path), source)))
      return join(folder, manifest.build);
  }
  return undefined;
}

/**
 * A copy of the repository, or a file that was only touched, has other times and the same content.
 * @param {string} path
 * @param {Source} source
 */
function isSame(path, { stamp, hash }) {
  if (stampOf(path) === stamp) return true;
  try {
    return hashOf(readFileSync(path)) === hash;
  } catch {
    return false;
  }
}

/**
 * @param {string} folder
 * @returns {Manifest | undefined}
 */
function readManifest(folder) {
  try {
    /** @type {Manifest} */
    const manifest = JSON.parse(readFileSync(join(folder, MANIFEST), 'utf8'));
    return stampOf(join(folder, manifest.build)) === '' ? undefined : manifest;
  } catch {
    return undefined;
  }
}
