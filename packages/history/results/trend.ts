// From results to a trend: put in order, those of one series chosen, and said what was left out and why.
import { UserError } from 'k6-kit/user-error';
import { plural } from 'k6-verdict/text/words';
import { findLevels, type Trend } from '../trend/levels.ts';
import type { Result } from './result.ts';
import { rowsOf, type Wanted } from './rows.ts';
import { changesBetween, seriesText, whyNot } from './same-series.ts';

export interface TrendRequest extends Wanted {
  /** The newest so many of the series. */
  last?: number | undefined;
  /** Smaller changes, as a share, are left out. */
  smallest: number;
}

/** Throws a UserError where nothing is left. */
export function trendOfResults(all: readonly Result[], request: TrendRequest): { trend: Trend; notes: string[] } {
  const notes: string[] = [];
  const ordered = inOrder(all, notes);
  const usable = ordered.filter(({ outcome }) => outcome !== 'discarded');
  if (usable.length < ordered.length) {
    const unusable = ordered.filter(({ outcome }) => outcome === 'discarded');
    notes.push(`${plural(unusable.length, 'run')} left out as not usable: ${listed(unusable)}`);
  }
  const newest = usable.at(-1);
  if (!newest)
    throw new UserError(
      'E_TREND_EMPTY',
      `${listed(ordered)}: not usable, see \`report\`; expected summaries of runs that are`,
    );
  const chosen = ofOneSeries(newest, usable, notes).slice(-(request.last ?? usable.length));
  notes.push(...orderNotes(chosen));
  const runs = chosen.map(({ file, startedAt, timeFrom }) => ({ id: file, startedAt, file, timeFrom }));
  const series = findLevels(runs, rowsOf(chosen, request), request.smallest);
  return { trend: { runs, kind: seriesText(newest), series, marks: marksOf(chosen) }, notes };
}

/** The oldest first, each once; of equal times in the order given. */
function inOrder(all: readonly Result[], notes: string[]): Result[] {
  const first = new Map<string, Result>();
  for (const result of all) {
    const same = first.get(result.digest);
    if (same === undefined) first.set(result.digest, result);
    else notes.push(`${result.file} is the same run as ${same.file}: counted once`);
  }
  return [...first.values()].sort((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt));
}

function ofOneSeries(newest: Result, usable: readonly Result[], notes: string[]): Result[] {
  const others = groupBy(usable, (result) => whyNot(newest, result));
  for (const [reason, results] of others)
    if (reason !== null)
      notes.push(`${plural(results.length, 'run')} of another series: ${listed(results)} (${reason})`);
  if (others.size > 1) notes.push(`the series is that of the newest run, ${newest.file}; --series decides`);
  return others.get(null)!;
}

const MOST_LISTED = 3;

function listed(results: readonly Result[]): string {
  const names = results.slice(0, MOST_LISTED).map(({ file }) => file);
  return [...names, ...(results.length > MOST_LISTED ? ['...'] : [])].join(', ');
}

const TIMES = { file: 'their own start', option: '--at', 'file date': 'the date of the file' } as const;

function orderNotes(results: readonly Result[]): string[] {
  const bySource = groupBy(results, ({ timeFrom }) => timeFrom);
  const sources = [...bySource].map(([from, some]) =>
    bySource.size === 1 ? TIMES[from] : `${TIMES[from]} (${some.length})`,
  );
  const isTie = results.some(({ startedAt }, index) => startedAt === results[index - 1]?.startedAt);
  return [`ordered by ${sources.join(', ')}${isTie ? '; some have the same time and are in the order given' : ''}`];
}

function marksOf(results: readonly Result[]): Trend['marks'] {
  return results.slice(1).flatMap((after, before) => {
    const texts = changesBetween(results[before]!, after);
    return texts.length === 0 ? [] : [{ index: before + 1, text: texts.join(', ') }];
  });
}

function groupBy<Key, Item>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
