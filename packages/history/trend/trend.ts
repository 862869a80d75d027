// The trend of runs in the history: latencies per endpoint, with changes of engine and commit next to them.
import { factorsText } from 'k6-format/scale';
import { engineName } from '../compare/comparable.ts';
import { LATENCIES as KNOWN } from '../compare/shift.ts';
import { type RunContext, WHOLE_RUN } from '../run.ts';
import type { SeriesPoint } from '../store/store.ts';
import { findLevels, type Row, type Trend } from './levels.ts';

const WHOLE = 'whole run';
const LATENCIES: readonly string[] = KNOWN;

/** Changes smaller than `smallest` (a share) are left out. `points` may hold other runs as well. */
export function findTrend(runs: readonly RunContext[], points: readonly SeriesPoint[], smallest: number): Trend {
  const at = new Map(runs.map(({ id }, index) => [id, index]));
  const rows = new Map<string, Row>();
  for (const { run, endpoint, metric, value } of points) {
    const index = at.get(run);
    if (index === undefined || !LATENCIES.includes(metric)) continue;
    const key = `${endpoint} ${metric}`;
    const name = endpoint === WHOLE_RUN ? WHOLE : endpoint;
    let row = rows.get(key);
    if (!row)
      rows.set(key, (row = { name, stat: metric, unit: 'ms', values: Array<number | null>(runs.length).fill(null) }));
    // No request takes no time: 0 was not measured.
    row.values[index] = value > 0 ? value : null;
  }
  const sorted = [...rows.values()].sort(byName);
  const kind = runs[0] ? seriesKind(runs[0]) : '';
  return { runs, kind, series: findLevels(runs, sorted, smallest), marks: marksOf(runs) };
}

function byName(a: Row, b: Row): number {
  const rank = ({ name }: Row) => (name === WHOLE ? 0 : 1);
  const place = ({ stat }: Row) => LATENCIES.indexOf(stat);
  return rank(a) - rank(b) || a.name.localeCompare(b.name) || place(a) - place(b);
}

function marksOf(runs: readonly RunContext[]): Trend['marks'] {
  return runs.flatMap((run, index) => {
    const before = runs[index - 1];
    if (!before) return [];
    const texts: string[] = [];
    if (before.engine !== run.engine) texts.push(`engine ${before.engine} to ${run.engine}`);
    if (before.commit !== run.commit && run.commit) texts.push(`commit ${run.commit.slice(0, 8)}`);
    return texts.length === 0 ? [] : [{ index, text: texts.join(', ') }];
  });
}

type Kind = Pick<RunContext, 'type' | 'engine' | 'target' | 'timeScale' | 'scale' | 'endpoints'>;

/** Runs of one kind for a series: same type, engine (any version), target, scale and endpoints; discarded ones are left out. */
export function seriesKind({ type, target, timeScale, scale, endpoints, ...run }: Kind): string {
  const factors = scale ? `, ${factorsText(scale)}` : '';
  return `${type} by ${engineName(run)} on ${target}, durations x ${timeScale}${factors}, ${[...endpoints].sort().join(' ')}`;
}
