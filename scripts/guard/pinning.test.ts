// The engine goes to the address that the guard has looked at, whatever the name means by then; and what a person types counts.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { EXIT } from 'k6-kit/exit-codes';
import { testFolder } from 'k6-kit/folder.fixture';
import type { GuardWorld, Io } from '../io.ts';
import { listening } from '../perf.fixture.ts';
import { RUNS } from '../report/runs.fixture.ts';
import { performTest, type TestPlan } from '../run/perform.ts';
import { standInK6 } from '../run/stand-in-k6.fixture.ts';
import { startTarget, type Target } from '../target/start.ts';
import { readConfig } from './config.ts';
import { examine, type GuardRequest, guard } from './guard.ts';
import { GuardRefusal } from './refusal.ts';

/** A name that no real resolver knows (RFC 6761). */
const HOST = 'lab.invalid';
const caps = { vus: 100, ratePerS: 1000, minutes: 10 };
const environments = {
  lab: { hosts: [HOST], caps, writes: true },
  production: { hosts: ['aupex.ai'], caps, production: true },
};

const folder = testFolder();
let target: Target;
let world: GuardWorld;
before(async () => {
  target = await startTarget({});
  await writeFile(join(folder, 'perf.config.ts'), `export default ${JSON.stringify({ environments })};\n`);
  world = {
    resolve: async (host) => (host === HOST ? ['127.0.0.1'] : ['93.184.216.34']),
    lockFolder: join(folder, 'locks'),
  };
});
after(() => target.close());

function io(): Io & { output: () => string } {
  const env = { PATH: process.env.PATH, AUTH_TOKEN: target.token };
  const { io, said } = listening({ env, cwd: folder, guardWorld: world });
  return { ...io, output: () => said.output };
}

function plan(change: Partial<TestPlan>): TestPlan {
  return {
    ...{ type: 'smoke', endpoint: undefined, target: `http://${HOST}:${target.port}`, timeScale: undefined },
    ...{
      engine: { kind: 'local', label: 'local runner' },
      engineArgs: [],
      outDir: join(folder, 'out'),
      testedBy: undefined,
    },
    ...change,
  };
}

test('the local runner loads the address that was looked at: nothing else knows this name', async () => {
  const world = io();
  const before = target.stats().total.requests;
  const { resultFile } = await performTest(plan({}), world);
  assert.ok(resultFile, world.output());
  const { metrics } = JSON.parse(await readFile(resultFile, 'utf8'));
  assert.equal(metrics.http_req_failed.values.passes, 0, world.output());
  assert.ok(target.stats().total.requests > before + 1);
});

test('k6 is told it in a file that is gone afterwards; a URL with an address needs none', async () => {
  const k6 = await standInK6(folder, { smoke: [{ result: RUNS['smoke-passed']?.(), exitCode: 0 }] });
  const engine = { kind: 'k6', path: k6.path, label: 'k6 v2.3.0' } as const;
  await performTest(plan({ engine }), io());
  await performTest(plan({ engine, target: target.url }), io());
  const [named = '', plain = ''] = await k6.runs();
  const [, file = ''] = /^run --config (\S+)/.exec(named) ?? assert.fail(named);
  await assert.rejects(readFile(file), { code: 'ENOENT' });
  assert.doesNotMatch(plain, /--config/);
});

const PRODUCTION: GuardRequest = {
  ...{ target: 'https://aupex.ai', config: readConfig({ environments }), envName: undefined, confirmed: undefined },
  ...{ reason: undefined, options: {}, endpoints: ['health'], writing: [], isExplicit: false, engineArgs: [] },
  ...{ env: { ALLOW_PRODUCTION: 'yes' }, now: new Date('2026-01-31T12:00:00Z') },
};

/** A person with these answers; `asked` gets the questions. */
function person(answers: string[], asked: string[] = []): (question: string) => Promise<string> {
  return async (question) => {
    asked.push(question);
    return answers.shift() ?? '';
  };
}

test('a person with leave may type the name of production and the reason', async () => {
  const asked: string[] = [];
  const { confirmed, reason } = await examine(
    { ...PRODUCTION, ask: person(['aupex.ai', 'drill of 2.4'], asked) },
    world,
  );
  assert.deepEqual([confirmed, reason], ['aupex.ai', 'drill of 2.4']);
  assert.match(asked[0] ?? '', /^aupex\.ai is PRODUCTION/);
});

test('another name, no reason, or no leave is a refusal, and without leave nobody is asked', async () => {
  const asked: string[] = [];
  const refused = { name: 'GuardRefusal', exitCode: EXIT.guardRefused };
  for (const answers of [['yes'], ['AUPEX.AI'], [''], ['aupex.ai', ' ']])
    await assert.rejects(guard({ ...PRODUCTION, ask: person(answers) }, world), refused);
  await assert.rejects(guard({ ...PRODUCTION, env: {}, ask: person(['aupex.ai', 'x'], asked) }, world), GuardRefusal);
  assert.deepEqual(asked, []);
});
