// The file of `--out histogram=FILE`: what a run measured, small enough to keep and to merge. One gzip of
//
//   a line of JSON     {"format":"k6-histograms","version":1,"perUnit":1000,"series":[["http_reqs","counter","default"],...]}
//   then, series by series in that order, bytes:
//   counter            samples, sum
//   gauge              samples, last value, min, max
//   rate               samples, samples that are not 0
//   trend              samples, sum, min, max, bins of values from 0, bins of values below 0 (by their size)
//   bins               how many there are, then for each: distance to the bin before (the first from -1), samples
//
// Numbers of samples, bins and distances are unsigned LEB128, all others 64-bit floats, little-endian. bins.ts has the layout.
// Runs of one test have the same first line, so that a reader of a thousand files checks it once.

import { type Contains, METRIC_TYPES, type MetricType } from 'k6-format/metrics';
import { issueText } from 'k6-kit/shapes';
import * as v from 'valibot';
import type { Metrics, Sink } from '../metrics.ts';
import { PER_UNIT } from './bins.ts';

/** Ending of these files: next to a result `NAME.json` lies `NAME.hdr.gz`. */
export const HISTOGRAM_ENDING = '.hdr.gz';

/** Where the histograms of a result lie: `stress.hdr.gz` next to `stress.json`. */
export function histogramsBeside(resultFile: string): string {
  return `${resultFile.replace(/\.json$/, '')}${HISTOGRAM_ENDING}`;
}

/** A metric or sub-metric by its name in the summary, with its figures. */
export interface Series {
  name: string;
  type: MetricType;
  contains: Contains;
  sink: Sink;
}

/** All metrics and sub-metrics of a run, those without a sample as well: runs of one test have the same series. */
export function seriesOf({ all }: Metrics): Series[] {
  return all.flatMap(({ name, type, contains, sink, submetrics }) =>
    [{ name, sink }, ...submetrics].map((part) => ({ name: part.name, type, contains, sink: part.sink })),
  );
}

const FORMAT = 'k6-histograms';
/** Older files have the name of their suite before it. */
const FORMATS = /-histograms$/;
const VERSION = 1;
const CONTENTS = ['default', 'time', 'data'] as const satisfies readonly Contains[];
const schema = v.object({
  format: v.pipe(v.string(), v.regex(FORMATS)),
  version: v.literal(VERSION),
  perUnit: v.literal(PER_UNIT),
  series: v.pipe(
    v.array(
      v.tuple([
        v.pipe(v.string(), v.regex(/^\P{Cc}+$/u), v.maxLength(1024)),
        v.picklist(METRIC_TYPES),
        v.picklist(CONTENTS),
      ]),
    ),
    v.maxLength(20_000),
    v.check((series) => new Set(series.map(([name]) => name)).size === series.length, 'a series is there twice'),
  ),
});

/** The first line of a file with these series, with its end. */
export function headOf(all: readonly Series[]): string {
  const series = all.map(({ name, type, contains }) => [name, type, contains]);
  return `${JSON.stringify({ format: FORMAT, version: VERSION, perUnit: PER_UNIT, series })}\n`;
}

/** What series a first line announces. Throws an Error that says what is wrong with it. */
export function readHead(line: string): Omit<Series, 'sink'>[] {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new Error('its first line is not JSON', { cause });
  }
  const { format, version } = (value ?? {}) as Record<string, unknown>;
  if (FORMATS.test(String(format)) && typeof version === 'number' && version > VERSION)
    throw new Error(`it has version ${version}, this suite reads ${VERSION}`);
  const parsed = v.safeParse(schema, value);
  if (parsed.success) return parsed.output.series.map(([name, type, contains]) => ({ name, type, contains }));
  throw new Error(`its first line is not as it should be at ${issueText(parsed.issues, 'its start')}`);
}
