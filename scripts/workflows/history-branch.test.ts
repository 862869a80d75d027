// The branch of the history, with real repositories of git in a temporary folder.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, it } from 'node:test';
import { EXIT } from 'k6-kit/exit-codes';
import { testFolder } from 'k6-kit/folder.fixture';
import { perf } from '../perf.fixture.ts';

const folder = testFolder();
const env = { PATH: process.env.PATH ?? '', HOME: '/nonexistent', GIT_CONFIG_NOSYSTEM: '1' };
const git = (cwd: string, ...args: string[]) => execFileSync('git', args, { cwd, env, encoding: 'utf8' }).trim();

before(async () => {
  git(folder, 'init', '--quiet', '--bare', 'remote.git');
  git(folder, 'init', '--quiet', '--initial-branch', 'main', 'work');
  const who = ['-c', 'user.name=x', '-c', 'user.email=x@example.com'];
  git(join(folder, 'work'), ...who, 'commit', '--quiet', '--allow-empty', '-m', 'first');
  git(join(folder, 'work'), 'remote', 'add', 'origin', join(folder, 'remote.git'));
  git(join(folder, 'work'), 'push', '--quiet', 'origin', 'main');
});

const branch = (...args: string[]) => perf(['history-branch', ...args], { env, cwd: join(folder, 'work') });

it('without a branch the history is empty; what is pushed is pulled again, commit after commit, and main is untouched', async () => {
  const file = join(folder, 'work', 'history.ndjson');
  assert.match((await branch('pull', 'history.ndjson')).out, /runs: 0/);
  assert.equal(await readFile(file, 'utf8'), '');
  for (const text of ['{"a":1}\n', '{"a":1}\n{"b":2}\n']) {
    await writeFile(file, text);
    const { code, err } = await branch('push', 'history.ndjson');
    assert.equal(code, EXIT.passed, err);
  }
  await rm(file);
  assert.match((await branch('pull', 'history.ndjson')).out, /runs: 2/);
  assert.equal(await readFile(file, 'utf8'), '{"a":1}\n{"b":2}\n');
  const remote = join(folder, 'remote.git');
  assert.equal(git(remote, 'rev-list', '--count', 'perf-history'), '2');
  assert.equal(git(remote, 'ls-tree', '--name-only', 'perf-history'), 'history.ndjson');
  assert.equal(git(remote, 'rev-list', '--count', 'main'), '1');
  assert.equal(git(join(folder, 'work'), 'status', '--porcelain').replace('?? history.ndjson', ''), '');
});

it('what git refuses is one line', async () => {
  const { code, err } = await branch('push', 'history.ndjson', '--remote', 'nowhere');
  assert.equal(code, EXIT.badInput);
  assert.match(err, /^git ls-remote: .*nowhere/);
  // An empty history in its place would be pushed over the real one.
  const pulled = await branch('pull', 'history.ndjson', '--remote', 'nowhere');
  assert.deepEqual([pulled.code, pulled.out], [EXIT.badInput, '']);
  assert.match(pulled.err, /^git ls-remote: .*nowhere/);
  assert.match((await branch('push', 'no.ndjson')).err, /no\.ndjson: no such file/);
});
