// The words for faults, the same in `--fault` and in the header `x-target-fault`.

import { UserError } from 'k6-kit/user-error';
import { parseBytes, parseDurationMs, parseShare, parseWhole } from './units.ts';

/** What goes wrong. */
export type Effect =
  | { kind: 'delay'; delayMs: number }
  | { kind: 'error'; status: number }
  | { kind: 'reset'; at: 'head' | 'body' }
  | { kind: 'hang' }
  | { kind: 'slow-body'; bodyMs: number }
  | { kind: 'leak'; bytes: number };

/** When it goes wrong; ms since the target's first request, or since the end of a spike. */
export type When =
  | { kind: 'always' }
  | { kind: 'between'; fromMs: number; untilMs: number }
  | { kind: 'after-spike'; forMs: number };

export interface Fault {
  /** As it was written. */
  text: string;
  effect: Effect;
  /** Share of the requests it may hit that it hits, 0-1. */
  share: number;
  /** Every endpoint when absent. */
  endpoint?: string;
  when: When;
}

/** What can go wrong, by the key that says it. */
export const EFFECTS = ['delay', 'error', 'reset', 'hang', 'slow-body', 'leak'] as const;
type EffectKey = (typeof EFFECTS)[number];

/** Keys besides the effect, and the effects that they go with. */
const otherKeys: Record<string, readonly EffectKey[]> = {
  endpoint: EFFECTS,
  from: EFFECTS,
  for: EFFECTS,
  after: EFFECTS,
  share: ['delay', 'slow-body', 'leak'],
  status: ['error'],
  at: ['reset'],
};

/** Longest delay, in ms: a fault may be slow, but not for ever (that is `hang`). */
const longestMs = 3_600_000;

/** Most memory that one request may leak, in bytes. */
const largestLeakBytes = 64 * 1024 ** 2;

/** Reads faults parted by `;`, such as `delay=300ms; error=5%,status=502`. */
export function parseFaults(text: string, endpoints: readonly string[]): Fault[] {
  return text.split(';').map((part) => parseFault(part.trim(), endpoints));
}

/** Reads one fault, such as `endpoint=NAME,delay=300ms,from=6s,for=2s`, where NAME is one of `endpoints`. */
export function parseFault(text: string, endpoints: readonly string[]): Fault {
  const pairs = readPairs(text);
  const effects = EFFECTS.filter((key) => pairs.has(key));
  const [key] = effects;
  if (key === undefined) fail(text, `expected one effect: ${EFFECTS.join(', ')}`);
  if (effects.length > 1) {
    fail(text, `read ${effects.join(' and ')}, expected one effect: write two faults, in a header parted by ";"`);
  }
  for (const other of pairs.keys()) {
    if (other !== key && !otherKeys[other]?.includes(key)) {
      fail(text, `"${other}" does not go with "${key}", only with ${otherKeys[other]?.join(', ')}`);
    }
  }
  const endpoint = pairs.get('endpoint');
  return {
    text,
    effect: readEffect(key, pairs),
    share: readShare(key, pairs),
    when: readWhen(text, pairs),
    ...(endpoint === undefined ? {} : { endpoint: readEndpoint(endpoint, endpoints) }),
  };
}

function readPairs(text: string): Map<string, string> {
  const known = [...EFFECTS, ...Object.keys(otherKeys)];
  const pairs = new Map<string, string>();
  for (const pair of text.split(',')) {
    const [, key, value] = /^\s*([\w-]+)\s*=\s*(\S+)\s*$/.exec(pair) ?? [];
    if (key === undefined || value === undefined) fail(text, `read "${pair.trim()}", expected key=value`);
    if (!known.includes(key)) fail(text, `unknown key "${key}", expected one of ${known.join(', ')}`);
    if (pairs.has(key)) fail(text, `"${key}" is given twice`);
    pairs.set(key, value);
  }
  return pairs;
}

function readEffect(key: EffectKey, pairs: Map<string, string>): Effect {
  const value = pairs.get(key) ?? '';
  switch (key) {
    case 'delay':
      return { kind: 'delay', delayMs: parseDurationMs(key, value, 0, longestMs) };
    case 'slow-body':
      return { kind: 'slow-body', bodyMs: parseDurationMs(key, value, 0, longestMs) };
    case 'error':
      return { kind: 'error', status: parseWhole('status', pairs.get('status') ?? '503', 400, 599) };
    case 'reset':
      return { kind: 'reset', at: readPlace(pairs.get('at') ?? 'head') };
    case 'hang':
      return { kind: 'hang' };
    case 'leak': {
      const bytes = parseBytes(key, value);
      if (bytes <= largestLeakBytes) return { kind: 'leak', bytes };
      throw new UserError('E_TARGET', `${key}: read "${value}", expected 64MB or less per request`);
    }
  }
}

/** error, reset and hang carry their share as their value; the others hit every request unless `share` says less. */
function readShare(key: EffectKey, pairs: Map<string, string>): number {
  const own = key === 'error' || key === 'reset' || key === 'hang';
  const name = own ? key : 'share';
  return parseShare(name, pairs.get(name) ?? '100%');
}

function readPlace(text: string): 'head' | 'body' {
  if (text === 'head' || text === 'body') return text;
  throw new UserError(
    'E_TARGET',
    `at: read "${text}", expected head (before anything is sent) or body (half-way through it)`,
  );
}

function readEndpoint(text: string, endpoints: readonly string[]): string {
  if (endpoints.includes(text)) return text;
  throw new UserError('E_TARGET', `endpoint: read "${text}", expected one of ${endpoints.join(', ')}`);
}

function readWhen(text: string, pairs: Map<string, string>): When {
  const [from, length, after] = [pairs.get('from'), pairs.get('for'), pairs.get('after')];
  if (after !== undefined) {
    if (after !== 'spike') fail(text, `after: read "${after}", expected spike`);
    if (from !== undefined || length === undefined) fail(text, '"after=spike" needs "for" too, and no "from"');
    return { kind: 'after-spike', forMs: parseDurationMs('for', length) };
  }
  if (from === undefined && length === undefined) return { kind: 'always' };
  const fromMs = from === undefined ? 0 : parseDurationMs('from', from);
  const forMs = length === undefined ? Number.POSITIVE_INFINITY : parseDurationMs('for', length);
  return { kind: 'between', fromMs, untilMs: fromMs + forMs };
}

function fail(text: string, problem: string): never {
  throw new UserError('E_TARGET', `fault "${text}": ${problem}`);
}
