// Which files in a folder are of the run that is asked for: those of an earlier one must not decide its verdict.
import type { RunRecord } from 'k6-format/run-record';
import { type InstanceFiles, readResultHead } from 'k6-history/merge/instances';
import { UserError } from 'k6-kit/user-error';
import { printable } from 'k6-verdict/parse/json-text';

export interface OfRun {
  /** Instances whose result has the id, and those without a result, which may be anybody's. */
  own: InstanceFiles[];
  /** The others, a line each for the user. */
  ignored: string[];
}

/** Reads the run record of a result; each file once, since a waiting command asks every second. */
export type RecordReader = (path: string) => Promise<RunRecord>;

export function recordReader(): RecordReader {
  const known = new Map<string, RunRecord>();
  return async (path) => {
    const run = known.get(path) ?? (await readResultHead(path)).run;
    known.set(path, run);
    return run;
  };
}

/** Sorts instances by the id in their results. Throws a UserError for a result that cannot be read. */
export async function ofRun(instances: readonly InstanceFiles[], id: string, read: RecordReader): Promise<OfRun> {
  const own: InstanceFiles[] = [];
  const ignored: string[] = [];
  for (const files of instances) {
    const run = files.result === undefined ? undefined : await read(files.result);
    if (run === undefined || run.id === id) own.push(files);
    else ignored.push(`${printable(files.name)}: ignored, it is of ${nameOf(run.id)}, not of run ${id}`);
  }
  return { own, ignored };
}

function nameOf(id: string | undefined): string {
  return id === undefined ? 'a run without an id' : `run ${printable(id)}`;
}

/**
 * Throws a UserError when files with one id are of two starts: more instances than there should be, or one that had ended before
 * another began.
 */
export async function refuseTwoStarts(
  own: readonly InstanceFiles[],
  id: string,
  read: RecordReader,
  expected = own.length,
): Promise<void> {
  const paths = own.flatMap(({ result }) => result ?? []);
  const runs = await Promise.all(paths.map(read));
  if (paths.length <= expected && areTogether(runs)) return;
  const why =
    paths.length > expected
      ? `${paths.length} instances left results, ${expected} were expected`
      : 'one instance had ended before another began';
  throw new UserError(
    'E_MERGE_RUN',
    `run ${id}: ${why}: expected the files of one start; use an id once (\`perf deploy render\` makes a new one each time)`,
  );
}

/** Instances start together, so each is there when the last one begins. */
function areTogether(runs: readonly RunRecord[]): boolean {
  const lastStart = Math.max(...runs.map(({ startedAt }) => Date.parse(startedAt)));
  return runs.every(({ endedAt }) => !(Date.parse(endedAt) < lastStart));
}
