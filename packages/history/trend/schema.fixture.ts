// For tests: the schema of a trend in the form in which it is published.
import { toJsonSchema } from '@valibot/to-json-schema';
import { trendSchema } from './schema.ts';

/** The JSON Schema (draft 2020-12) that docs/trend.schema.json holds. */
export function trendJsonSchema(): unknown {
  return { title: 'Trend of k6 runs', ...toJsonSchema(trendSchema, { target: 'draft-2020-12' }) };
}
