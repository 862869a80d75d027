// For tests: the schema of the verdict in the form in which it is published.
import { toJsonSchema } from '@valibot/to-json-schema';
import { verdictSchema } from './verdict-schema.ts';

/** The JSON Schema (draft 2020-12) that docs/verdict.schema.json holds. */
export function verdictJsonSchema(): unknown {
  return { title: 'Verdict on a performance test run', ...toJsonSchema(verdictSchema, { target: 'draft-2020-12' }) };
}
