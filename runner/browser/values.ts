// Values between the guest and the browser's client: what JSON lacks is marked, objects of the client have numbers.
import { pageFunction } from './page-function.ts';
import { type Kind, MARK, type Marked, type Target } from './surface.ts';

/** How the numbers are given and found. */
export interface Objects {
  numberOf(object: object): number;
  resolve(target: Target): unknown;
}

/** Kinds by the name of the client's class. */
const KINDS: Readonly<Record<string, Kind>> = {
  ...{ BrowserContext: 'BrowserContext', Page: 'Page', Frame: 'Frame', ElementHandle: 'ElementHandle' },
  ...{ JSHandle: 'JSHandle', Request: 'Request', Response: 'Response', Worker: 'Worker' },
};

/** Reads a value of the guest. */
export function readValue(value: unknown, objects: Objects): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((entry) => readValue(entry, objects));
  const marked = (value as { [MARK]?: Marked })[MARK];
  if (!marked) return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, readValue(entry, objects)]));
  switch (marked[0]) {
    case 'bytes':
      return Buffer.from(marked[1], 'base64');
    case 'function':
      return pageFunction(marked[1]);
    case 'pattern':
      return new RegExp(marked[1], marked[2]);
    case 'target':
      return objects.resolve(marked[1]);
    default:
      return undefined;
  }
}

/** Makes a value ready for the guest. */
export function writeValue(value: unknown, objects: Objects): unknown {
  if (value === undefined) return null;
  if (typeof value !== 'object' || value === null) return value;
  const mark = (...marked: Marked) => ({ [MARK]: marked });
  if (Buffer.isBuffer(value)) return mark('stored', objects.numberOf(value));
  if (value instanceof Map)
    return mark(
      'pairs',
      [...value].map(([key, entry]) => [key, writeValue(entry, objects)]),
    );
  if (Array.isArray(value)) return value.map((entry) => writeValue(entry, objects));
  const kind = KINDS[(value.constructor?.name ?? '').replace(/^_/, '')];
  if (kind) return mark('object', objects.numberOf(value), kind);
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, writeValue(entry, objects)]));
}
