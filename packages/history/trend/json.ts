// A trend as JSON, in the published form.
import { type Trend, tooFew } from './levels.ts';
import type { TrendJson } from './schema.ts';

export function trendJson({ runs, kind, series, marks }: Trend, notes: readonly string[]): string {
  const named = runs.map(({ id, startedAt, file, timeFrom }) => ({
    ...{ id, startedAt },
    ...(file !== undefined && { file }),
    ...(timeFrom !== undefined && { timeFrom }),
  }));
  const json: TrendJson = { schema: 1, kind, runs: named, series, marks, notes: [...notes], tooFew: tooFew(runs) };
  return `${JSON.stringify(json)}\n`;
}
