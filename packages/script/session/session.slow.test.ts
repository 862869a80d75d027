// Sessions in the local runner, against a small server that knows users, tokens and how long they are good for.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { serve, type TestServer, textOf } from 'k6-local/testing.fixture';
import { logged, runBundled } from '../bundled.fixture.ts';

const PASSWORDS: Record<string, string> = { ann: 'pw-4f1-ann', bob: 'pw-4f1-bob', cid: 'pw-4f1-cid' };
const USERS = `name,password\n${Object.entries(PASSWORDS)
  .map(([name, password]) => `${name},${password}\n`)
  .join('')}`;
/** Every secret of these tests looks like this: none may be in an output. */
const SECRETS = /pw-4f1|tok-9c3/;

let [server, folder]: [TestServer | undefined, string] = [undefined, ''];
/** Tokens by who has them, and how many requests each is still good for. */
const tokens = new Map<string, { name: string; left: number }>();
const DEFAULTS = { requestsPerToken: Number.POSITIVE_INFINITY, lifetimeS: 3600, logins: Number.POSITIVE_INFINITY };
let settings = { ...DEFAULTS, seen: [] as string[] };

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const json = (status: number, value: unknown) => response.writeHead(status).end(JSON.stringify(value));
  if (request.url === '/login') {
    const { name, password } = JSON.parse(await textOf(request)) as { name: string; password: string };
    settings.seen.push(`login ${name}`);
    if (PASSWORDS[name] !== password || settings.logins-- <= 0)
      return void json(401, { error: `${password} is wrong` });
    const token = `tok-9c3-${name}-${tokens.size}`;
    tokens.set(token, { name, left: settings.requestsPerToken });
    response.setHeader('Set-Cookie', `sid=${token}; Path=/; HttpOnly`);
    return void json(200, { token, expires_in: settings.lifetimeS });
  }
  const { authorization = '', cookie = '' } = request.headers;
  const token = request.url === '/cookie' ? cookie.replace('sid=', '') : authorization.replace('Bearer ', '');
  const known = tokens.get(token);
  settings.seen.push(`${request.url} ${known?.name ?? 'nobody'}`);
  if (known === undefined || known.left-- <= 0 || request.url === '/forbidden') return void json(401, {});
  json(200, { name: known.name });
}

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sessions-'));
  server = await serve((request, response) => void answer(request, response));
});
after(async () => {
  await server?.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  tokens.clear();
  settings = { ...DEFAULTS, seen: [] };
});

interface Changes {
  users?: string;
  /** Of the login. */
  spec?: string;
  path?: string;
  vus?: number;
  iterations?: number;
  more?: string;
  args?: string[];
}

/** Each VU walks its iterations; the outcome has all that the run has written. */
async function run(changes: Changes = {}) {
  const { users = USERS, vus = 1, iterations = 3, path = '/me', more = '' } = changes;
  const { spec = 'token: (answer) => answer.json("token")' } = changes;
  const points = join(folder, 'points.json');
  const exported = join(folder, 'summary.json');
  const result = await runBundled(
    `const users = csv('users.csv', { columns: ['name', 'password'], order: 'unique-per-vu' });
    const session = loginSession({ ...{ baseUrl: BASE, users, request: (user) => ({ path: '/login', json: user }) }, ${spec} });
    export const options = { scenarios: { a: { executor: 'per-vu-iterations', vus: ${vus}, iterations: ${iterations} } },
      thresholds: { ...session.thresholds, 'http_reqs{name:GET ${path}}': ['count>=0'], 'http_req_failed{name:GET ${path}}': ['rate>=0'], checks: ['rate==1'] } };
    const one = (grants) => {
      if (!session.ready(grants)) return;
      const answer = send({ method: 'GET', path: '${path}' }, { baseUrl: BASE, session });
      check(answer, { 'status is 200': ({ status }) => status === 200 });
    };
    ${more || 'export default () => one();'}`,
    {
      files: { 'users.csv': users },
      env: { BASE_URL: server!.url },
      args: ['--out', `json=${points}`, '--summary-export', exported, ...(changes.args ?? [])],
    },
  );
  const written = [points, exported].map((path) => readFileSync(path, 'utf8')).join('\n');
  const { exitCode, stderr, stdout, summary } = result;
  const of = (metric: string, stat: string) => (summary?.metrics[metric]?.values as Record<string, number>)?.[stat];
  return { exitCode, stderr, of, written, everything: stdout + stderr + written, seen: settings.seen };
}

