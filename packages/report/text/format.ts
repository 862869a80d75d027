// Figures as people read them, always with their unit, and "not measured" where there is none.
import { digits, figure, percent } from 'k6-format/figures';
import type { Unit } from 'k6-format/units';

export { digits };

export const NOT_MEASURED = 'not measured';

/** Milliseconds with the digits that matter: 3.27 ms, 45.2 ms, 1840 ms. */
export function formatMs(milliseconds: number | null): string {
  return milliseconds === null ? NOT_MEASURED : `${figure(milliseconds)} ms`;
}

/** A share 0..1 as percent; a small one does not round to nothing. */
export function formatRatio(ratio: number | null): string {
  return ratio === null ? NOT_MEASURED : percent(ratio);
}

/** A whole number with spaces between thousands. */
export function formatCount(count: number | null): string {
  if (count === null) return NOT_MEASURED;
  if (!Number.isInteger(count)) return figure(count);
  return String(count).replaceAll(/\B(?=(?:\d{3})+$)/g, ' ');
}

/** Bytes as `830 B`, `41.2 KB`, `1.3 MB`; a KB is 1000 bytes. */
export function formatBytes(bytes: number | null): string {
  if (bytes === null) return NOT_MEASURED;
  if (bytes < 1000) return `${Math.round(bytes)} B`;
  return bytes < 1e6 ? `${digits(bytes / 1000)} KB` : `${digits(bytes / 1e6)} MB`;
}

export function formatPerSecond(rate: number | null): string {
  return rate === null ? NOT_MEASURED : `${figure(rate)}/s`;
}

/** `2 min 30 s`, `45.2 s`. */
export function formatDuration(milliseconds: number | null): string {
  if (milliseconds === null) return NOT_MEASURED;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${digits(seconds)} s`;
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

/** `2026-11-28 10:02 UTC`; null where it is no date. */
export function formatDate(date: string | null): string | null {
  const atMs = Date.parse(date ?? '');
  return Number.isNaN(atMs) ? null : `${new Date(atMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** A value in its metric's unit. */
export function formatValue(value: number | null, unit: Unit): string {
  if (value === null) return NOT_MEASURED;
  switch (unit) {
    case 'ms':
      return formatMs(value);
    case 'ratio':
      return formatRatio(value);
    case 'count':
      return formatCount(value);
    case 'per-second':
      return formatPerSecond(value);
    case 'percent':
      return `${figure(value)} %`;
    case 'bytes':
      return `${formatCount(Math.round(value) || 0)} B`;
    case 'bytes-per-second':
      return `${formatValue(value, 'bytes')}/s`;
    case 'megabytes':
      return `${figure(value)} MB`;
    case 'megabytes-per-second':
      return `${figure(value)} MB/s`;
    case 'none':
      return figure(value);
  }
}

/** For tables, where bytes read better as KB or MB; a limit keeps every byte. */
export function formatShort(value: number, unit: Unit): string {
  if (unit === 'bytes-per-second') return `${formatBytes(value)}/s`;
  return unit === 'bytes' ? formatBytes(value) : formatValue(value, unit);
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
