// Options that npm kept for itself, as its environment shows them, with npm itself and with the environment alone.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { testFolder } from 'k6-kit/folder.fixture';
import { UserError } from 'k6-kit/user-error';
import { refuseSwallowed } from './swallowed-options.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const command = new Command('run').option('--target <url>').option('--time-scale <factor>').option('--no-thresholds');
const PERF = { npm_lifecycle_event: 'perf' };
const check = (args: string[], env: Record<string, string>) => refuseSwallowed([command], args, { ...PERF, ...env });

test('what npm kept is named, with the call as it has to be typed', () => {
  assert.throws(
    () => check(['run', 'stress', 'http://a'], { npm_config_target: 'true', npm_config_time_scale: '0.1' }),
    (error) =>
      error instanceof UserError &&
      error.message ===
        'npm kept --target and --time-scale for itself: write -- between `npm run perf` and the rest: npm run perf -- run stress http://a --target --time-scale ...',
  );
  assert.throws(() => check(['run'], { npm_config_thresholds: '' }), /npm kept --no-thresholds for itself/);
  assert.throws(
    () => check(['demo'], { npm_lifecycle_event: 'start', npm_config_target: 'x' }),
    /npm start -- demo --target/,
  );
});

test('what was typed, what npm has from a file, and another script are no mistake', async (t) => {
  check(['run', '--target=http://a'], { npm_config_target: '1.2.3' });
  check(['run'], { npm_config_audit: '' });
  check(['run'], { npm_lifecycle_event: 'nightly', npm_config_target: 'x' });
  const folder = testFolder(t);
  await writeFile(join(folder, '.npmrc'), 'audit=false\ntarget = 1.2.3\n');
  check(['run'], { npm_config_target: '1.2.3', npm_config_local_prefix: folder });
  check(['run'], { npm_config_target: '1.2.3', npm_config_userconfig: join(folder, '.npmrc') });
});

test('npm itself: the options do not get lost', () => {
  const run = (...args: string[]) =>
    spawnSync('npm', ['run', '--silent', 'perf', ...args], { cwd: root, encoding: 'utf8' });
  const { status, stderr } = run('run', 'sprint', '--target=http://127.0.0.1:1');
  assert.equal(status, 2, stderr);
  assert.match(stderr, /npm kept --target for itself: .*npm run perf -- run sprint --target/);
  assert.match(run('--', 'run', 'sprint', '--target=http://127.0.0.1:1').stderr, /^test type reads "sprint"/);
});
