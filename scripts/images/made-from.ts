// docs/images/made-from.json: of each picture, a hash of what it shows and of the file, so that an old one is noticed without a browser.
import { createHash } from 'node:crypto';
import type { Picture } from './pictures.ts';

export type MadeFrom = Record<string, { shows: string; file: string }>;

export function madeFrom(pictures: readonly Picture[], files: ReadonlyMap<string, Uint8Array>): MadeFrom {
  return Object.fromEntries(
    pictures.map(({ name, ...shown }) => [
      name,
      { shows: hash(JSON.stringify(shown)), file: hash(files.get(name) ?? '') },
    ]),
  );
}

function hash(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}
