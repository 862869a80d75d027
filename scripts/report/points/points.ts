// Raw points of a run, read beside its summary: loaded, explored, and held against the summary.
import { UserError } from '../../user-error.ts';
import { type Metric, type Summary, statOf } from '../parse/model.ts';
import { plural } from '../text/words.ts';
import {
  type Bin,
  countTagged,
  distribution,
  type ErrorRow,
  errorTable,
  type Heatmap,
  type SlowRequest,
  slowestRequests,
  type TagTable,
  tagsToShow,
  tagTable,
} from './explore.ts';
import { statisticsOf } from './statistics.ts';
import { type LoadedFile, loadPoints, type PointsStore } from './store.ts';

export interface PointsFacts {
  files: LoadedFile[];
  tables: TagTable[];
  errors: { rows: ErrorRow[]; others: number };
  histogram: Bin[];
  heatmap: Heatmap | null;
  slowest: SlowRequest[];
  /** Figures that the summary has too: how many were compared, and what differs. */
  compared: number;
  differences: string[];
  /** What was lost or does not fit. */
  warnings: string[];
}

/** Reads one file per instance of the load generator; percentiles are exact over all of them together. */
export async function readPoints(
  files: readonly string[],
  by: readonly string[],
  summary: Summary,
): Promise<PointsFacts> {
  const store = await loadPoints(files, by);
  try {
    for (const tag of by) {
      if ((await countTagged(store, tag)) > 0) continue;
      throw new UserError(
        'E_POINTS_TAG',
        `--by ${tag}: no request has this tag; k6's own tags and those of the script are possible, such as endpoint, name, status`,
      );
    }
    // A step after the other: each query has all of the memory to itself.
    const { histogram, heatmap, startNs } = await distribution(store);
    const tables: TagTable[] = [];
    for (const tag of await tagsToShow(store, by)) tables.push(named(await tagTable(store, tag), store.files));
    const errors = await errorTable(store);
    const slowest = await slowestRequests(store, startNs);
    const { compared, differences } = await compare(store, summary);
    return {
      files: store.files,
      tables,
      errors,
      histogram,
      heatmap,
      slowest,
      compared,
      differences,
      warnings: warningsOf(store.files, differences),
    };
  } finally {
    await store.close();
  }
}

/** Instances are known by the names of their files. */
function named(table: TagTable, files: readonly LoadedFile[]): TagTable {
  if (table.tag !== 'instance') return table;
  return {
    ...table,
    rows: table.rows.map((row) => ({ ...row, value: files[Number(row.value)]?.fileName ?? row.value })),
  };
}

/** CSV has six digits after the point; JSON has all of them. */
const TOLERANCE = 1e-5;
/** Enough to know whether points and summary are of one run. */
const MAX_COMPARED_METRICS = 25;
const COMPARED = ['http_reqs', 'http_req_failed', 'http_req_duration', 'iterations'];

async function compare(store: PointsStore, summary: Summary): Promise<{ compared: number; differences: string[] }> {
  const metrics = summary.metrics
    .filter((metric) => COMPARED.includes(metric.name) && !metric.tags.has('window'))
    .slice(0, MAX_COMPARED_METRICS);
  let compared = 0;
  const differences: string[] = [];
  for (const metric of metrics) {
    const stats = comparable(metric);
    const found = await statisticsOf(store, metric.name, metric.type, metric.tags, stats);
    for (const stat of found.size > 0 ? stats : []) {
      const [ours, theirs] = [found.get(stat), statOf(metric, stat)];
      if (ours === undefined || theirs === null) continue;
      compared++;
      if (Math.abs(ours - theirs) > TOLERANCE * Math.max(1, Math.abs(theirs)))
        differences.push(`${metric.key} ${stat}: ${theirs} in the summary, ${ours} in the points`);
    }
  }
  return { compared, differences };
}

function comparable(metric: Metric): string[] {
  const wanted = { trend: ['count', 'avg', 'p(95)', 'max'], rate: ['rate'], counter: ['count'], gauge: [] }[
    metric.type
  ];
  return wanted.filter((stat) => metric.stats.has(stat));
}

function warningsOf(files: readonly LoadedFile[], differences: readonly string[]): string[] {
  const lost = files
    .filter((file) => file.lostLines > 0)
    .map(
      ({ fileName, lostLines, points }) =>
        `${fileName}: ${plural(lostLines, 'line')} could not be read and ${lostLines === 1 ? 'is' : 'are'} left out (a file that was cut off ends in the middle of one); ${points} points are used`,
    );
  const empty = files.filter((file) => file.points === 0).map(({ fileName }) => `${fileName}: no points in it`);
  const differing =
    differences.length > 0
      ? [
          `the points do not add up to the summary, so they may be of another run or of one instance only: ${differences.slice(0, 3).join('; ')}`,
        ]
      : [];
  return [...lost, ...empty, ...differing];
}
