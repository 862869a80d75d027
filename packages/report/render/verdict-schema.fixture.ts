// For tests: the schema of the verdict in the form in which it is published.
import { type ConversionConfig, toJsonSchema } from '@valibot/to-json-schema';
import { verdictSchema } from './verdict-schema.ts';

/** The JSON Schema (draft 2020-12) that docs/verdict.schema.json holds. */
export function verdictJsonSchema(): unknown {
  const schema = toJsonSchema(verdictSchema, { target: 'draft-2020-12', overrideSchema: shorter });
  return { title: 'Verdict on a performance test run', ...schema };
}

/** A choice of bare types on one line: `number` or `null` is in every other field. */
const shorter: NonNullable<ConversionConfig['overrideSchema']> = ({ jsonSchema: { anyOf, ...rest } }) => {
  const types = anyOf?.map((one) =>
    typeof one === 'object' && Object.keys(one).join() === 'type' ? one.type : undefined,
  );
  return types?.every((type) => typeof type === 'string') ? { type: types, ...rest } : undefined;
};
