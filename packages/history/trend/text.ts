// A trend for the terminal: what changed first, then a line per series.

import { aligned } from 'k6-kit/columns';
import { plain } from 'k6-verdict/render/escape';
import { differenceText } from 'k6-verdict/text/change';
import { digits, formatValue } from 'k6-verdict/text/format';
import { clip, plural } from 'k6-verdict/text/words';
import { type LevelChange, levelsOf, type Series, type Trend, tooFew } from './levels.ts';
import { sparkline } from './sparkline.ts';

const WIDTH = 60;
/** Longest name in the table; the lines above it have names as they are. */
const NAME_WIDTH = 48;
/** Series in the table; those that changed come with it however many they are. */
const MOST_LISTED = 40;

/** `columns`: what the first two are called. */
export function trendText(trend: Trend, notes: readonly string[], columns = ['metric', 'statistic']): string {
  const { runs, series, kind } = trend;
  const changed = series.filter(({ changes }) => changes.length > 0);
  const width = Math.min(WIDTH, runs.length);
  const quiet = series.filter(({ changes }) => changes.length === 0);
  const shown = new Set([...changed, ...quiet.slice(0, Math.max(0, MOST_LISTED - changed.length))]);
  const rows = series
    .filter((one) => shown.has(one))
    .map((one) => {
      const last = levelsOf(one).at(-1);
      const level = last === undefined ? '-' : formatValue(last.value, one.unit);
      const changes = one.changes.map((change) => changeText(change, one)).join(', ') || '-';
      return [clip(plain(one.name), NAME_WIDTH), one.stat, sparkline(one.values, WIDTH), level, changes];
    });
  return [
    plain(
      `${plural(runs.length, 'run')} from ${runs[0]?.startedAt.slice(0, 10)} to ${runs.at(-1)?.startedAt.slice(0, 10)}: ${kind}`,
    ),
    ...notes.map(plain),
    '',
    changed.length === 0
      ? (tooFew(runs) ?? 'no level changed')
      : `${changed.length} of ${series.length} series changed their level`,
    ...changed.flatMap((one) => changeLines(one, trend)),
    '',
    aligned([[...columns, `the last ${plural(width, 'run')}`, 'level', 'changes'], ...rows]),
    ...(series.length > shown.size
      ? [`${series.length - shown.size} more series, none of which changed, are in the JSON and on the page`]
      : []),
    '',
  ].join('\n');
}

/** A factor as percent, a share as points of percent. */
export function changeText({ before, after, change }: LevelChange, { unit }: Series): string {
  if (unit === 'ratio' || change === null) return differenceText(after - before, unit);
  return `${change > 0 ? '+' : ''}${digits(change * 100)} %`;
}

export function changeLines(one: Series, { marks }: Trend): string[] {
  return one.changes.map((change) => {
    const { index, before, after, p, lastBefore, firstAfter } = change;
    const mark = marks.find((candidate) => candidate.index === index);
    const reason = mark ? `; with it came ${mark.text}` : '';
    const values = `${formatValue(before, one.unit)} to ${formatValue(after, one.unit)}`;
    const levels = `${values} (${changeText(change, one)}, p ${digits(p)})`;
    return plain(`${one.name} ${one.stat}: ${levels} between ${lastBefore} and ${firstAfter}${reason}`);
  });
}
