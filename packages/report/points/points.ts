// Raw points of a run, read next to its summary: loaded, explored, and compared with the summary.
import { UserError } from 'k6-kit/user-error';
import { type Metric, type Summary, statOf } from '../parse/model.ts';
import { plural } from '../text/words.ts';
import {
  type Bin,
  distribution,
  type ErrorRow,
  errorTable,
  type Heatmap,
  type SlowRequest,
  slowestRequests,
} from './explore.ts';
import { MOST_VALUES, OTHER_VALUES } from './groups.ts';
import { distinct, requestsOf, valuesOf } from './requests.ts';
import { statisticsOf } from './statistics.ts';
import { type LoadedFile, type PointsTable, readTable } from './table.ts';
import { type TagTable, tagsToShow, tagTables } from './tag-tables.ts';
import { type Stretch, timelineOf } from './timeline.ts';

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
  /** The run over time. */
  timeline: Stretch[];
  agreement: Agreement;
  /** What was lost or does not fit. */
  warnings: string[];
}

/** Tags that the tables need, whatever is asked for. */
const TAGS = [
  ...['endpoint', 'name', 'url', 'group', 'scenario', 'status', 'phase', 'instance'],
  ...['error', 'error_code', 'expected_response'],
];

/** Reads one file per instance of the load generator; percentiles are exact over all of them together. */
export async function readPoints(
  files: readonly string[],
  by: readonly string[],
  summary: Summary,
): Promise<PointsFacts> {
  const compared = comparedMetrics(summary);
  const table = await readTable(files, [...TAGS, ...by, ...compared.flatMap(({ tags }) => [...tags.keys()])]);
  try {
    const requests = requestsOf(table);
    for (const tag of by) {
      if (distinct(valuesOf(table, tag), requests).size > 0) continue;
      throw new UserError(
        'E_POINTS_TAG',
        `--by ${tag}: no request has this tag; k6's own tags and those of the script are possible, such as endpoint, name, status`,
      );
    }
    const { histogram, heatmap, startMs } = distribution(requests);
    const agreement = agreementOf(table, compared);
    return {
      files: table.files,
      tables: tagTables(table, requests, tagsToShow(table, requests, by)).map((one) => named(one, table.files)),
      errors: errorTable(table, requests),
      histogram,
      heatmap,
      slowest: slowestRequests(table, requests, startMs),
      timeline: timelineOf(table, requests),
      agreement,
      warnings: warningsOf(table, agreement),
    };
  } finally {
    table.close();
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

function comparedMetrics({ metrics }: Summary): Metric[] {
  return metrics
    .filter((metric) => COMPARED.includes(metric.name) && !metric.tags.has('window'))
    .slice(0, MAX_COMPARED_METRICS);
}

function agreementOf(table: PointsTable, metrics: readonly Metric[]): Agreement {
  const agreement: Agreement = { compared: 0, differences: [], missing: [] };
  for (const metric of metrics) {
    const stats = comparable(metric);
    const found = statisticsOf(table, metric.name, metric.type, metric.tags, stats);
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

function warningsOf({ files, groups }: PointsTable, { differences, missing }: Agreement): string[] {
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
  const overfull = groups.overfull.map(
    (tag) => `${tag} has more than ${MOST_VALUES} values: those that came later are one, "${OTHER_VALUES}"`,
  );
  return [...lost, ...empty, ...overfull, ...differing];
}
