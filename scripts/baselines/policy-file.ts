// `--policy FILE`: a document of baselines as what a result is judged by, read by the parser of the suite's own.
import type { Policy } from 'k6-format/policy';
import { UserError } from 'k6-kit/user-error';
import { type PolicyOf, policyOf } from '../../thresholds/policy.ts';
import type { Tables } from '../../thresholds/tables.ts';
import type { Io } from '../io.ts';
import { readTables } from './current.ts';
import { tablesOf } from './emit.ts';

/** Returns the policy of a run by the tables of `file`. Throws a UserError with the first problem of the document. */
export async function readPolicyFile(file: string, io: Io): Promise<(run: PolicyOf | null) => Policy> {
  const tables = tablesOf(await readTables(file, io).catch(inOneLine)) as unknown as Tables;
  return (run) => policyOf(run ?? {}, tables);
}

/** A file that is not such a document is one mistake, not one for each table. */
function inOneLine(cause: unknown): never {
  if (!(cause instanceof UserError)) throw cause;
  const [first = '', ...more] = cause.message.split('\n');
  const rest = more.length === 0 ? '' : ` (${more.length} more like it)`;
  throw new UserError('E_POLICY', `${first}${rest}; --policy reads a document in the form of thresholds/baselines.md`, {
    cause,
  });
}
