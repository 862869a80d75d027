// `perf notify` against a stand-in for Slack, Teams and a webhook: what they get, what happens when they fail, and that no secret is shown.
import assert from 'node:assert/strict';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { type TestServer, testServer } from 'k6-kit/server.fixture';
import { SHOP_SUMMARY } from 'k6-verdict/shop-summary.fixture';
import { listening } from '../perf.fixture.ts';
import type { SuiteRecord } from '../suite/record.ts';
import { notifyCommand } from './command.ts';

const SECRET = 'T0000/canary-b2b2';
const TOKEN = 'canary-c3c3';
const PACE = { timeoutMs: 150, tries: 3, firstWaitMs: 1, mostWaitMs: 20 };

const VERDICT = {
  schema: 1,
  outcome: 'failed',
  summary: '1 of 4 limits crossed',
  file: 'shop.json',
  run: { type: 'baseline', target: 'https://shop.example.com', engine: 'k6 v2.3.0' },
  findings: [{ title: 'Limit crossed', evidence: 'search, p95 latency 310 ms' }],
};
const SUITE: SuiteRecord = {
  ...{ schema: 1, suite: 'nightly', environment: 'staging', target: 'https://staging.example.com', engine: 'k6' },
  ...{ timeScale: 1, scale: '', startedAt: '2026-01-31T02:00:00.000Z', endedAt: '2026-01-31T03:00:00.000Z' },
  ...{ tests: [], regressions: ['baseline, home: 40 ms to 50 ms'], exitCode: 6 },
};

let folder = '';
let server: TestServer;
let answer: (response: ServerResponse, tried: number) => void;
let got: { url: string; headers: IncomingHttpHeaders; text: string }[] = [];

