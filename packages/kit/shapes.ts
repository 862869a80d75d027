// What came from outside, checked against a schema.
import * as v from 'valibot';

/** The value as the schema reads it; undefined where it has another shape. */
export function shaped<S extends v.GenericSchema>(schema: S, value: unknown): v.InferOutput<S> | undefined {
  const read = v.safeParse(schema, value);
  return read.success ? read.output : undefined;
}

/** `run.load.0: Invalid type...`: where and what the first issue is. `whole`: what to call the value itself. */
export function issueText([issue]: readonly [v.BaseIssue<unknown>, ...unknown[]], whole: string): string {
  const isUnknown = issue.type === 'strict_object' && issue.expected === 'never';
  // The library quotes what it read, and a line stays one.
  const message = issue.message.replace(/\p{Cc}/gu, ' ');
  return `${v.getDotPath(issue) ?? whole}: ${isUnknown ? 'is not a known field' : message}`;
}
