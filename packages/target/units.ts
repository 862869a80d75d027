// Durations, shares and sizes as flags and headers spell them.
import { millisecondsOf } from 'k6-kit/durations';
import { UserError } from 'k6-kit/user-error';

const bytesPerUnit: Record<string, number> = { B: 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 };

/** "300ms", "1.5s", "10m", "1h30m" in ms, within the bounds. `name` is the setting that an error speaks of. */
export function parseDurationMs(name: string, text: string, minMs = 0, maxMs = Number.POSITIVE_INFINITY): number {
  const valueMs = millisecondsOf(text);
  if (valueMs === undefined)
    throw new UserError('E_TARGET', `${name}: read "${text}", expected a duration such as 300ms, 2s, 10m or 4h`);
  if (valueMs < minMs) throw new UserError('E_TARGET', `${name}: read "${text}", expected ${minMs}ms or more`);
  if (valueMs > maxMs)
    throw new UserError('E_TARGET', `${name}: read "${text}", expected ${maxMs / 3_600_000}h or less`);
  return valueMs;
}

/** "64KB", "1MB" in bytes, by the power of two. */
export function parseBytes(name: string, text: string): number {
  return Math.round(parseQuantity(name, text, bytesPerUnit, 'a size such as 512B, 64KB or 1MB'));
}

/** "5%" as 0.05. */
export function parseShare(name: string, text: string): number {
  const share = parseQuantity(name, text, { '%': 0.01 }, 'a share from 0% to 100%, such as 5%');
  if (share > 1)
    throw new UserError('E_TARGET', `${name}: read "${text}", expected a share from 0% to 100%, such as 5%`);
  return share;
}

/** A whole number within the bounds, both included. */
export function parseWhole(name: string, text: string, min: number, max: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new UserError('E_TARGET', `${name}: read "${text}", expected a whole number from ${min} to ${max}`);
}

function parseQuantity(name: string, text: string, units: Record<string, number>, wanted: string): number {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)([a-zA-Z%]+)$/.exec(text) ?? [];
  const factor = unit === undefined ? undefined : Object.entries(units).find(([name]) => name === unit)?.[1];
  if (digits === undefined || factor === undefined) {
    throw new UserError('E_TARGET', `${name}: read "${text}", expected ${wanted}`);
  }
  return Number(digits) * factor;
}
