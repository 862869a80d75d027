// The issue of a suite against a stand-in for GitHub's API: opened, added to, closed; and nothing of the token anywhere.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { EXIT } from 'k6-kit/exit-codes';
import { type TestServer, testServer } from 'k6-kit/server.fixture';
import { perf } from '../perf.fixture.ts';
import type { SuiteRecord } from '../suite/record.ts';

const CANARY = 'canary-a1a1';
const TITLE = 'Performance: suite nightly';

interface Issue {
  number: number;
  title: string;
  state: string;
  comments: string[];
  body: string;
}

let folder = '';
let server: TestServer;
let issues: Issue[] = [];
let refuses = 0;
const asked: string[] = [];

// Around these tests only: a hook of the file would run around those of every file in its group.
describe('the issue of a suite', () => {
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'alarm-'));
    [issues, refuses] = [[], 0];
    asked.length = 0;
    server = await testServer(async (request, response) => {
      let text = '';
      for await (const chunk of request) text += chunk;
      const { method, url = '' } = request;
      asked.push(`${method} ${url}`);
      const answer = (status: number, body: unknown) => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      };
      if (refuses > 0 || request.headers.authorization !== `Bearer ${CANARY}`)
        return answer(refuses || 401, { message: CANARY });
      const body = text === '' ? {} : JSON.parse(text);
      const issue = issues.find(({ number }) => url.startsWith(`/repos/o/r/issues/${number}`));
      if (method === 'GET')
        return answer(
          200,
          issues.filter(({ state }) => state === 'open'),
        );
      if (method === 'POST' && issue) issue.comments.push(body.body);
      else if (method === 'PATCH' && issue) Object.assign(issue, body);
      else issues.push({ number: 7, title: body.title, state: 'open', comments: [], body: body.body });
      answer(201, issue ?? issues.at(-1));
    });
  });
  afterEach(async () => {
    server.close();
    await rm(folder, { recursive: true });
  });

  async function alarm(change: Partial<SuiteRecord> | undefined, env: Record<string, string> = {}) {
    const file = join(folder, 'nightly.suite.json');
    await rm(file, { force: true });
    if (change !== undefined) {
      const record: SuiteRecord = {
        ...{
          schema: 1,
          suite: 'nightly',
          environment: 'staging',
          target: 'https://staging.example.com',
          engine: 'k6 v2.3.0',
        },
        ...{
          timeScale: 1,
          scale: '',
          startedAt: '2026-01-31T02:00:00.000Z',
          endedAt: '2026-01-31T03:00:00.000Z',
          tests: [],
        },
        ...{ regressions: null, exitCode: 0, ...change },
      };
      await writeFile(file, JSON.stringify(record));
    }
    const { code, out, err } = await perf(['alarm', 'nightly', file], {
      env: {
        GITHUB_TOKEN: CANARY,
        GITHUB_REPOSITORY: 'o/r',
        GITHUB_API_URL: server.url,
        GITHUB_SERVER_URL: 'https://github.com',
        GITHUB_RUN_ID: '42',
        ...env,
      },
      cwd: folder,
    });
    assert.ok(!(out + err).includes(CANARY));
    return { code, out, err };
  }

  const RED: Partial<SuiteRecord> = {
    exitCode: 99,
    tests: [
      {
        name: 'baseline',
        state: 'failed',
        attempts: [1, 2].map((attempt) => ({
          ...{
            exitCode: 99,
            resultFile: null,
            startedAt: '2026-01-31T02:00:00.000Z',
            endedAt: '2026-01-31T02:10:00.000Z',
          },
          detail: `FAILED baseline: attempt ${attempt} @everyone <img src=x>`,
        })),
      },
    ],
  };

  it('a red night opens the issue, the next one adds to it, a green one closes it', async () => {
    assert.match((await alarm(RED)).out, /^opened: issue 7\n$/);
    assert.equal(issues[0]?.title, TITLE);
    assert.match(issues[0]?.body ?? '', /baseline, attempt 2: FAILED baseline/);
    assert.match(issues[0]?.body ?? '', /https:\/\/github\.com\/o\/r\/actions\/runs\/42/);
    assert.doesNotMatch(issues[0]?.body ?? '', /(?<!\\)<img|@everyone/);
    assert.match(
      (await alarm({ exitCode: 6, regressions: ['baseline, home: 40 ms to 50 ms'] })).out,
      /^added to: issue 7\n$/,
    );
    assert.match(issues[0]?.comments[0] ?? '', /Slower than earlier nights.*\n\n- baseline, home: 40 ms to 50 ms/);
    assert.match((await alarm({})).out, /^closed: issue 7\n$/);
    assert.deepEqual([issues.length, issues[0]?.state], [1, 'closed']);
    assert.match(issues[0]?.comments.at(-1) ?? '', /^Green again/);
    assert.match((await alarm({})).out, /^nothing to say\n$/);
  });

  it('a suite that did not end is told, and another issue with our label is left alone', async () => {
    issues = [{ number: 3, title: 'Performance: something else', state: 'open', comments: [], body: '' }];
    assert.match((await alarm(undefined)).out, /^opened: issue 7\n$/);
    assert.match(issues.at(-1)?.body ?? '', /did not come to its end/);
    await alarm({});
    assert.deepEqual(
      issues.map(({ state }) => state),
      ['open', 'closed'],
    );
  });

  it('a night that is not usable says nothing, and asks nothing', async () => {
    assert.match((await alarm({ exitCode: 3 })).out, /nothing to say/);
    assert.deepEqual(asked, []);
  });

  it('what is missing, and what GitHub refuses, is one line without the token', async () => {
    const cases: [Record<string, string>, RegExp][] = [
      [{ GITHUB_TOKEN: '' }, /GITHUB_TOKEN is not set/],
      [{ GITHUB_REPOSITORY: 'o/r/../x' }, /GITHUB_REPOSITORY is not owner\/name/],
      [{ GITHUB_API_URL: 'http://api.github.com' }, /GITHUB_API_URL is not an https URL/],
      [{ GITHUB_TOKEN: 'other' }, /GitHub answers 401 to GET \/issues: expected a token with issues: write for o\/r/],
    ];
    for (const [env, message] of cases) {
      const { code, err } = await alarm(RED, env);
      assert.equal(code, EXIT.badInput);
      assert.match(err, message);
      assert.equal(err.trim().split('\n').length, 1);
    }
    refuses = 500;
    assert.match((await alarm(RED)).err, /GitHub answers 500/);
  });
});