test('each VU logs in once and sends as its user', async () => {
  const { exitCode, seen, of, stderr, everything } = await run({ vus: 3, iterations: 4 });
  assert.equal(exitCode, 0, stderr);
  for (const name of Object.keys(PASSWORDS)) {
    assert.equal(seen.filter((line) => line === `login ${name}`).length, 1);
    assert.equal(seen.filter((line) => line === `/me ${name}`).length, 4);
  }
  assert.equal(of('login_failed', 'rate'), 0);
  assert.ok(everything.includes('login_failed') && everything.includes('/me'), 'there is something to search');
  assert.doesNotMatch(everything, SECRETS);
});

test("with one user's password wrong one line names the row, the others go on, and the run fails by login_failed", async () => {
  const users = USERS.replace('pw-4f1-bob', 'pw-4f1-old');
  const { exitCode, seen, stderr, of, everything } = await run({ users, vus: 3, iterations: 3 });
  assert.equal(exitCode, 99, stderr);
  assert.deepEqual(logged(stderr, 'login of '), [
    'users.csv, row 3 failed: POST /login answered 401; VU 2 sends nothing more',
  ]);
  assert.equal(seen.filter((line) => line.includes('bob')).length, 1, 'its one login');
  assert.equal(seen.filter((line) => line.startsWith('/me')).length, 6);
  assert.ok(!seen.includes('/me nobody'));
  assert.equal(of('login_failed', 'passes'), 1);
  assert.equal(of('checks', 'rate'), 1);
  assert.doesNotMatch(everything, SECRETS);
});

test('a token that expires in mid-run is renewed on 401 by one login, and the request is sent again', async () => {
  settings.requestsPerToken = 3;
  const { exitCode, seen, of, stderr, everything } = await run({ iterations: 8 });
  assert.equal(exitCode, 0, stderr);
  assert.equal(seen.filter((line) => line === 'login ann').length, 3);
  assert.equal(of('http_reqs{name:GET /me}', 'count'), 8 + 2);
  assert.equal(of('http_req_failed{name:GET /me}', 'rate'), 0, 'a token that is too old is no failure');
  assert.equal(of('login_failed', 'rate'), 0);
  assert.doesNotMatch(everything, SECRETS);
});

test('a token is renewed before it expires where the answer says when that is', async () => {
  settings.lifetimeS = 0.2;
  const { exitCode, seen, of, stderr } = await run({
    iterations: 6,
    spec: 'token: (answer) => answer.json("token"), lifetimeS: (answer) => answer.json("expires_in")',
    more: `import { sleep } from 'k6'; export default () => { one(); sleep(0.07); };`,
  });
  assert.equal(exitCode, 0, stderr);
  assert.ok(seen.filter((line) => line === 'login ann').length >= 2, seen.join());
  assert.equal(of('http_reqs{name:GET /me}', 'count'), 6);
});

test('a login that is refused in mid-run ends the requests of its VU with one line', async () => {
  Object.assign(settings, { requestsPerToken: 2, logins: 2 });
  const { exitCode, seen, stderr, of, everything } = await run({ iterations: 6 });
  assert.equal(exitCode, 99, stderr);
  assert.deepEqual(logged(stderr, 'login of '), [
    'users.csv, row 2 failed: POST /login answered 401; VU 1 sends nothing more',
  ]);
  assert.equal(seen.filter((line) => line === '/me ann').length, 2 * 2 + 2);
  assert.equal(seen.at(-1), 'login ann');
  assert.equal(of('login_failed', 'passes'), 1);
  assert.equal(of('checks', 'fails'), 1, 'the request whose 401 could not be cured');
  assert.doesNotMatch(everything, SECRETS);
});

test('a 401 that a new login does not cure is sent again once, and not each time', async () => {
  const { exitCode, seen, of, stderr } = await run({ path: '/forbidden', iterations: 5 });
  assert.equal(exitCode, 99, stderr);
  assert.equal(seen.filter((line) => line === 'login ann').length, 2);
  assert.equal(seen.filter((line) => line === '/forbidden ann').length, 5 + 1);
  assert.equal(of('http_req_failed{name:GET /forbidden}', 'passes'), 5);
  assert.equal(of('login_failed', 'rate'), 0);
});

const IN_SETUP = 'export const setup = () => session.setup(); export default (grants) => one(grants);';

