// An environment that is smaller than production: its plan, a run on the target, and the report of that run say the same.

import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseExpression } from 'k6-format/expressions';
import { EXIT } from 'k6-kit/exit-codes';
import { testFolder } from 'k6-kit/folder.fixture';
import { endpoints, testTypes } from '../../thresholds/baselines.ts';
import { policyOf, scaledPolicy } from '../../thresholds/policy.ts';
import { perf as perfIn } from '../perf.fixture.ts';
import { startTarget } from '../target/start.ts';

const SCALE = { users: 0.2, rate: 0.5, limits: 0.01 };
const LINE = 'users x 0.2, rate x 0.5, limits x 0.01 (environment lab)';
const USERS = testTypes.baseline.users * SCALE.users;

test('a scaled plan, a scaled run and its report agree', async (t) => {
  const folder = testFolder(t);
  const target = await startTarget({});
  const perf = (...args: string[]) => perfIn(args, { env: { PATH: '', AUTH_TOKEN: target.token }, cwd: folder });
  try {
    // Caps that only the scaled load keeps.
    const caps = { vus: USERS, ratePerS: 2 * USERS + 1, minutes: 90 };
    const lab = { baseUrl: target.url, hosts: ['127.0.0.1'], caps, scale: SCALE, writes: true };
    const write = (environment: object) =>
      writeFile(
        join(folder, 'perf.config.ts'),
        `export default { environments: { lab: ${JSON.stringify(environment)} } };`,
      );
    await write({ ...lab, scale: undefined });
    const refused = await perf('plan', 'baseline', '--env', 'lab', '--offline');
    assert.equal(refused.code, EXIT.guardRefused, refused.err);
    assert.doesNotMatch(refused.out, /users x/);

    await write(lab);
    const args = ['baseline', '--env', 'lab', '--time-scale', '0.01'];
    const shown = await perf('plan', ...args, '--offline');
    assert.equal(shown.code, EXIT.passed, shown.out + shown.err);
    assert.match(shown.out, new RegExp(`^scale +${LINE.replace(/[()]/g, '\\$&')}$`, 'm'));
    const planned = JSON.parse((await perf('plan', ...args, '--offline', '--json')).out);
    assert.deepEqual([planned.load.vus, planned.scale], [USERS, { ...SCALE, environment: 'lab' }]);

    const ran = await perf('run', ...args, '--engine', 'local', '--out', folder);
    const names = await readdir(folder);
    const read = async (pattern: RegExp) =>
      readFile(join(folder, names.find((name) => pattern.test(name)) ?? assert.fail(ran.err)), 'utf8');
    const { run, metrics } = JSON.parse(await read(/^baseline-\d{8}T\d{6}Z\.json$/));
    assert.deepEqual([run.peakVus, run.scale], [USERS, planned.scale]);
    assert.deepEqual(run.policy, scaledPolicy(policyOf({ type: 'baseline', endpoints: run.endpoints }), SCALE));
    // In three seconds chance has its part; a load that was not scaled would send five times as many.
    const { count } = metrics['http_reqs{traffic:load}'].values;
    assert.ok(count > planned.requests / 2 && count < planned.requests * 2, `${count}, planned ${planned.requests}`);

    const limits = Object.keys(metrics['http_req_duration{endpoint:home,phase:hold}'].thresholds).map((text) =>
      parseExpression(text),
    );
    const average = limits.find((limit) => limit?.stat === 'avg')?.limit ?? assert.fail('no limit on the average');
    assert.ok(Math.abs(average - run.policy.rows.home.avgMs * (1 + run.policy.rowToleranceRatio)) < 1e-3);
    assert.ok(Math.abs(run.policy.rows.home.avgMs - endpoints.home.avgMs * SCALE.limits) < 1e-9);

    // Nobody answers within a hundredth of what is allowed: each request is over its limit, in the run as in the report.
    assert.equal(metrics['over_limit{endpoint:home,phase:hold}'].values.rate, 1);
    assert.ok(
      [EXIT.thresholds, EXIT.discarded].some((code) => code === ran.code),
      ran.out,
    );
    const markdown = await read(/\.report\.md$/);
    assert.ok(markdown.includes(`- **Scale**: ${LINE}\n`), markdown);
    // The report knows the scaled limit by its rule, so its policy is the one that the limits were made from.
    assert.match(markdown, /baseline \+ \d+ %/);
  } finally {
    await target.close();
  }
});
