// GitHub's REST API, as far as the commands of workflows use it: one repository, one token, rate limits waited for within bounds.
import { setTimeout as pause } from 'node:timers/promises';
import { UserError } from 'k6-kit/user-error';
import { type Answer, ask, type NoAnswer } from 'k6-local/ask';
import type { Io } from '../io.ts';

const TIMEOUT_MS = 15_000;
const ATTEMPTS = 4;
/** GitHub may ask for an hour; a job that waits so long costs more than its comment. */
const LONGEST_WAIT_S = 60;

export interface GithubApi {
  url: string;
  repository: string;
  token: string;
  /** The command, for messages. */
  command: string;
  /** Rights that its token needs, in GitHub's words. */
  rights: string;
}

/** GitHub answered, but not as hoped; or did not answer (`status` 0). */
export class GithubRefusal extends UserError {
  readonly status: number;

  constructor(status: number, message: string, options?: ErrorOptions) {
    super('E_GITHUB', message, options);
    this.status = status;
  }
}

/** The API as the environment of GitHub Actions names it. Throws a UserError for what is missing or malformed. */
export function githubApi(command: string, rights: string, env: Io['env']): GithubApi {
  const { GITHUB_TOKEN: token, GITHUB_REPOSITORY: repository } = env;
  const url = env.GITHUB_API_URL ?? 'https://api.github.com';
  const wrong = !token
    ? 'GITHUB_TOKEN is not set'
    : !/^[\w.-]+\/[\w.-]+$/.test(repository ?? '')
      ? 'GITHUB_REPOSITORY is not owner/name'
      : !/^https:\/\/|^http:\/\/127\.0\.0\.1:/.test(url)
        ? 'GITHUB_API_URL is not an https URL'
        : undefined;
  if (wrong !== undefined)
    throw new UserError(
      'E_GITHUB_ENV',
      `${command}: ${wrong}: expected the environment of GitHub Actions; see perf ${command} --help`,
    );
  return { url: url.replace(/\/$/, ''), repository: repository!, token: token!, command, rights };
}

/** One request below the repository. Throws a GithubRefusal. */
export async function callGithub(api: GithubApi, method: string, path: string, body?: unknown): Promise<unknown> {
  for (let attempt = 1; ; attempt++) {
    const answer = await askOnce(api, method, path, body);
    if (answer.isOk) return answer.text === '' ? null : JSON.parse(answer.text);
    const waitS = waitFor(answer, attempt);
    if (waitS === undefined || waitS > LONGEST_WAIT_S || attempt === ATTEMPTS)
      throw refusalOf(answer, api, method, path);
    await pause(waitS * 1000);
  }
}

function askOnce(api: GithubApi, method: string, path: string, body: unknown): Promise<Answer> {
  return ask(`${api.url}/repos/${api.repository}${path}`, {
    method,
    timeoutMs: TIMEOUT_MS,
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${api.token}`,
      'content-type': 'application/json',
      'x-github-api-version': '2022-11-28',
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }).catch((cause: NoAnswer) => {
    const what = `${method} ${path.split('?')[0]}`;
    throw new GithubRefusal(0, `${api.command}: ${what} got no answer (${cause.message}); try again`, { cause });
  });
}

/** Seconds after which GitHub may answer otherwise; undefined: this answer is final. */
function waitFor({ status, headers }: Answer, attempt: number): number | undefined {
  if (status !== 429 && status !== 403) return undefined;
  const after = Number(headers['retry-after']);
  if (Number.isFinite(after) && headers['retry-after'] !== '') return after;
  if (headers['x-ratelimit-remaining'] === '0')
    return Math.max(0, Number(headers['x-ratelimit-reset']) - Date.now() / 1000) || 0;
  return status === 429 ? 2 ** attempt : undefined;
}

function refusalOf({ status, headers }: Answer, api: GithubApi, method: string, path: string): GithubRefusal {
  const isLimit = status === 429 || headers['retry-after'] !== undefined || headers['x-ratelimit-remaining'] === '0';
  const expected = isLimit
    ? 'the rate limit is used up; try again later'
    : `expected a token with ${api.rights} for ${api.repository}`;
  return new GithubRefusal(
    status,
    `${api.command}: GitHub answers ${status} to ${method} ${path.split('?')[0]}: ${expected}`,
  );
}
