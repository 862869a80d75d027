// A trend for the terminal: what changed first, then a line per series.

import { aligned } from 'k6-kit/columns';
import { digits, formatMs } from 'k6-verdict/text/format';
import { plural } from 'k6-verdict/text/words';
import { WHOLE_RUN } from '../run.ts';
import { sparkline } from './sparkline.ts';
import { levelsOf, type Series, seriesKind, type Trend, tooFew } from './trend.ts';

const WIDTH = 60;

export function trendText(trend: Trend, notes: readonly string[]): string {
  const { runs, series } = trend;
  const changed = series.filter(({ changes }) => changes.length > 0);
  const rows = series.map((one) => {
    const last = levelsOf(one).at(-1);
    return [nameOf(one), one.metric, sparkline(one.values, WIDTH), formatMs(last?.valueMs ?? null), changeSummary(one)];
  });
  return [
    `${plural(runs.length, 'run')} from ${runs[0]?.startedAt.slice(0, 10)} to ${runs.at(-1)?.startedAt.slice(0, 10)}: ${seriesKind(runs[0]!)}`,
    ...notes,
    '',
    changed.length === 0
      ? (tooFew(runs) ?? 'no level changed')
      : `${changed.length} of ${series.length} series changed their level`,
    ...changed.flatMap((one) => changeLines(one, trend)),
    '',
    aligned([
      ['endpoint', 'metric', `the last ${plural(Math.min(WIDTH, runs.length), 'run')}`, 'level', 'changes'],
      ...rows,
    ]),
    '',
  ].join('\n');
}

export function nameOf({ endpoint }: Series): string {
  return endpoint === WHOLE_RUN ? 'whole run' : endpoint;
}

function signedPercent(change: number): string {
  return `${change > 0 ? '+' : ''}${digits(change * 100)} %`;
}

function changeSummary({ changes }: Series): string {
  return changes.map(({ change }) => signedPercent(change)).join(', ') || '-';
}

export function changeLines(one: Series, { marks }: Trend): string[] {
  return one.changes.map(({ index, beforeMs, afterMs, change, p, lastBefore, firstAfter }) => {
    const mark = marks.find((candidate) => candidate.index === index);
    const reason = mark ? `; with it came ${mark.text}` : '';
    const levels = `${formatMs(beforeMs)} to ${formatMs(afterMs)} (${signedPercent(change)}, p ${digits(p)})`;
    return `${nameOf(one)} ${one.metric}: ${levels} between ${lastBefore} and ${firstAfter}${reason}`;
  });
}
