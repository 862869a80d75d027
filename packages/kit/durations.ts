// Durations as k6 writes them: "1m30s", "500ms", or a number of milliseconds.

/** k6's units in milliseconds. */
export const UNITS_MS: Readonly<Record<string, number>> = {
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
  us: 1e-3,
  µs: 1e-3,
  ns: 1e-6,
};
const WHOLE = /^(?:\d+(?:\.\d+)?(?:ms|us|µs|ns|[dhms]))+$/;
const BARE = /^\d+(?:\.\d+)?(?:e[+-]?\d+)?$/;
const PART = /(\d+(?:\.\d+)?)(ms|us|µs|ns|[dhms])/g;

/** Milliseconds of a text with units; undefined for any other text. */
export function millisecondsOf(text: string): number | undefined {
  if (!WHOLE.test(text)) return undefined;
  let ms = 0;
  for (const [, amount, unit] of text.matchAll(PART)) ms += Number(amount) * (UNITS_MS[unit as string] as number);
  return ms;
}

/** Milliseconds of what may also be a bare number. `what` names the setting in the error. */
export function parseDuration(value: unknown, what: string): number {
  const text = typeof value === 'number' ? String(value) : String(value).trim();
  const ms = millisecondsOf(text) ?? (BARE.test(text) ? Number(text) : undefined);
  if (ms !== undefined) return ms;
  throw new Error(`${what} reads ${JSON.stringify(value)}: expected a duration such as "30s" or "1m30s"`);
}
