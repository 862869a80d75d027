// For tests: the schema of a comparison of summaries in the form in which it is published.
import { toJsonSchema } from '@valibot/to-json-schema';
import { comparisonSchema } from './schema.ts';

/** The JSON Schema (draft 2020-12) that docs/compare.schema.json holds. */
export function comparisonJsonSchema(): unknown {
  return { title: 'Comparison of k6 summaries', ...toJsonSchema(comparisonSchema, { target: 'draft-2020-12' }) };
}
