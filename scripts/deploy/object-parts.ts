// Parts of an object that may have any form, for rules that look at those with the right one.

/** A part of an object; rules look at what has the right type, the schema reports the rest. */
export type Part = Record<string, unknown>;

export const isPart = (value: unknown): value is Part =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const partOf = (value: unknown): Part => (isPart(value) ? value : {});
export const partsOf = (value: unknown): Part[] => (Array.isArray(value) ? value.map(partOf) : []);
export const at = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

/** A value in a message. */
export function shown(value: unknown): string {
  return value === undefined ? 'missing' : JSON.stringify(value).slice(0, 80);
}
