// `perf notify`: posts what came out of a run to Slack, Teams or a webhook. Never the reason for a failed run, unless that is asked for.
import { resolve } from 'node:path';
import { Command } from 'commander';
import { EXIT } from 'k6-kit/exit-codes';
import { readText } from 'k6-kit/read-bounded';
import { withoutSecret } from 'k6-kit/secrets';
import { UserError } from 'k6-kit/user-error';
import { mapTexts } from 'k6-verdict/render/escape';
import type { ExitCode, Io } from '../io.ts';
import { redacted } from '../redact.ts';
import { noteBody, plainBody, type Sent, slackBody, teamsBody, templateBody, visible } from './bodies.ts';
import { messageAbout } from './message.ts';
import { PACE, type Pace, post } from './post.ts';

/** Where to post, by the variable that holds the address; of GitLab's merge requests that is known, and a token is the secret. */
const RECEIVERS = {
  PERF_SLACK_URL: { name: 'Slack', bodyOf: slackBody },
  PERF_TEAMS_URL: { name: 'Teams', bodyOf: teamsBody },
  PERF_WEBHOOK_URL: { name: 'webhook', bodyOf: plainBody },
  PERF_GITLAB_TOKEN: { name: 'GitLab', bodyOf: noteBody },
} as const;
type Variable = keyof typeof RECEIVERS;
const VARIABLES = Object.keys(RECEIVERS) as Variable[];

interface Options {
  template?: string;
  link?: string;
  unlessPassed?: boolean;
  strict?: boolean;
  json?: boolean;
}

const HELP = `
Examples:
  PERF_SLACK_URL=... npm run perf -- notify results/suite-nightly.suite.json
  PERF_WEBHOOK_URL=... npm run perf -- notify results/baseline.report.json --template message.json --unless-passed

Addresses come from the environment only: ${VARIABLES.join(', ')}; each that is set gets the message. A template is JSON
with {{title}}, {{outcome}}, {{link}} and {{#each lines}}{{this}} {{/each}} in its strings, for PERF_WEBHOOK_URL.
PERF_GITLAB_TOKEN writes a note on the merge request of a GitLab pipeline.
The link is that of the job on GitHub, GitLab, Jenkins or Azure, unless --link says another.
Exit codes: 0, also if a message was not accepted (one line says why); then 2 with --strict.`;

export function notifyCommand(io: Io, exit: (code: ExitCode) => void, pace: Pace = PACE): Command {
  return new Command('notify')
    .argument('<result>', 'result, verdict as JSON, record of a suite or drill, or a folder: its newest record')
    .option('--template <file>', 'body for PERF_WEBHOOK_URL, as JSON with placeholders')
    .option('--link <url>', 'page that the message links to')
    .option('--unless-passed', 'post nothing when the outcome is passed')
    .option('--strict', 'exit code 2 if a message was not accepted')
    .option('--json', 'print who got the message, and what went wrong, as JSON')
    .addHelpText('after', HELP)
    .action(async (result: string, options: Options) => {
      const posted: string[] = [];
      const say = (name: string, line: string) => {
        posted.push(name);
        if (!options.json) io.stdout(line);
      };
      const found = await notify(resolve(io.cwd, result), options, { io, pace, say }).catch((error: Error) => {
        if (options.strict || !(error instanceof UserError)) throw error;
        return error.message;
      });
      const problem = found && redacted(withoutAddresses(found, io.env), io.env);
      if (options.json) io.stdout(`${JSON.stringify({ posted, problem: problem ?? null })}\n`);
      if (problem === undefined) return;
      io.stderr(`${problem}\n`);
      if (options.strict) exit(EXIT.badInput);
    });
}

interface Posting {
  io: Io;
  pace: Pace;
  /** Hears of each receiver that has the message. */
  say: (name: string, line: string) => void;
}

/** Posts to every receiver; returns one line about those that did not accept it. */
async function notify(file: string, options: Options, { io, pace, say }: Posting): Promise<string | undefined> {
  // Only a pipeline of a merge request has one to write to.
  const isThere = (variable: Variable) => variable !== 'PERF_GITLAB_TOKEN' || io.env.CI_MERGE_REQUEST_IID;
  const variables = VARIABLES.filter((variable) => io.env[variable] && isThere(variable));
  if (variables.length === 0) return `notify: nothing is posted: expected one of ${VARIABLES.join(', ')}`;
  const message = await messageAbout(file, io.now());
  if (options.unlessPassed && message.outcome === 'passed') {
    if (!options.json) io.stdout('notify: passed, nothing is posted\n');
    return undefined;
  }
  const clean = (text: string) => redacted(withoutAddresses(text, io.env), io.env);
  const sent = visible(mapTexts<Sent>({ ...message, link: linkOf(options.link, io.env) }, clean));
  const template = options.template && (await readText(resolve(io.cwd, options.template)));
  const problems = await Promise.all(
    variables.map(async (variable) => {
      const { name, bodyOf } = RECEIVERS[variable];
      const isOwn = variable === 'PERF_WEBHOOK_URL' && template;
      const body = isOwn ? templateBody(template, sent, options.template ?? '') : bodyOf(sent);
      const isGitlab = variable === 'PERF_GITLAB_TOKEN';
      const secret = (io.env[variable] ?? '').trim();
      const url = addressOf(isGitlab ? notesOf(io.env) : secret);
      const headers = isGitlab ? { 'private-token': secret } : {};
      const problem = url === undefined ? 'expected an https URL' : await post({ url, headers, body }, pace, io.now);
      if (problem === undefined) say(name, `notify: ${name} has "${sent.title}"\n`);
      return problem === undefined ? [] : [`${variable}: ${problem}`];
    }),
  );
  const lines = problems.flat();
  return lines.length === 0 ? undefined : `notify: not posted: ${lines.join('; ')}`;
}

/** Where GitLab takes notes on the merge request of this pipeline. */
function notesOf({ CI_API_V4_URL, CI_PROJECT_ID, CI_MERGE_REQUEST_IID }: Io['env']): string {
  const [project, request] = [CI_PROJECT_ID ?? '', CI_MERGE_REQUEST_IID ?? ''].map(encodeURIComponent);
  return `${CI_API_V4_URL}/projects/${project}/merge_requests/${request}/notes`;
}

/** The address, where it cannot be read on its way. */
function addressOf(text: string): string | undefined {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  const isLocal = url?.protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  return url?.protocol === 'https:' || isLocal ? url?.href : undefined;
}

function withoutAddresses(text: string, env: Io['env']): string {
  return VARIABLES.reduce((shown, variable) => withoutSecret(shown, env[variable]), text);
}

/** The page of the run, by what the CI systems say of themselves. */
function linkOf(given: string | undefined, env: Io['env']): string {
  const { GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID, CI_JOB_URL, BUILD_URL } = env;
  const { SYSTEM_COLLECTIONURI, SYSTEM_TEAMPROJECT, BUILD_BUILDID } = env;
  const text =
    given ??
    (GITHUB_RUN_ID && `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}`) ??
    CI_JOB_URL ??
    (BUILD_BUILDID &&
      `${SYSTEM_COLLECTIONURI}${encodeURIComponent(SYSTEM_TEAMPROJECT ?? '')}/_build/results?buildId=${BUILD_BUILDID}`) ??
    BUILD_URL ??
    '';
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url && /^https?:$/.test(url.protocol) && !url.username && !url.password ? url.href : '';
}
