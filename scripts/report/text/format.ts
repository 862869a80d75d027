// Figures as people read them, always with their unit, and "not measured" where there is none.
import type { Unit } from '../judge/units.ts';

export const NOT_MEASURED = 'not measured';

/** Milliseconds with the digits that matter: 3.27 ms, 45.2 ms, 1840 ms. */
export function formatMs(milliseconds: number | null): string {
  return milliseconds === null ? NOT_MEASURED : `${digits(milliseconds)} ms`;
}

/** A share 0..1 as percent; a small one does not round to nothing. */
export function formatRatio(ratio: number | null): string {
  if (ratio === null) return NOT_MEASURED;
  if (ratio !== 0 && Math.abs(ratio) < 0.0001) return ratio > 0 ? 'under 0.01 %' : 'above -0.01 %';
  // Beyond 100 %, two places after the point claim more than a run can know.
  return `${trimZeros((ratio * 100).toFixed(Math.abs(ratio) > 1 ? 0 : 2))} %`;
}

/** A whole number with spaces between thousands. */
export function formatCount(count: number | null): string {
  if (count === null) return NOT_MEASURED;
  if (!Number.isInteger(count)) return digits(count);
  return String(count).replaceAll(/\B(?=(?:\d{3})+$)/g, ' ');
}

/** Bytes as `830 B`, `41.2 KB`, `1.3 MB`; a KB is 1000 bytes. */
export function formatBytes(bytes: number | null): string {
  if (bytes === null) return NOT_MEASURED;
  if (bytes < 1000) return `${Math.round(bytes)} B`;
  return bytes < 1e6 ? `${digits(bytes / 1000)} KB` : `${digits(bytes / 1e6)} MB`;
}

export function formatPerSecond(rate: number | null): string {
  return rate === null ? NOT_MEASURED : `${digits(rate)}/s`;
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
      return `${digits(value)} %`;
    case 'bytes':
      return `${formatCount(Math.round(value))} B`;
    case 'megabytes':
      return `${digits(value)} MB`;
    case 'megabytes-per-second':
      return `${digits(value)} MB/s`;
    case 'none':
      return digits(value);
  }
}

/** A signed value in its metric's unit: the plus sign is what makes a margin readable. */
export function formatSigned(value: number, unit: Unit): string {
  // The difference of two percentages is in points of percent, not in percent of something.
  const text = unit === 'ratio' ? `${trimZeros((value * 100).toFixed(2))} pp` : formatValue(value, unit);
  return value > 0 ? `+${text}` : text;
}

/** Four significant digits, at most two after the point, no exponent for ordinary figures. */
export function digits(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size >= 1e15 || size < 0.005) return String(Number(value.toPrecision(3)));
  return trimZeros(value.toFixed(size >= 1000 ? 0 : size >= 100 ? 1 : 2));
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
