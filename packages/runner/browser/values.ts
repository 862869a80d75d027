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
  ...{ ConsoleMessage: 'ConsoleMessage', Route: 'Route', Browser: 'Browser' },
};

/** The client comes as one bundle, in which names of classes may have a `_` before or a number behind them. */
const className = (value: object): string => (value.constructor?.name ?? '').replace(/^_|\d+$/g, '');

/** What an object of the client is to a script; undefined for plain values. */
export function kindOf(object: object): Kind | undefined {
  return KINDS[className(object)];
}

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
  if (typeof value === 'bigint') throw new Error(`${value}n is not a value of JSON: convert it in the page`);
  if (typeof value !== 'object' || value === null) return value;
  const mark = (...marked: Marked) => ({ [MARK]: marked });
  if (Buffer.isBuffer(value)) return mark('stored', objects.numberOf(value));
  if (value instanceof Map)
    return mark(
      'pairs',
      [...value].map(([key, entry]) => [key, writeValue(entry, objects)]),
    );
  if (Array.isArray(value)) return value.map((entry) => writeValue(entry, objects));
  const kind = kindOf(value);
  if (kind) return mark('object', kind === 'Browser' ? 0 : objects.numberOf(value), kind);
  // What undoes a call; k6 returns nothing there.
  if (className(value).startsWith('Disposable')) return null;
  // Dates and addresses: what JSON makes of them.
  if ('toJSON' in value && typeof value.toJSON === 'function') return value.toJSON();
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
    throw new Error(`the browser's client gave a ${className(value)}, which the local runner does not know`);
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, writeValue(entry, objects)]));
}
