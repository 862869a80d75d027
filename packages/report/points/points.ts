// Raw points of a run, read beside its summary: loaded, explored, and held against the summary.
import { UserError } from 'k6-kit/user-error';
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

/** How the points stand to the figures of the summary that they should add up to. */
export interface Agreement {
  /** Figures that both have. */
  compared: number;
  /** Those that differ, in words. */
  differences: string[];
  /** Figures of the summary that the points have no sample of, in words. */
  missing: string[];
}

export interface PointsFacts {
  files: LoadedFile[];
  tables: TagTable[];
  errors: { rows: ErrorRow[]; others: number };
  histogram: Bin[];
  heatmap: Heatmap | null;
  slowest: SlowRequest[];
  agreement: Agreement;
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
    const agreement = await compare(store, summary);
    return {
      files: store.files,
      tables,
      errors,
      histogram,
      heatmap,
      slowest,
      agreement,
      warnings: warningsOf(store.files, agreement),
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

async function compare(store: PointsStore, summary: Summary): Promise<Agreement> {
  const metrics = summary.metrics
    .filter((metric) => COMPARED.includes(metric.name) && !metric.tags.has('window'))
    .slice(0, MAX_COMPARED_METRICS);
  const agreement: Agreement = { compared: 0, differences: [], missing: [] };
  for (const metric of metrics) {
    // Tags without a column cannot be looked for.
    if ([...metric.tags.keys()].some((tag) => !store.tags.includes(tag))) continue;
    const stats = comparable(metric);
    const found = await statisticsOf(store, metric.name, metric.type, metric.tags, stats);
    for (const stat of stats) {
      const [ours, theirs] = [found.get(stat), statOf(metric, stat)];
      if (theirs === null) continue;
      if (ours === undefined) {
        if (hasSamples(metric)) agreement.missing.push(`${metric.key} ${stat}`);
        continue;
      }
      agreement.compared++;
      if (Math.abs(ours - theirs) > TOLERANCE * Math.max(1, Math.abs(theirs)))
        agreement.differences.push(`${metric.key} ${stat}: ${theirs} in the summary, ${ours} in the points`);
    }
  }
  return agreement;
}

/** By what the summary says; one without any has no points either. */
function hasSamples({ stats }: Metric): boolean {
  const counts = ['count', 'passes', 'fails'].flatMap((stat) => stats.get(stat) ?? []);
  return counts.length === 0 ? [...stats.values()].some((value) => value !== 0) : counts.some((count) => count > 0);
}

function comparable(metric: Metric): string[] {
  const wanted = { trend: ['count', 'avg', 'p(95)', 'max'], rate: ['rate'], counter: ['count'], gauge: [] }[
    metric.type
  ];
  return wanted.filter((stat) => metric.stats.has(stat));
}

function warningsOf(files: readonly LoadedFile[], { differences, missing }: Agreement): string[] {
  const lost = files
    .filter((file) => file.lostLines > 0)
    .map(
      ({ fileName, lostLines, points }) =>
        `${fileName}: ${plural(lostLines, 'line')} could not be read and ${lostLines === 1 ? 'is' : 'are'} left out (a file that was cut off ends in the middle of one); ${points} points are used`,
    );
  const empty = files.filter((file) => file.points === 0).map(({ fileName }) => `${fileName}: no points in it`);
  const unlike = [...differences, ...missing.map((figure) => `${figure}: not in the points`)];
  const differing =
    unlike.length > 0
      ? [
          `the points do not add up to the summary, so they may be of another run or of one instance only: ${unlike.slice(0, 3).join('; ')}`,
        ]
      : [];
  return [...lost, ...empty, ...differing];
}
