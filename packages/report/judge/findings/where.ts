// Where a cause was seen, in words: which endpoints, from when to when, from which load on.
import { digits, formatDuration } from '../../text/format.ts';
import { clip } from '../../text/words.ts';
import type { Shape } from '../causes/shape.ts';
import { rateUnit } from '../journeys.ts';
import type { Case } from './finding.ts';

/** More names than this are counted. */
const MOST_NAMES = 3;

/** `basket`, `basket and catalog`, `4 endpoints (basket, catalog, login and others)`. */
export function namesText(names: readonly string[]): string {
  const told = names.slice(0, MOST_NAMES).map((name) => clip(name));
  if (names.length > MOST_NAMES) return `${names.length} endpoints (${told.join(', ')} and others)`;
  return told.length < 2 ? (told[0] ?? '') : `${told.slice(0, -1).join(', ')} and ${told.at(-1)}`;
}

/** ` from 45 s on`, ` between 6 s and 8 s`, empty where it was so throughout; load has words of its own. */
export function whenText(shape: Shape): string {
  if (shape.kind !== 'stretch') return '';
  const at = (seconds: number) => formatDuration(Math.round(seconds * 10) * 100);
  if (shape.fromS === null) return ` until ${at(shape.untilS ?? 0)}`;
  return shape.untilS === null ? ` from ${at(shape.fromS)} on` : ` between ${at(shape.fromS)} and ${at(shape.untilS)}`;
}

/** `120 users`, `400 iterations/s`. */
export function loadText({ summary }: Pick<Case, 'summary'>, load: number): string {
  return summary.run?.model === 'open'
    ? `${digits(Math.round(load))} ${rateUnit(summary)}`
    : `${digits(Math.round(load))} users`;
}
