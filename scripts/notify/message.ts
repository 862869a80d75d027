// What a message says about a result: an outcome, a headline and a few lines, the same for every receiver.
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { EXIT } from 'k6-kit/exit-codes';
import { shaped } from 'k6-kit/shapes';
import { UserError } from 'k6-kit/user-error';
import { judge } from 'k6-verdict/judge/judge';
import { readJsonFile } from 'k6-verdict/parse/json-text';
import { parseSummary } from 'k6-verdict/parse/parse-summary';
import { verdictOf } from 'k6-verdict/render/verdict-json';
import * as v from 'valibot';
import { type DrillRecord, readState } from '../drill/record.ts';
import { readSuiteRecord, type SuiteRecord } from '../suite/record.ts';
import { problemsOf } from '../workflows/alarm.ts';

export interface Message {
  outcome: 'passed' | 'failed' | 'not-judged' | 'discarded' | 'no-result';
  title: string;
  lines: string[];
}

/** A chat is not a report: the rest is behind the link. */
const MAX_LINES = 8;

const WORDS = {
  passed: 'PASSED',
  failed: 'FAILED',
  'not-judged': 'NOT JUDGED',
  discarded: 'DISCARDED',
} as const;

/** What `perf report --format json` writes, as far as a message needs it. */
const verdictJson = v.object({
  schema: v.literal(1),
  outcome: v.picklist(['passed', 'failed', 'not-judged', 'discarded']),
  summary: v.string(),
  file: v.string(),
  run: v.nullable(v.object({ type: v.string(), target: v.string(), engine: v.string() })),
  findings: v.array(v.object({ title: v.string(), evidence: v.string() })),
});

/** The message about a result, a verdict, a record of a suite or drill, or the newest record in a folder. What cannot be read is a message too. */
export async function messageAbout(path: string, now: Date): Promise<Message> {
  try {
    return await read(await fileOf(path), now);
  } catch (error) {
    // The system's own errors, such as a file that may not be read, have a call.
    const { message, syscall } = error as NodeJS.ErrnoException;
    if (!(error instanceof UserError) && syscall === undefined) throw error;
    return { outcome: 'no-result', title: `NO RESULT: ${basename(path)}`, lines: [message] };
  }
}

async function read(file: string, now: Date): Promise<Message> {
  if (file.endsWith('.suite.json')) return aboutSuite((await readSuiteRecord(file)) ?? missing(file));
  if (file.endsWith('.drill.json')) return aboutDrill((await readState(file)) ?? missing(file));
  const { fileName, value, warnings } = await readJsonFile(file);
  const signOff = { testedBy: null, reviewedBy: null, now };
  const verdict = shaped(verdictJson, value) ?? verdictOf(judge(parseSummary(fileName, value, warnings)), signOff);
  const { outcome, summary, run, findings } = verdict;
  return {
    outcome,
    title: `${WORDS[outcome]} ${run?.type ?? verdict.file}: ${summary}`,
    lines: limited([
      ...(run ? [`${run.target}, ${run.engine}`] : []),
      ...findings.map(({ title, evidence }) => `${title}: ${evidence}`),
    ]),
  };
}

function aboutSuite(record: SuiteRecord): Message {
  const { exitCode } = record;
  const outcome = exitCode === EXIT.passed ? 'passed' : exitCode === EXIT.discarded ? 'discarded' : 'failed';
  return {
    outcome,
    title: `${WORDS[outcome]} suite ${record.suite} on ${record.target}`,
    lines: limited(problemsOf(record)),
  };
}

function aboutDrill({ verdict, release, target, findings }: DrillRecord): Message {
  const outcome = verdict === null ? 'not-judged' : verdict.outcome === 'go' ? 'passed' : 'failed';
  const word = verdict === null ? 'NO VERDICT' : verdict.outcome === 'go' ? 'GO' : 'NO-GO';
  return {
    outcome,
    title: `${word}: spike drill of release ${release} on ${target}`,
    lines: limited([...(verdict?.reasons ?? []), ...findings.map(({ title, evidence }) => `${title}: ${evidence}`)]),
  };
}

function limited(lines: string[]): string[] {
  const more = lines.length - MAX_LINES;
  return more > 0 ? [...lines.slice(0, MAX_LINES), `and ${more} more`] : lines;
}

/** Of a folder, its newest record of a suite or drill. */
async function fileOf(path: string): Promise<string> {
  const isFolder = await stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
  if (!isFolder) return path;
  const names = (await readdir(path)).filter((name) => /\.(suite|drill)\.json$/.test(name));
  const dated = await Promise.all(names.map(async (name) => ({ name, ms: (await stat(join(path, name))).mtimeMs })));
  const [newest] = dated.sort((a, b) => b.ms - a.ms);
  return newest ? join(path, newest.name) : missing(path);
}

function missing(path: string): never {
  throw new UserError(
    'E_NOTIFY_RESULT',
    `${basename(path)}: no record of a suite or drill: the run did not come to its end`,
  );
}
