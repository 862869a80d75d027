// For tests: a stand-in for GitHub's API with issues, comments and checks of the repository o/r, and the ways in which it refuses.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export const CANARY = 'canary-a1a1';

export interface StandInComment {
  id: number;
  body: string;
  user: { login: string };
}

/** An answer in place of the usual one. */
export interface Refusal {
  method: string;
  path: RegExp;
  status: number;
  headers?: Record<string, string>;
  /** How often; default: always. */
  times?: number;
}

export interface StandInGithub {
  env: Record<string, string>;
  asked: string[];
  comments: StandInComment[];
  checks: Record<string, unknown>[];
  refusals: Refusal[];
  close: () => void;
}

export async function standInGithub(): Promise<StandInGithub> {
  const github: StandInGithub = { env: {}, asked: [], comments: [], checks: [], refusals: [], close: () => {} };
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const { method = '', url = '' } = request;
    github.asked.push(`${method} ${url}`);
    const answer = (status: number, body: unknown, headers: Record<string, string> = {}) =>
      void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
    if (request.headers.authorization !== `Bearer ${CANARY}`) return answer(401, { message: CANARY });
    const refusal = github.refusals.find((one) => one.method === method && one.path.test(url) && (one.times ?? 1) > 0);
    if (refusal) {
      if (refusal.times !== undefined) refusal.times--;
      return answer(refusal.status, { message: CANARY }, refusal.headers);
    }
    return answer(...answerTo(github, method, url.replace('/repos/o/r', ''), text === '' ? {} : JSON.parse(text)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  github.env = {
    ...{ GITHUB_TOKEN: CANARY, GITHUB_REPOSITORY: 'o/r', GITHUB_SERVER_URL: 'https://github.com', GITHUB_RUN_ID: '42' },
    GITHUB_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  };
  github.close = () => {
    server.closeAllConnections();
    server.close();
  };
  return github;
}

function answerTo(
  { comments, checks }: StandInGithub,
  method: string,
  path: string,
  body: Record<string, unknown>,
): [status: number, body: unknown] {
  const { pathname, searchParams } = new URL(path, 'http://x');
  const [, one] = /^\/issues\/comments\/(\d+)$/.exec(pathname) ?? [];
  if (method === 'PATCH' && one !== undefined) {
    const found = comments.find(({ id }) => id === Number(one));
    if (!found) return [404, {}];
    found.body = String(body.body);
    return [200, found];
  }
  if (/^\/issues\/17\/comments$/.test(pathname)) {
    if (method === 'GET') {
      const [size, page] = [Number(searchParams.get('per_page')), Number(searchParams.get('page'))];
      return [200, comments.slice((page - 1) * size, page * size)];
    }
    comments.push({ id: 1000 + comments.length, body: String(body.body), user: { login: 'github-actions[bot]' } });
    return [201, comments.at(-1)];
  }
  if (method === 'POST' && pathname === '/check-runs') {
    checks.push(body);
    return [201, {}];
  }
  return [404, {}];
}
