// The tags that every sample of a VU carries: the scenario's, the script's (exec.vu.metrics.tags), and the current group.
import { host } from './host.ts';

/** A tag value as a script may pass it. */
type TagValue = string | number | boolean;

let values: Record<string, string> = {};
let isDirty = true;
let current = 0;
const extended = new Map<string, number>();
/** Tags with ever new values must not fill the memory. */
const CACHE_LIMIT = 1000;
let mayThrow = false;

/** Starts a scenario or a lifecycle function with these tags. `throwOnBadTag`: the `throw` option. */
export function resetTags(tags: Record<string, string>, throwOnBadTag: boolean): void {
  values = { ...tags };
  mayThrow = throwOnBadTag;
  isDirty = true;
}

export function setTag(name: string, value: string): void {
  if (values[name] === value) return;
  values[name] = value;
  isDirty = true;
}

export function tagOf(name: string): string | undefined {
  return values[name];
}

/** Number of the tag set that samples get now. */
export function currentTags(): number {
  if (!isDirty) return current;
  // The host remembers texts, for all VUs of its thread.
  current = host.tagSet(0, JSON.stringify(values));
  isDirty = false;
  return current;
}

/** Number of the current tag set with more tags on top. */
export function currentTagsAnd(tags: unknown): number {
  const base = currentTags();
  if (tags === undefined || tags === null) return base;
  const json = JSON.stringify(textTags(tags));
  const key = `${base} ${json}`;
  const found = extended.get(key);
  if (found !== undefined) return found;
  if (extended.size >= CACHE_LIMIT) extended.clear();
  const made = host.tagSet(base, json);
  extended.set(key, made);
  return made;
}

/** Tags as text. Objects are no tag values: they are left out with a warning. */
function textTags(tags: unknown): Record<string, string> {
  if (typeof tags !== 'object' || tags === null) throw new TypeError(`tags want an object, got ${typeof tags}`);
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(tags)) {
    const text = textOf(name, value);
    if (text !== undefined) result[name] = text;
  }
  return result;
}

function textOf(name: string, value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value === undefined || value === null) return undefined;
  const message = `tag "${name}" has a value of type ${typeof value}: expected text, a number or a boolean`;
  if (mayThrow) throw new TypeError(message);
  host.log('warning', message);
  return undefined;
}

const TAG_MAP = Object.freeze<ProxyHandler<Record<string, TagValue>>>({
  get: (_target, name) => (typeof name === 'string' ? values[name] : undefined),
  set: (_target, name, value) => {
    if (typeof name !== 'string') return false;
    const text = textOf(name, value);
    if (text !== undefined) setTag(name, text);
    return true;
  },
  deleteProperty: (_target, name) => {
    if (typeof name === 'string' && name in values) {
      delete values[name];
      isDirty = true;
    }
    return true;
  },
  has: (_target, name) => typeof name === 'string' && name in values,
  ownKeys: () => Object.keys(values),
  getOwnPropertyDescriptor: (_target, name) => {
    if (typeof name !== 'string' || !(name in values)) return undefined;
    return { value: values[name] as string, writable: true, enumerable: true, configurable: true };
  },
});

/** What scripts see as exec.vu.metrics.tags. */
export const tagMap: Record<string, TagValue> = new Proxy(Object.create(null) as Record<string, TagValue>, TAG_MAP);