describe('notify', () => {
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'notify-'));
    got = [];
    answer = (response) => response.end('ok');
    server = await testServer(async (request, response) => {
      let text = '';
      for await (const chunk of request) text += chunk;
      got.push({ url: request.url ?? '', headers: request.headers, text });
      answer(response, got.length);
    });
  });
  afterEach(async () => {
    server.close();
    await rm(folder, { recursive: true });
  });

  const address = (kind: string) => `${server.url}/${kind}/${SECRET}`;

  async function notify(content: object | string | undefined, args: string[] = [], env: Record<string, string> = {}) {
    const file = args[0]?.endsWith('.json') ? args[0] : 'shop.report.json';
    const rest = args.filter((arg) => arg !== file);
    if (content !== undefined)
      await writeFile(join(folder, file), typeof content === 'string' ? content : JSON.stringify(content));
    let code = 0;
    const { io, said } = listening({
      ...{ cwd: folder, root: folder },
      env: { AUTH_TOKEN: TOKEN, ...(Object.keys(env).length > 0 ? env : { PERF_SLACK_URL: address('slack') }) },
    });
    const command = notifyCommand(
      io,
      (given) => {
        code = given;
      },
      PACE,
    ).exitOverride();
    await command.parseAsync([rest.includes('.') ? '.' : file, ...rest.filter((arg) => arg !== '.')], { from: 'user' });
    assert.ok(!said.output.includes('canary'), said.output);
    return { code, ...said };
  }

  it('says as JSON who has the message, and what went wrong', async () => {
    const good = await notify(VERDICT, ['--json']);
    assert.deepEqual(JSON.parse(good.out), { posted: ['Slack'], problem: null });
    answer = (response) => response.writeHead(404).end();
    const bad = JSON.parse((await notify(VERDICT, ['--json'])).out);
    assert.deepEqual(bad.posted, []);
    assert.match(bad.problem, /^notify: not posted: PERF_SLACK_URL: .*404/);
  });

  it('each receiver that is set gets the verdict in its own form, with the link of the job', async () => {
    const { out, err, code } = await notify(VERDICT, [], {
      ...{ PERF_SLACK_URL: address('slack'), PERF_TEAMS_URL: address('teams'), PERF_WEBHOOK_URL: address('web') },
      CI_JOB_URL: 'https://gitlab.example.com/o/r/-/jobs/7',
    });
    assert.deepEqual([code, err, got.length], [0, '', 3]);
    assert.match(out, /^notify: Slack has "FAILED baseline: 1 of 4 limits crossed"$/m);
    const of = (kind: string) => JSON.parse(got.find(({ url }) => url.startsWith(`/${kind}/`))?.text ?? '');
    const lines = ['https://shop.example.com, k6 v2.3.0', 'Limit crossed: search, p95 latency 310 ms'];
    const link = 'https://gitlab.example.com/o/r/-/jobs/7';
    const title = 'FAILED baseline: 1 of 4 limits crossed';
    assert.deepEqual(of('web'), { schema: 1, outcome: 'failed', title, lines, link });
    const [header, section, actions] = of('slack').blocks;
    assert.deepEqual([header.text.text, section.text.text], [title, lines.map((line) => `• ${line}`).join('\n')]);
    assert.equal(actions.elements[0].url, link);
    const card = of('teams').attachments[0].content;
    assert.deepEqual(
      card.body.map(({ inlines }: { inlines: { text: string }[] }) => inlines[0]?.text),
      [title, ...lines],
    );
    assert.equal(card.actions[0].url, link);
  });

  it('a result file is judged first, and a record of a suite is told by its problems', async () => {
    await notify(SHOP_SUMMARY);
    assert.match(JSON.parse(got[0]?.text ?? '').text, /^FAILED shop\.report\.json: \d+ of \d+ limits crossed/);
    await notify(SUITE, ['night.suite.json']);
    assert.match(got[1]?.text ?? '', /FAILED suite nightly on .*baseline, home: 40 ms to 50 ms/);
  });

  it('a folder means its newest record; a passed one posts nothing where that is asked for', async () => {
    await writeFile(join(folder, 'a.suite.json'), JSON.stringify({ ...SUITE, suite: 'old' }));
    await utimes(join(folder, 'a.suite.json'), 1, 1);
    await writeFile(join(folder, 'b.suite.json'), JSON.stringify({ ...SUITE, exitCode: 0, regressions: [] }));
    assert.match((await notify(undefined, ['.'])).out, /PASSED suite nightly/);
    assert.equal((await notify(undefined, ['.', '--unless-passed'])).out, 'notify: passed, nothing is posted\n');
    assert.equal(got.length, 1);
  });

  it('a result that is missing or unreadable is a message, since the run did not come to its end', async () => {
    for (const [content, args] of [
      [undefined, ['gone.suite.json']],
      [undefined, ['.']],
      [{ no: 'record' }, ['x.suite.json']],
      ['{"a":', []],
      [{ schema: 1, outcome: 'failed' }, []],
    ] as [object | string | undefined, string[]][]) {
      got = [];
      const { code, err } = await notify(content, [...args, '--unless-passed', '--strict']);
      assert.deepEqual([code, err], [0, '']);
      assert.match(JSON.parse(got[0]?.text ?? '').text, /^NO RESULT: /);
      await rm(join(folder, 'x.suite.json'), { force: true });
    }
  });

  it('hostile names are text: no mention, no markup, no control character, no secret, and they end', async () => {
    const nasty = `<!channel> [x](javascript:1) **b** @all "q" \u202e\u0007 ${TOKEN} ${address('slack')} https://u:pw-d4@h/`;
    const run = { ...VERDICT.run, target: nasty, type: nasty };
    const findings = Array.from({ length: 20 }, () => ({ title: nasty, evidence: 'x'.repeat(5000) }));
    await notify({ ...VERDICT, run, findings }, [], {
      ...{ PERF_SLACK_URL: address('slack'), PERF_TEAMS_URL: address('teams'), PERF_WEBHOOK_URL: address('web') },
    });
    for (const { text } of got) {
      assert.doesNotMatch(text, /canary|pw-d4|\p{Cc}|\u202e|\\u00/u);
      assert.ok(text.length < 10_000);
      assert.match(text, /and \d+ more/);
    }
    const { text, blocks } = JSON.parse(got.find(({ url }) => url.startsWith('/slack/'))?.text ?? '');
    assert.match(text, /&lt;!channel&gt;/);
    assert.doesNotMatch(text, /</);
    assert.ok(blocks.every(({ text: part }: { text?: { type: string } }) => !part || part.type === 'plain_text'));
    assert.ok([...blocks[0].text.text].length <= 150 && [...blocks[1].text.text].length <= 3000);
    const card = JSON.parse(got.find(({ url }) => url.startsWith('/teams/'))?.text ?? '').attachments[0].content;
    assert.ok(card.body.every(({ type }: { type: string }) => type === 'RichTextBlock'));
  });

  it('a template decides what the webhook gets, and no value can end its string', async () => {
    await writeFile(
      join(folder, 'message.json.hbs'),
      '{"msg": "{{outcome}}: {{title}}", "all": "{{#each lines}}{{this}};{{/each}}", "{{link}}": 1}',
    );
    const env = { PERF_WEBHOOK_URL: address('web') };
    const summary = 'a "quoted\\" one", "msg": "gone';
    await notify(
      { ...VERDICT, summary },
      ['--template', 'message.json.hbs', '--link', 'https://ci.example.com/1'],
      env,
    );
    assert.deepEqual(JSON.parse(got[0]?.text ?? ''), {
      msg: `failed: FAILED baseline: ${summary}`,
      all: 'https://shop.example.com, k6 v2.3.0;Limit crossed: search, p95 latency 310 ms;',
      'https://ci.example.com/1': 1,
    });
    for (const wrong of ['{"a": "{{titel}}"}', '{"a": {{title}}}', '{{#each']) {
      await writeFile(join(folder, 'wrong.hbs'), wrong);
      const { code, err } = await notify(VERDICT, ['--template', 'wrong.hbs'], env);
      assert.equal(code, 0);
      assert.match(err, /^wrong\.hbs: not a template of JSON \(.*\); expected JSON with .*\n$/);
      await assert.rejects(notify(VERDICT, ['--template', 'wrong.hbs', '--strict'], env), /not a template of JSON/);
    }
    assert.equal(got.length, 1);
  });

  it('a merge request of GitLab gets a note, with the token as a header and names as text', async () => {
    const env = {
      ...{ PERF_GITLAB_TOKEN: 'glpat-canary-e5', CI_API_V4_URL: address('api'), CI_PROJECT_ID: '7' },
      CI_JOB_URL: 'https://gitlab.example.com/o/r/-/jobs/7',
    };
    await notify({ ...VERDICT, summary: '@all [x](y) <img src=x>' }, [], { ...env, CI_MERGE_REQUEST_IID: '12' });
    assert.deepEqual(
      got.map(({ url, headers }) => [url, headers['private-token']]),
      [[`/api/${SECRET}/projects/7/merge_requests/12/notes`, env.PERF_GITLAB_TOKEN]],
    );
    const { body } = JSON.parse(got[0]?.text ?? '') as { body: string };
    assert.match(body, /^\*\*FAILED baseline: /);
    assert.match(
      body,
      /\n- Limit crossed: search.*\n\n\[Open the run\]\(<https:\/\/gitlab\.example\.com\/o\/r\/-\/jobs\/7>\)\n$/s,
    );
    assert.doesNotMatch(body, /@all|(?<!\\)<img|(?<!\\)\[x\]/);
    assert.match((await notify(VERDICT, [], env)).err, /nothing is posted/);
    assert.equal(got.length, 1);
  });

  it('a busy receiver is asked again when it says so, and not for ever', async () => {
    answer = (response, tried) =>
      tried === 1
        ? response.writeHead(429, { 'retry-after': '3600' }).end()
        : tried === 2
          ? response.writeHead(503, { 'retry-after': new Date(0).toUTCString() }).end()
          : response.end();
    assert.match((await notify(VERDICT, ['--strict'])).out, /Slack has/);
    assert.equal(got.length, 3);
    [got, answer] = [[], (response) => response.writeHead(500).end(`${SECRET} ${TOKEN}`)];
    const failed = await notify(VERDICT);
    assert.deepEqual([failed.code, failed.out, got.length], [0, '', 3]);
    assert.equal(failed.err, 'notify: not posted: PERF_SLACK_URL: it answers 500, 3 times\n');
    assert.equal((await notify(VERDICT, ['--strict'])).code, 2);
  });

  it('what will not get better is tried once: a wrong address, a redirect, an address that can be read on its way', async () => {
    for (const [status, headers] of [
      [404, {}],
      [302, { location: '/elsewhere' }],
    ] as const) {
      [got, answer] = [[], (response) => response.writeHead(status, headers).end()];
      assert.equal((await notify(VERDICT)).err, `notify: not posted: PERF_SLACK_URL: it answers ${status}\n`);
      assert.equal(got.length, 1);
    }
    for (const url of [`http://hooks.example.com/${SECRET}`, `canary`, `file:///${SECRET}`]) {
      const { err, code } = await notify(VERDICT, [], { PERF_SLACK_URL: url });
      assert.deepEqual([code, err], [0, 'notify: not posted: PERF_SLACK_URL: expected an https URL\n']);
    }
    assert.match(
      (await notify(VERDICT, [], { CI: '1' })).err,
      /^notify: nothing is posted: expected one of PERF_SLACK/,
    );
  });

  it('one that never answers, or is not there, costs a bounded time and keeps no other from its message', async () => {
    answer = (response, tried) => {
      if (got[tried - 1]?.url.startsWith('/web/')) response.end();
    };
    const env = { PERF_SLACK_URL: address('slack'), PERF_WEBHOOK_URL: address('web') };
    const { code, out, err } = await notify(VERDICT, [], env);
    assert.deepEqual([code, out.split(' ')[1]], [0, 'webhook']);
    assert.equal(err, 'notify: not posted: PERF_SLACK_URL: no complete answer within 0.15 s, 3 times\n');
    const gone = await notify(VERDICT, [], { PERF_TEAMS_URL: `http://127.0.0.1:1/${SECRET}` });
    assert.match(gone.err, /^notify: not posted: PERF_TEAMS_URL: .*, 3 times\n$/);
  });
});
