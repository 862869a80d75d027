// The suite's journey on the reference target: it holds its rows, and an injected slow or failing step is named in the report's findings.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { testFolder } from 'k6-kit/folder.fixture';
import { runScript } from 'k6-local/run';
import { judge } from 'k6-verdict/judge/judge';
import { parseSummary } from 'k6-verdict/parse/parse-summary';
import { journeys } from '../../thresholds/baselines.ts';
import { stepsOf } from '../../thresholds/tasks.ts';
import { buildOne } from '../build.ts';
import { startTarget } from '../target/start.ts';

const [JOURNEY] = Object.keys(journeys) as [keyof typeof journeys];
const STEPS = stepsOf(JOURNEY);
const root = join(import.meta.dirname, '../..');
const folder = testFolder();

/** Runs a type on a target of its own; what came of it, and what the target counted. */
async function walked(type: 'smoke' | 'baseline', faults: readonly string[], timeScale = '1') {
  const script = await buildOne(type, JOURNEY, folder, root);
  const target = await startTarget({ port: 0, faults });
  const file = join(folder, `${faults.join('-').replace(/\W/g, '')}${type}.json`);
  let log = '';
  const note = (text: string) => void (log += text);
  try {
    const { exitCode } = await runScript({
      script,
      env: { BASE_URL: target.url, AUTH_TOKEN: target.token, TIME_SCALE: timeScale, RESULT_FILE: file },
      args: ['--quiet'],
      io: { stdout: note, stderr: note, isTty: false },
    });
    const judgement = judge(parseSummary('x.json', JSON.parse(await readFile(file, 'utf8'))));
    return { exitCode, judgement, log, counted: target.stats().total.requests };
  } finally {
    await target.close();
  }
}

/** The titles of serious findings that are causes. */
const titlesOf = ({ judgement }: Awaited<ReturnType<typeof walked>>) =>
  judgement.findings.filter(({ rule }) => rule !== 'limit-crossed').map(({ title }) => title);

test('walked once it sends each step once, and completes', async () => {
  const { exitCode, judgement, counted } = await walked('smoke', []);
  assert.deepEqual([exitCode, counted, judgement.outcome], [0, STEPS.length, 'passed']);
  assert.deepEqual(
    judgement.facts.endpoints.map(({ name, requests }) => [name, requests]),
    STEPS.map((step) => [step, 1]),
  );
  assert.equal(judgement.journeys[0]?.completedRatio, 1);
});

test('under load every journey completes, and takes what its steps take', async () => {
  const { judgement, counted } = await walked('baseline', [], '0.03');
  const [journey] = judgement.journeys;
  assert.equal(journey?.completedRatio, 1);
  assert.equal(counted, judgement.facts.requests);
  const stepsMs = judgement.facts.endpoints.reduce((sum, { latency }) => sum + (latency?.avgMs ?? 0), 0);
  const ratio = journey!.duration!.avgMs! / stepsMs;
  // Connections and the script's own work are in it, think time is not.
  assert.ok(ratio > 0.8 && ratio < 1.25, `${ratio}`);
});

test('a slow step is found by its name', async () => {
  const run = await walked('baseline', ['endpoint=check-in-login,delay=400ms'], '0.03');
  assert.equal(run.exitCode, 99);
  const titles = titlesOf(run).join('\n');
  assert.match(titles, /^check-in-login is slow, the others are not$/m);
  assert.match(titles, /^Journey check-in takes longer than its row: check-in-login adds most$/m);
});

test('a slow step on the path of an endpoint is found by its own name', async () => {
  const run = await walked('baseline', ['endpoint=knowledge-graph,delay=700ms'], '0.03');
  assert.equal(run.exitCode, 99);
  const titles = titlesOf(run).join('\n');
  assert.match(titles, /^check-in-knowledge-graph is slow, the others are not$/m);
  assert.match(titles, /^Journey check-in takes longer than its row: check-in-knowledge-graph adds most$/m);
});

test('a failing step is found by its name, and no secret is in the log', async () => {
  const run = await walked('baseline', ['endpoint=check-in-result,error=30%,status=500'], '0.03');
  assert.equal(run.exitCode, 99);
  const titles = titlesOf(run).join('\n');
  assert.match(titles, /^check-in-result: requests fail with status 500/m);
  assert.match(titles, /^Journey check-in breaks, most often at check-in-result$/m);
  assert.match(run.log, /failure sample: endpoint=check-in-result status=500 .*answered 500 with an object with error/);
  assert.doesNotMatch(run.log, /Bearer [\w-]{6}|[0-9a-f]{64}/);
});

test('a wrong key stops every journey at its login', async () => {
  const script = await buildOne('smoke', JOURNEY, folder, root);
  const target = await startTarget({ port: 0, token: 'right' });
  let log = '';
  const note = (text: string) => void (log += text);
  try {
    const env = { BASE_URL: target.url, AUTH_TOKEN: 'wrong-and-secret', RESULT_FILE: join(folder, 'wrong.json') };
    const io = { stdout: note, stderr: note, isTty: false };
    const { exitCode } = await runScript({ script, env, args: ['--quiet'], io });
    assert.equal(exitCode, 99);
    assert.equal(target.stats().total.requests, 2);
    assert.match(log, /endpoint=check-in-login status=401 .*message=answered 401 with an object with error, message/);
    assert.doesNotMatch(log, /wrong-and-secret/);
  } finally {
    await target.close();
  }
});
