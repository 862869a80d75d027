// A row of response times as the tables may have it: measured, or still to be.

/** What requests were measured with. */
export interface ResponseTimes {
  avgMs: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
}

/** Null where a cell reads "not measured": all four of a row, or none. */
export type ResponseCells = { readonly [Key in keyof ResponseTimes]: number | null };

/** A journey's row as the tables may have it; its durations are both measured or both not. */
export type JourneyCells = Readonly<Record<'avgMs' | 'p95Ms' | 'completedRatio', number | null>>;

/** Undefined for a row that is not measured yet: nothing is judged by it. */
export function measuredOf({ avgMs, p50Ms, p95Ms, p99Ms }: ResponseCells): ResponseTimes | undefined {
  if (avgMs === null || p50Ms === null || p95Ms === null || p99Ms === null) return undefined;
  return { avgMs, p50Ms, p95Ms, p99Ms };
}
