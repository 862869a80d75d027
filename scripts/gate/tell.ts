// `perf gate tell`: one comment on the pull request that is kept up to date, a check with annotations, and the job summary.
// A pull request from a fork has a token that may only read: the summary and annotations of the job are then all there is.
import { appendFile } from 'node:fs/promises';
import { workflowCommand } from 'k6-verdict/github';
import * as v from 'valibot';
import type { Io } from '../io.ts';
import { callGithub, type GithubApi, GithubRefusal } from '../workflows/github-api.ts';
import type { GateRecord } from './record.ts';
import { gateText, gateTitle } from './text.ts';

const PER_PAGE = 100;
/** A pull request with more comments than ten pages gets a new one. */
const MOST_PAGES = 10;
/** What GitHub takes in one request. */
const MOST_ANNOTATIONS = 50;

const comments = v.array(
  v.object({
    id: v.pipe(v.number(), v.integer()),
    body: v.nullish(v.string(), ''),
    user: v.nullish(v.object({ login: v.string() })),
  }),
);

export interface Told {
  comment: 'created' | 'updated' | 'not allowed';
  check: 'created' | 'not allowed';
}

export interface Where {
  pull: number;
  commit: string;
  /** Name of the check; several gates on one pull request have several. */
  name: string;
  /** Whose comments are ours: anyone may write our marker. */
  author: string;
  reportUrl: string | undefined;
}

/** Never fails because of GitHub: the verdict is the job's own, and it is in the summary whatever happens. */
export async function tellPullRequest(record: GateRecord, where: Where, api: GithubApi, io: Io): Promise<Told> {
  const text = gateText(record, where.reportUrl);
  if (io.env.GITHUB_STEP_SUMMARY) await appendFile(io.env.GITHUB_STEP_SUMMARY, `${text}\n`);
  const comment = await unlessRefused(keepComment(text, where, api), io);
  const check = await unlessRefused(createCheck(record, text, where, api), io);
  if (check === 'not allowed') for (const line of commandsOf(record)) io.stdout(`${line}\n`);
  return { comment, check };
}

async function unlessRefused<T>(asked: Promise<T>, io: Io): Promise<T | 'not allowed'> {
  return asked.catch((error: unknown) => {
    if (!(error instanceof GithubRefusal)) throw error;
    io.stderr(`${error.message}; the job summary has the verdict\n`);
    return 'not allowed' as const;
  });
}

async function keepComment(text: string, where: Where, api: GithubApi): Promise<'created' | 'updated'> {
  const marker = `<!-- perf gate: ${where.name} -->`;
  const body = `${marker}\n${text}`;
  const id = await findComment(marker, where, api);
  if (id !== undefined) {
    const isThere = await callGithub(api, 'PATCH', `/issues/comments/${id}`, { body }).then(
      () => true,
      (error: unknown) => {
        // Deleted since it was listed.
        if (error instanceof GithubRefusal && error.status === 404) return false;
        throw error;
      },
    );
    if (isThere) return 'updated';
  }
  await callGithub(api, 'POST', `/issues/${where.pull}/comments`, { body });
  return 'created';
}

async function findComment(marker: string, { pull, author }: Where, api: GithubApi): Promise<number | undefined> {
  for (let page = 1; page <= MOST_PAGES; page++) {
    const path = `/issues/${pull}/comments?per_page=${PER_PAGE}&page=${page}`;
    const listed = v.parse(comments, await callGithub(api, 'GET', path));
    const own = listed.find(({ body, user }) => body.startsWith(marker) && user?.login === author);
    if (own !== undefined) return own.id;
    if (listed.length < PER_PAGE) return undefined;
  }
  return undefined;
}

async function createCheck(record: GateRecord, text: string, where: Where, api: GithubApi): Promise<'created'> {
  const conclusion = { passed: 'success', regression: 'failure', limits: 'failure', 'no verdict': 'neutral' };
  await callGithub(api, 'POST', '/check-runs', {
    name: where.name,
    head_sha: where.commit,
    status: 'completed',
    conclusion: conclusion[record.outcome],
    ...(where.reportUrl !== undefined && { details_url: where.reportUrl }),
    output: { title: gateTitle(record), summary: text, annotations: annotationsOf(record) },
  });
  return 'created';
}

/** An endpoint's load script is the file that a reader can open. */
function annotationsOf(record: GateRecord) {
  return messagesOf(record).map(({ endpoint, message }) => ({
    path: `tests/endpoints/${endpoint}.ts`,
    start_line: 1,
    end_line: 1,
    annotation_level: 'failure',
    title: gateTitle(record),
    message,
  }));
}

function messagesOf({ rows, regressions, brokenLimits }: GateRecord): { endpoint: string; message: string }[] {
  const slower = rows
    .filter(({ endpoint, metric }) => regressions.includes(`${endpoint} ${metric}`))
    .map(({ endpoint, metric, base, head, change }) => ({
      endpoint,
      message: `${endpoint} ${metric}: ${base.toFixed(1)} to ${head.toFixed(1)} (+${(change * 100).toFixed(1)} %)`,
    }));
  const broken = brokenLimits.map((limit) => ({ endpoint: limit.split(/[:,]/)[0] ?? '', message: limit }));
  return [...slower, ...broken].slice(0, MOST_ANNOTATIONS);
}

/** The same as annotations of the job. */
function commandsOf(record: GateRecord): string[] {
  return messagesOf(record)
    .slice(0, 10)
    .map(({ message }) => workflowCommand('error', gateTitle(record), message));
}
