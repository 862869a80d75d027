// The file of --config: options as JSON, weaker than what the script says.

import type { RawOptions } from './options.ts';
import { readFile } from './read-file.ts';

/** Keys of k6's config file that say nothing about a local run. */
const FOREIGN = ['collectors', 'features'];

/** The options in a file; none without a path. Throws an Error that names the file and what is wrong with it. */
export function readConfig(path: string | undefined): RawOptions {
  if (path === undefined) return {};
  let text: string;
  try {
    text = readFile(path).toString('utf8');
  } catch (error) {
    throw new Error(
      `--config: ${path} cannot be read: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`,
    );
  }
  const value = parse(text, path);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`--config: ${path} needs a JSON object of options`);
  const foreign = FOREIGN.find((key) => key in value);
  if (foreign) throw new Error(`--config: "${foreign}" in ${path} is not supported by the local runner`);
  return value as RawOptions;
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`--config: ${path} is not JSON: ${(error as Error).message}`);
  }
}
