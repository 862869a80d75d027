// k6: check, fail, group, randomSeed, sleep.
import { GUEST_METRICS } from '../protocol.ts';
import { host, record } from './host.ts';
import { GuestPromise } from './promise.ts';
import { seed } from './random.ts';
import { currentTags, currentTagsAnd, setTag, tagOf } from './tags.ts';

const CHECKS = GUEST_METRICS.indexOf('checks');
const GROUP_DURATION = GUEST_METRICS.indexOf('group_duration');
const SEPARATOR = '::';

/** Check handles by check name and tag set, for checks without tags of their own. */
const plainHandles = new Map<string, number[]>();

function handleOf(group: string, name: string, tags: unknown): number {
  const base = currentTags();
  let handles = plainHandles.get(name);
  if (!handles) {
    refuseSeparator(name);
    plainHandles.set(name, (handles = []));
  }
  if (tags !== undefined && tags !== null)
    return host.checkHandle(currentTagsAnd({ ...tags, check: name }), group, name);
  return (handles[base] ??= host.checkHandle(host.tagSet(base, JSON.stringify({ check: name })), group, name));
}

function refuseSeparator(name: string): void {
  if (name.includes(SEPARATOR)) throw new Error(`group and check names may not contain "${SEPARATOR}"`);
}

function check(value: unknown, checks: unknown, tags?: unknown): boolean {
  if (typeof checks !== 'object' || checks === null)
    throw new TypeError('check() expects an object of checks as its second argument');
  const group = tagOf('group') ?? '';
  let isGood = true;
  for (const name of Object.keys(checks)) {
    const test = (checks as Record<string, unknown>)[name];
    const passed = Boolean(typeof test === 'function' ? test(value) : test);
    record(CHECKS, passed ? 1 : 0, handleOf(group, name, tags));
    if (!passed) isGood = false;
  }
  return isGood;
}

function fail(message?: unknown): never {
  throw new Error(message === undefined ? '' : String(message));
}

function group(name: unknown, body: unknown): unknown {
  if (typeof body !== 'function') throw new TypeError('group() expects a function as its second argument');
  refuseSeparator(String(name));
  const outer = tagOf('group') ?? '';
  const path = outer + SEPARATOR + String(name);
  host.group(path);
  setTag('group', path);
  const startMs = host.now();
  try {
    const result: unknown = body();
    if (result instanceof GuestPromise) throw new TypeError('group() does not support async functions as arguments');
    return result;
  } finally {
    record(GROUP_DURATION, host.now() - startMs, currentTags());
    setTag('group', outer);
  }
}

function sleep(seconds: unknown): void {
  const length = Number(seconds);
  if (Number.isNaN(length)) throw new TypeError(`sleep() expects a number of seconds, got ${typeof seconds}`);
  if (length > 0) host.sleep(length);
}

function randomSeed(value: unknown): void {
  seed(Number(value));
}

export { check, fail, group, randomSeed, sleep };
export default { check, fail, group, randomSeed, sleep };
