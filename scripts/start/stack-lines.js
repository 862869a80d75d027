// Stack traces with the places of the sources. Node's own way reads every map at the start; here one is read when a stack is asked for.
// @ts-check
import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * From now on the stack of an Error names lines of the sources of the build in `folder`.
 * @param {string} folder
 */
export function nameSources(folder) {
  /** @type {Map<string, SourceMap>} */
  const maps = new Map();
  Error.prepareStackTrace = (error, calls) =>
    [String(error), ...calls.map((call) => `    at ${inSource(String(call))}`)].join('\n');

  /** @param {string} call */
  function inSource(call) {
    return call.replace(/file:\/\/[^\s()]+?\.mjs:\d+:\d+/, (place) => {
      const [, url = '', line, column] = /^(.*):(\d+):(\d+)$/.exec(place) ?? [];
      const path = fileURLToPath(url);
      if (!path.startsWith(folder)) return place;
      const entry = mapOf(path)?.findEntry(Number(line) - 1, Number(column) - 1);
      if (!entry || !('originalSource' in entry)) return place;
      return `${resolve(dirname(path), entry.originalSource)}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
    });
  }

  /** @param {string} path */
  function mapOf(path) {
    if (!maps.has(path)) {
      try {
        maps.set(path, new SourceMap(JSON.parse(readFileSync(`${path}.map`, 'utf8'))));
      } catch {
        return undefined;
      }
    }
    return maps.get(path);
  }
}
