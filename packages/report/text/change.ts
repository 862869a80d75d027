// How much a figure changed, in words: by a share of what it was, shares themselves in points of percent.
import type { Unit } from 'k6-format/units';
import { formatRatio, formatSigned, formatValue } from './format.ts';

/** `relative`: null where it was 0. */
export interface Difference {
  difference: number;
  relative: number | null;
  unit: Unit;
}

/** `+4 %`, `-0.2 pp`; the difference with its unit where there is no share of it. */
export function changeText({ difference, relative, unit }: Difference): string {
  return unit === 'ratio' || relative === null ? differenceText(difference, unit) : shareText(relative);
}

/** A difference with its sign; of shares in points of percent. */
export function differenceText(value: number, unit: Unit): string {
  if (unit !== 'bytes' && unit !== 'bytes-per-second') return formatSigned(value, unit);
  return `${value > 0 ? '+' : value < 0 ? '-' : ''}${formatValue(Math.abs(value), unit)}`;
}

/** A share with its sign. */
export function shareText(ratio: number): string {
  const text = formatRatio(ratio);
  return ratio > 0 && /^[\d]/.test(text) && !text.startsWith('0 ') ? `+${text}` : text;
}
