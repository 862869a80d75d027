// GitLab's template against the schema that GitLab publishes, by the program that runs such files locally. It needs Node 22.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { testFolder } from 'k6-kit/folder.fixture';

const root = fileURLToPath(new URL('../..', import.meta.url));
const isOld = Number(process.versions.node.split('.')[0]) < 22;

test("GitLab's template fits GitLab's schema, and a mistake in it would be found", {
  skip: isOld && 'needs Node 22',
}, (t) => {
  const folder = testFolder(t);
  const check = (text: string) => {
    writeFileSync(join(folder, '.gitlab-ci.yml'), text);
    const program = join(root, 'node_modules/gitlab-ci-local/dist/index.js');
    return spawnSync(process.execPath, [program, '--list-json'], { cwd: folder, encoding: 'utf8', timeout: 60_000 });
  };
  for (const args of [
    ['init', '--quiet'],
    ['remote', 'add', 'origin', 'git@gitlab.example.com:o/r.git'],
  ])
    assert.equal(spawnSync('git', args, { cwd: folder }).status, 0);
  const template = readFileSync(join(root, 'deploy/ci/gitlab-ci.yml'), 'utf8');
  const good = check(template);
  assert.equal(good.status, 0, good.stderr);
  assert.match(good.stderr + good.stdout, /json schema validated/);
  for (const [right, wrong] of [
    ['stage: test', 'stagee: test'],
    ['when: always', 'when: allways'],
    ['allow_failure: true', 'allow_failure: maybe'],
  ] as const) {
    assert.ok(template.includes(right));
    assert.notEqual(check(template.replace(right, wrong)).status, 0, wrong);
  }
});
