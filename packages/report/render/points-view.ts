// The texts of raw points: files, exact percentiles by tag, errors with a sample.
import type { PointsFacts } from '../points/points.ts';
import { formatCount, formatRatio, formatValue } from '../text/format.ts';
import { clip, omitted, plural } from '../text/words.ts';

export interface PointsView {
  source: string;
  agreement: string;
  tables: {
    tag: string;
    rows: {
      value: string;
      requests: string;
      errors: string;
      avg: string;
      p50: string;
      p90: string;
      p95: string;
      p99: string;
      max: string;
    }[];
  }[];
  errors: { place: string; status: string; code: string; count: string; sample: string }[];
  errorsOmitted: string | null;
}

export function buildPointsView(points: PointsFacts | null): PointsView | null {
  if (!points) return null;
  const files = points.files.map(({ fileName, points: count }) => `${fileName} (${formatCount(count)} points)`);
  return {
    source: files.join(', '),
    agreement: agreementText(points),
    tables: points.tables.map(({ tag, metric, unit, rows, otherValues }) => ({
      tag: metric === points.tables[0]?.metric ? tag : `${tag}: ${clip(metric)}`,
      rows: rows.map((row) => ({
        value: row.value === 'other' && otherValues > 0 ? `other (${plural(otherValues, 'value')})` : clip(row.value),
        requests: formatCount(row.requests),
        errors: formatRatio(row.errorRatio),
        avg: formatValue(row.avgMs, unit),
        p50: formatValue(row.p50Ms, unit),
        p90: formatValue(row.p90Ms, unit),
        p95: formatValue(row.p95Ms, unit),
        p99: formatValue(row.p99Ms, unit),
        max: formatValue(row.maxMs, unit),
      })),
    })),
    errors: points.errors.rows.map(({ place, status, code, count, sample }) => ({
      place: clip(place),
      status: status === '' || status === '0' ? 'no answer' : clip(status, 20),
      code: code === '' ? 'none' : clip(code, 20),
      count: formatCount(count),
      sample: sample === '' ? 'no message' : clip(sample, 160),
    })),
    errorsOmitted: omitted(points.errors.others, 'error'),
  };
}

function agreementText({ agreement: { compared, differences, missing } }: PointsFacts): string {
  if (compared + missing.length === 0) return 'the summary has no figure to compare with';
  if (compared === 0) return `the points have none of the ${plural(missing.length, 'figure')} of the summary`;
  const lacking = missing.length === 0 ? '' : `; ${missing.length} more are not in the points`;
  return differences.length === 0
    ? `${plural(compared, 'figure')} of the summary recomputed from the points: all agree${lacking}`
    : `${differences.length} of ${plural(compared, 'figure')} differ from the summary${lacking}`;
}
