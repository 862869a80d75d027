// Small pictures for a row of a table: a change with its interval around zero, and a stretch of time.
import { escapeXml } from '../escape.ts';
import { round } from './line-chart.ts';

export interface Interval {
  at: number;
  /** Where the change may really be; null where that is not known. */
  low: number | null;
  high: number | null;
  /** Changes up to this, in either direction, are no news; null where that is not known. */
  noise: number | null;
}

export interface Scale {
  from: number;
  to: number;
}

/** A change of more than this says no more when it is drawn to scale: it ends at the edge. */
const MOST = 1;
const FEWEST = 0.02;

/** One scale for all rows, with zero in it and some room. */
export function scaleOf(intervals: readonly Interval[]): Scale {
  const values = intervals.flatMap(({ at, low, high, noise }) => [
    at,
    low ?? at,
    high ?? at,
    noise ?? 0,
    -(noise ?? 0),
  ]);
  const [from, to] = [Math.max(-MOST, Math.min(-FEWEST, ...values)), Math.min(MOST, Math.max(FEWEST, ...values))];
  const room = (to - from) * 0.04;
  return { from: from - room, to: to + room };
}

/** Positions are shares of the width, so that it may be as wide as its cell. */
export function intervalMarkup({ at, low, high, noise }: Interval, scale: Scale, label: string): string {
  const x = (value: number) => {
    const share = (Math.min(scale.to, Math.max(scale.from, value)) - scale.from) / (scale.to - scale.from);
    return round(share * 100);
  };
  const band =
    noise === null
      ? ''
      : `<rect class="usual" x="${x(-noise)}%" y="3" width="${round(x(noise) - x(-noise))}%" height="12"/>`;
  const line =
    low === null || high === null ? '' : `<line class="range" x1="${x(low)}%" x2="${x(high)}%" y1="9" y2="9"/>`;
  // Beyond the edge it goes on.
  const head =
    at > scale.to || at < scale.from
      ? `<svg x="${x(at)}%" y="9" overflow="visible"><path d="${at > 0 ? 'M-7,-5l9,5l-9,5z' : 'M7,-5l-9,5l9,5z'}"/></svg>`
      : `<circle cx="${x(at)}%" cy="9" r="4"/>`;
  return `<svg class="interval" height="18" role="img" aria-label="${escapeXml(label)}">${band}<line class="zero" x1="${x(0)}%" x2="${x(0)}%" y1="0" y2="18"/><line class="range thin" x1="${x(0)}%" x2="${x(at)}%" y1="9" y2="9"/>${line}${head}</svg>`;
}

/** Where something was in a time, as shares of it. */
export function spanMarkup(from: number, to: number, state: string): string {
  const percent = (share: number) => `${round(Math.min(1, Math.max(0, share)) * 100)}%`;
  const start = Math.min(from, 0.99);
  return `<span class="bar span ${state}" aria-hidden="true"><i style="margin-left:${percent(start)};width:${percent(Math.max(0.01, to - start))}"></i></span>`;
}
