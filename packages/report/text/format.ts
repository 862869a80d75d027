// Figures as people read them, always with their unit, and "not measured" where there is none.
import { digits, figure, milliseconds, percent } from 'k6-format/figures';
import type { Unit } from 'k6-format/units';

export { digits };

export const NOT_MEASURED = 'not measured';

/** Milliseconds or seconds, by size: 3.27 ms, 45.2 ms, 1.84 s. */
export function formatMs(value: number | null): string {
  return value === null ? NOT_MEASURED : milliseconds(value);
}

/** A share 0..1 as percent; a small one does not round to nothing. */
export function formatRatio(ratio: number | null): string {
  return ratio === null ? NOT_MEASURED : percent(ratio);
}

/** A whole number in full: 1,320. */
export function formatCount(count: number | null): string {
  if (count === null) return NOT_MEASURED;
  return Number.isInteger(count) ? digits(count, 15) : figure(count);
}

/** Bytes as `830 B`, `41.2 KB`, `1.3 MB`, `2.8 GB`; a KB is 1000 bytes. */
export function formatBytes(bytes: number | null): string {
  return bytes === null ? NOT_MEASURED : bytesText(bytes, 3);
}

const BYTE_UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

function bytesText(bytes: number, significant: number): string {
  const whole = Math.abs(bytes) < 999.5 ? Math.round(bytes) || 0 : bytes;
  let power = 0;
  while (power < BYTE_UNITS.length - 1 && Math.abs(whole) / 1000 ** power >= 999.5) power++;
  return `${figure(whole / 1000 ** power, significant)} ${BYTE_UNITS[power]}`;
}

/** Megabytes, from a thousand on gigabytes. */
function megabytesText(value: number, significant: number): string {
  return Math.abs(value) < 999.5 ? `${figure(value, significant)} MB` : `${figure(value / 1000, significant)} GB`;
}

export function formatPerSecond(rate: number | null): string {
  return rate === null ? NOT_MEASURED : `${figure(rate)}/s`;
}

/** `2 min 30 s`, `33 s`, `4.2 s`. */
export function formatDuration(milliseconds: number | null): string {
  if (milliseconds === null) return NOT_MEASURED;
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${digits(seconds, 2)} s`;
  if (seconds < 59.5) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  const parts = [
    [Math.floor(whole / 3600), 'h'],
    [Math.floor(whole / 60) % 60, 'min'],
    [whole % 60, 's'],
  ] as const;
  return parts
    .filter(([value]) => value > 0)
    .map(([value, unit]) => `${value} ${unit}`)
    .join(' ');
}

/** `2026-11-28 10:02 UTC`; null if it is not a date. */
export function formatDate(date: string | null): string | null {
  const atMs = Date.parse(date ?? '');
  return Number.isNaN(atMs) ? null : `${new Date(atMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** Digits that a limit may have, so that it is the one that was set. */
const EXACT = 6;

/** A limit in its metric's unit, as it was set. */
export function formatLimit(limit: number | null, unit: Unit): string {
  return formatValue(limit, unit, EXACT);
}

/** A value next to its limit: with as many digits as it takes to distinguish them. */
export function formatBeside(value: number, limit: number | null, unit: Unit): string {
  const text = formatValue(value, unit);
  return value !== limit && text === formatLimit(limit, unit) ? formatValue(value, unit, EXACT) : text;
}

/** A value in its metric's unit. */
export function formatValue(value: number | null, unit: Unit, significant = 3): string {
  if (value === null) return NOT_MEASURED;
  switch (unit) {
    case 'ms':
      return milliseconds(value, significant);
    case 'ratio':
      return significant > 3 ? `${figure(value * 100, significant)} %` : formatRatio(value);
    case 'count':
      return formatCount(value);
    case 'per-second':
      return `${figure(value, significant)}/s`;
    case 'percent':
      return `${figure(value, significant)} %`;
    case 'bytes':
      return bytesText(value, significant);
    case 'bytes-per-second':
      return `${bytesText(value, significant)}/s`;
    case 'megabytes':
      return megabytesText(value, significant);
    case 'megabytes-per-second':
      return `${figure(value, significant)} MB/s`;
    case 'none':
      return figure(value, significant);
  }
}

/** A signed value in its metric's unit: the plus sign is what makes a margin readable. */
export function formatSigned(value: number, unit: Unit): string {
  const text = isShare(unit) ? `${pointsOf(value, unit)} pp` : formatValue(value, unit);
  return value > 0 && !/^0(?![.\d])/.test(text) ? `+${text}` : text;
}

/** The difference of two percentages is in points of percent, not in percent of something. */
export function isShare(unit: Unit): boolean {
  return unit === 'ratio' || unit === 'percent';
}

function pointsOf(value: number, unit: Unit): string {
  return figure(unit === 'ratio' ? Number((value * 100).toFixed(2)) : value);
}