test('setup() logs in all users, and VUs go on with what they were granted', async () => {
  const { exitCode, seen, stderr, everything } = await run({ vus: 3, iterations: 2, more: IN_SETUP });
  assert.equal(exitCode, 0, stderr);
  assert.deepEqual(seen.slice(0, 3), ['login ann', 'login bob', 'login cid']);
  assert.equal(seen.filter((line) => line.startsWith('login')).length, 3);
  for (const name of Object.keys(PASSWORDS)) assert.equal(seen.filter((line) => line === `/me ${name}`).length, 2);
  assert.doesNotMatch(everything, SECRETS);
});

test('a login that fails in setup() aborts the test with one line and no load', async () => {
  const users = USERS.replace('pw-4f1-bob', 'pw-4f1-old');
  const { exitCode, seen, stderr, everything } = await run({ users, vus: 3, more: IN_SETUP });
  assert.equal(exitCode, 108, stderr);
  assert.deepEqual(seen, ['login ann', 'login bob']);
  assert.equal(stderr.split('login of users.csv, row 3 failed: POST /login answered 401').length, 2, stderr);
  assert.doesNotMatch(everything, SECRETS);
});

test('steps of a journey carry what the session has', async () => {
  const { exitCode, seen, stderr, everything } = await run({
    vus: 2,
    more: `const walk = journey('visit', [
      { name: 'open', request: () => ({ url: BASE + '/me', params: session.params() }) },
      { name: 'read', request: () => ({ url: BASE + '/me', params: session.params() }) },
    ]);
    export default () => { if (session.ready()) check(walk(), { completed: (is) => is }); };`,
  });
  assert.equal(exitCode, 0, stderr);
  for (const name of ['ann', 'bob']) assert.equal(seen.filter((line) => line === `/me ${name}`).length, 2 * 3);
  assert.doesNotMatch(everything, SECRETS);
});

test('a session of cookies outlives the iteration, at the end of which k6 empties the jar', async () => {
  for (const more of ['', IN_SETUP]) {
    settings.seen = [];
    const { exitCode, seen, stderr, everything } = await run({
      vus: 2,
      iterations: 3,
      path: '/cookie',
      spec: '',
      more,
    });
    assert.equal(exitCode, 0, stderr);
    assert.equal(seen.filter((line) => line === '/cookie bob').length, 3);
    assert.doesNotMatch(everything, SECRETS);
  }
});

test('an answer without what the login looks for is a failed login', async () => {
  for (const [spec, reason] of [
    [`token: (answer) => answer.json('session.token')`, 'POST /login answered 200 without a token'],
    [`token: () => { throw new Error('tok-9c3'); }`, 'POST /login answered 200 without a token'],
    [`request: () => ({ method: 'GET', path: '/me' })`, 'GET /me answered 401'],
    [`baseUrl: 'http://127.0.0.1:1'`, 'POST /login had no answer (error code 1212)'],
  ] as const) {
    const { exitCode, stderr, everything } = await run({ spec, iterations: 2 });
    assert.equal(exitCode, 99, stderr);
    assert.deepEqual(logged(stderr, 'login of '), [`users.csv, row 2 failed: ${reason}; VU 1 sends nothing more`]);
    assert.doesNotMatch(everything, SECRETS);
  }
});

test('who sends without asking ready() gets an error, and users in another order are refused', async () => {
  const wrong = await run({ spec: `users: csv('users.csv', { columns: ['name'] })` });
  assert.equal(wrong.exitCode, 107);
  assert.match(wrong.stderr, /users\.csv has the order in-turn: expected unique-per-vu, since a VU stays who it is/);
  const { stderr, seen } = await run({
    users: 'name,password\nann,pw-4f1-old\n',
    iterations: 2,
    more: `export default () => { send({ method: 'GET', path: '/me' }, { baseUrl: BASE, session }); };`,
  });
  assert.match(stderr, /the login of this VU has failed: return from the iteration when ready\(\) is false/);
  assert.deepEqual(seen, ['login ann']);
});

test('a token of the environment is sent, and nothing where there is none', async () => {
  tokens.set('tok-9c3-env', { name: 'env', left: 1 });
  for (const env of [{ AUTH_TOKEN: 'tok-9c3-env' }, {}]) {
    const { exitCode, stderr } = await runBundled(
      `const session = tokenFrom('AUTH_TOKEN');
      export default () => { if (session.ready()) send({ method: 'GET', path: '/me' }, { baseUrl: BASE, session }); };`,
      { env: { ...env, BASE_URL: server!.url } },
    );
    assert.equal(exitCode, 0, stderr);
    assert.doesNotMatch(stderr, SECRETS);
  }
  assert.deepEqual(settings.seen, ['/me env', '/me nobody']);
});
