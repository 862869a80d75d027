// `perf alarm`: the GitHub issue of a suite. Opened when a night is red, added to while it stays so, closed when it is green again.
import { Command } from 'commander';
import { EXIT } from 'k6-kit/exit-codes';
import { escapeMarkdown } from 'k6-verdict/render/escape';
import * as v from 'valibot';
import type { Io } from '../io.ts';
import { readSuiteRecord, type SuiteRecord } from '../suite/record.ts';
import { callGithub, type GithubApi, githubApi } from './github-api.ts';

const LABEL = 'performance';
/** More open issues with our label than this would be somebody else's use of it. */
const PER_PAGE = 100;

const issueList = v.array(v.object({ number: v.pipe(v.number(), v.integer()), title: v.string() }));

const EXAMPLES = `
Examples:
  GITHUB_TOKEN=... GITHUB_REPOSITORY=owner/name npm run perf -- alarm nightly results/suite-nightly.suite.json

Needs GITHUB_TOKEN and GITHUB_REPOSITORY in the environment, as in GitHub Actions; GITHUB_API_URL for another server.
Exit codes: 0 the issue has the suite's outcome, 2 something is missing or GitHub rejected the request.`;

export function alarmCommand(io: Io): Command {
  return new Command('alarm')
    .argument('<suite>', 'name of the suite')
    .argument('<record>', 'what `perf suite` wrote; a missing file means that the suite did not end')
    .option('--json', 'print what was done as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (suite: string, file: string, { json }: { json?: boolean }) => {
      const record = await readSuiteRecord(file.startsWith('/') ? file : `${io.cwd}/${file}`);
      const done = await tellIssue(suite, record, githubApi('alarm', 'issues: write', io.env), io);
      io.stdout(
        json ? `${JSON.stringify(done)}\n` : `${done.action}${done.issue === null ? '' : `: issue ${done.issue}`}\n`,
      );
    });
}

export interface AlarmDone {
  action: 'opened' | 'added to' | 'closed' | 'nothing to say';
  issue: number | null;
}

/** Does to the issue what the suite's outcome asks for. A suite that says nothing (3) changes nothing. */
export async function tellIssue(
  suite: string,
  record: SuiteRecord | undefined,
  api: GithubApi,
  io: Io,
): Promise<AlarmDone> {
  const isRed = record === undefined || record.exitCode === EXIT.thresholds || record.exitCode === EXIT.regression;
  const isGreen = record?.exitCode === EXIT.passed;
  if (!isRed && !isGreen) return { action: 'nothing to say', issue: null };
  const title = `Performance: suite ${suite}`;
  const found = v.parse(
    issueList,
    await callGithub(api, 'GET', `/issues?state=open&labels=${LABEL}&per_page=${PER_PAGE}`),
  );
  const open = found.find((issue) => issue.title === title);
  const body = bodyOf(suite, record, io.env);
  if (isGreen) {
    if (open === undefined) return { action: 'nothing to say', issue: null };
    await callGithub(api, 'POST', `/issues/${open.number}/comments`, { body });
    await callGithub(api, 'PATCH', `/issues/${open.number}`, { state: 'closed', state_reason: 'completed' });
    return { action: 'closed', issue: open.number };
  }
  if (open !== undefined) {
    await callGithub(api, 'POST', `/issues/${open.number}/comments`, { body });
    return { action: 'added to', issue: open.number };
  }
  const made = v.parse(
    v.object({ number: v.pipe(v.number(), v.integer()) }),
    await callGithub(api, 'POST', '/issues', { title, body, labels: [LABEL] }),
  );
  return { action: 'opened', issue: made.number };
}

function bodyOf(suite: string, record: SuiteRecord | undefined, env: Io['env']): string {
  const { GITHUB_SERVER_URL: server, GITHUB_RUN_ID: run, GITHUB_REPOSITORY: repository } = env;
  const link = server && run ? [`Run: ${server}/${repository}/actions/runs/${run}`] : [];
  if (record === undefined)
    return [`The suite ${escapeMarkdown(suite)} did not come to its end: the log says why.`, ...link].join('\n\n');
  const lines = problemsOf(record);
  const isRed = failedTests(record).length > 0;
  const head = record.exitCode === EXIT.passed ? 'Green again' : isRed ? 'Red' : 'Slower than earlier nights';
  return [
    `${head}: suite ${escapeMarkdown(suite)} on ${escapeMarkdown(record.target)}, ${record.endedAt ?? record.startedAt}.`,
    ...(lines.length > 0 ? [lines.map((line) => `- ${escapeMarkdown(line)}`).join('\n')] : []),
    ...link,
  ].join('\n\n');
}

/** What failed, attempt by attempt, and what became slower: a line each. */
export function problemsOf(record: SuiteRecord): string[] {
  return [
    ...failedTests(record).flatMap(({ name, attempts }) =>
      attempts.map(({ detail }, at) => `${name}, attempt ${at + 1}: ${detail}`),
    ),
    ...(record.regressions ?? []),
  ];
}

const failedTests = ({ tests }: SuiteRecord) => tests.filter(({ state }) => state === 'failed');
