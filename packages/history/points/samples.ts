// The samples of each series on one side: a metric as a whole, and by the chosen tags, each sample with its slice of time.
import type { PointsTable } from 'k6-verdict/points/table';

/** Slices of equal length that a run is cut into: requests of one slice share its circumstances. */
export const SLICES = 30;

export interface Samples {
  values: number[];
  slices: number[];
}

export interface MetricSamples {
  whole: Samples | null;
  /** By the number of the series; a series without samples has none. */
  series: ReadonlyMap<number, Samples>;
}

/** In the order of the files. `places` has the series of each group, see `Grouping`. */
export function samplesBySeries(table: PointsTable, metric: string, places: Int32Array): MetricSamples {
  const whole: Samples = { values: [], slices: [] };
  const series = new Map<number, Samples>();
  const { firstMs, lastMs } = table.span;
  const lengthMs = Math.max(1, lastMs - firstMs);
  table.columns(metric)?.forEach((value, atMs, group) => {
    const slice = Math.min(SLICES - 1, Math.floor((SLICES * (atMs - firstMs)) / lengthMs));
    add(whole, value, slice);
    const place = places[group]!;
    if (place < 0) return;
    const own = series.get(place) ?? { values: [], slices: [] };
    add(own, value, slice);
    series.set(place, own);
  });
  return { whole: whole.values.length > 0 ? whole : null, series };
}

function add({ values, slices }: Samples, value: number, slice: number): void {
  values.push(value);
  slices.push(slice);
}
