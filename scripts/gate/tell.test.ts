// The verdict on a pull request against a stand-in for GitHub's API: one comment that is kept, a check, and the summary where no more is allowed.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { EXIT } from 'k6-kit/exit-codes';
import { perf } from '../perf.fixture.ts';
import { CANARY, type StandInGithub, standInGithub } from '../workflows/github.fixture.ts';
import { PASSED, SLOWER } from './record.fixture.ts';

const COMMIT = 'b'.repeat(40);
let folder = '';
let github: StandInGithub;

describe('perf gate tell', () => {
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gate-tell-'));
    github = await standInGithub();
  });
  afterEach(async () => {
    github.close();
    await rm(folder, { recursive: true });
  });

  async function tell(record: unknown, args: readonly string[] = [], env: Record<string, string> = {}) {
    const [file, summary] = [join(folder, 'gate.json'), join(folder, 'summary.md')];
    await writeFile(file, typeof record === 'string' ? record : JSON.stringify(record));
    await rm(summary, { force: true });
    const { code, out, err } = await perf(['gate', 'tell', file, '--pull', '17', '--commit', COMMIT, ...args], {
      cwd: folder,
      env: { ...github.env, GITHUB_STEP_SUMMARY: summary, ...env },
    });
    assert.ok(!(out + err).includes(CANARY));
    return { code, out, err, summary: await readFile(summary, 'utf8').catch(() => '') };
  }

  it('creates the comment and a check with annotations, then updates the same comment', async () => {
    const first = await tell(SLOWER, ['--report-url', 'https://example.com/r']);
    assert.deepEqual([first.code, first.out], [0, 'comment: created, check: created\n']);
    assert.match(
      github.comments[0]!.body,
      /^<!-- perf gate: performance -->\n### ❌ Performance: slower: front \(\+15 %\)/,
    );
    assert.match(github.comments[0]!.body, /\(https:\/\/example\.com\/r\)/);
    const { name, head_sha, conclusion, output } = github.checks[0]!;
    assert.deepEqual([name, head_sha, conclusion], ['performance', COMMIT, 'failure']);
    const { annotations, title } = output as { annotations: Record<string, unknown>[]; title: string };
    assert.equal(title, 'slower: front (+15 %)');
    assert.deepEqual(
      annotations.map(({ path, message }) => [path, message]),
      [
        ['tests/endpoints/front.ts', 'front avgMs: 40.0 to 46.0 (+15.0 %)'],
        ['tests/endpoints/front.ts', 'front p95Ms: 84.0 to 95.8 (+14.0 %)'],
        ['tests/endpoints/front.ts', 'front: avg<44'],
      ],
    );
    assert.equal((await tell(PASSED)).out, 'comment: updated, check: created\n');
    assert.equal(github.comments.length, 1);
    assert.match(github.comments[0]!.body, /no regression/);
    assert.equal(github.checks[1]!.conclusion, 'success');
  });

  it('leaves comments of others alone, even with its marker, and finds its own behind a hundred', async () => {
    const others = (login: string, count: number) =>
      Array.from({ length: count }, (_, id) => ({
        id,
        body: '<!-- perf gate: performance -->\nmine',
        user: { login },
      }));
    github.comments.push(...others('somebody', 120));
    assert.match((await tell(PASSED)).out, /created/);
    assert.match((await tell(SLOWER)).out, /updated/);
    assert.equal(github.comments.length, 121);
    assert.ok(github.comments.slice(0, 120).every(({ body }) => body.endsWith('mine')));
    assert.match((await tell(PASSED, ['--name', 'other gate'])).out, /comment: created/);
  });

  it('writes a new comment where the old one has vanished', async () => {
    await tell(SLOWER);
    github.refusals.push({ method: 'PATCH', path: /comments/, status: 404, times: 1 });
    assert.equal((await tell(PASSED)).out, 'comment: created, check: created\n');
    assert.equal(github.comments.length, 2);
  });

  it('waits for a rate limit, and gives up where that takes too long', async () => {
    const limit = { method: 'GET', path: /comments/, status: 429, headers: { 'retry-after': '0' } };
    github.refusals.push({ ...limit, times: 2 });
    assert.match((await tell(PASSED)).out, /comment: created/);
    github.refusals.push({ ...limit, status: 403, headers: { 'retry-after': '3600' } });
    const { code, out, err, summary } = await tell(SLOWER);
    assert.deepEqual([code, out], [0, 'comment: not allowed, check: created\n']);
    assert.match(err, /the rate limit is used up; try again later; the job summary has the verdict/);
    assert.match(summary, /slower: front \(\+15 %\)/);
  });

  it('a token that may only read: summary and annotations of the job, exit code 0', async () => {
    for (const method of ['POST', 'PATCH']) github.refusals.push({ method, path: /./, status: 403 });
    const { code, out, err, summary } = await tell(SLOWER);
    assert.equal(code, 0);
    assert.match(out, /^::error title=slower%3A front \(\+15 %25\)::front avgMs: 40\.0 to 46\.0 \(\+15\.0 %25\)\n/);
    assert.match(out, /comment: not allowed, check: not allowed\n$/);
    assert.match(err, /expected a token with pull-requests: write and checks: write for o\/r/);
    assert.match(summary, /### ❌ Performance: slower: front \(\+15 %\)/);
  });

  it('wrong usage and a file that is no record end with 2, in one line, and ask nothing', async () => {
    const cases: [unknown, string[], Record<string, string>, RegExp][] = [
      [PASSED, [], { GITHUB_TOKEN: '' }, /gate: GITHUB_TOKEN is not set/],
      ['{"schema":1}', [], {}, /gate\.json is not a record of a gate/],
      [{ ...PASSED, rows: [{ ...PASSED.rows[0], change: 'x' }] }, [], {}, /not a record of a gate/],
      [PASSED, ['--report-url', 'javascript:alert(1)'], {}, /--report-url: expected an https URL/],
      [PASSED, ['--name', '--><b>'], {}, /--name: expected/],
      [PASSED, ['--pull', '0'], {}, /--pull reads "0": expected a whole number/],
      [PASSED, ['--commit', 'main'], {}, /--commit: expected the hash/],
    ];
    for (const [record, args, env, message] of cases) {
      const { code, err } = await tell(record, args, env);
      assert.equal(code, EXIT.badInput, err);
      assert.match(err, message);
      assert.equal(err.trim().split('\n').length, 1);
    }
    assert.deepEqual(github.asked, []);
  });
});
