// The whole way on the reference target: a known capacity is found, a slower endpoint is worse, an equal target is not. Minutes long.
import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { judgeCapacity } from 'k6-history/capacity/capacity';
import { comparePairs, runPairs } from 'k6-history/compare/paired';
import type { HistoryRun } from 'k6-history/run';
import { fitLogNormal, meanMs } from 'k6-target/latency';
import type { EndpointName } from '../../thresholds/baselines.ts';
import { plannedRows as endpoints } from '../../thresholds/tasks.ts';
import type { Io } from '../io.ts';
import { demand } from '../store/from-tables.ts';
import { startTarget, type Target } from '../target/start.ts';
import { blockRunners } from './run-block.ts';

const skip = process.env.HISTORY_E2E ? false : 'takes minutes: HISTORY_E2E=1';
const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const io = (token: string): Io => ({
  stdout: () => {},
  stderr: () => {},
  isTty: false,
  env: { ...process.env, AUTH_TOKEN: token },
  cwd: root,
  root,
  now: () => new Date(),
});

/** Slots / mean time of work of the requests that the run made; the target waits 1 ms less than it draws. */
function trueMaximum(run: HistoryRun, slots: number): number {
  let [requests, workMs] = [0, 0];
  for (const row of run.windows.filter(({ phase, endpoint }) => phase === 'hold' && endpoint in endpoints)) {
    requests += row.requests;
    workMs += row.requests * (meanMs(fitLogNormal(endpoints[row.endpoint as EndpointName])) - 1);
  }
  return (slots * 1000) / (workMs / requests);
}

for (const slots of [10, 16]) {
  test(`a target of ${slots} slots: the predicted maximum is within 10 % of the set one`, { skip }, async () => {
    const target = await startTarget({ maxConcurrency: slots });
    try {
      const options = { type: 'stress', timeScale: '0.05', engine: 'local' } as const;
      const [runBlock] = await blockRunners([target.url], options, io(target.token));
      const run = await runBlock!();
      const [found, wanted] = [judgeCapacity(run, demand(run.endpoints)).fit.maxPerS, trueMaximum(run, slots)];
      console.log(`${slots} slots: predicted ${found.toFixed(1)}/s, set ${wanted.toFixed(1)}/s`);
      assert.ok(Math.abs(found / wanted - 1) <= 0.1, `${found} and ${wanted}`);
    } finally {
      await target.close();
    }
  });
}

async function paired(factor: number) {
  const row = endpoints.home;
  const slower = {
    avgMs: row.avgMs * factor,
    p50Ms: row.p50Ms * factor,
    p95Ms: row.p95Ms * factor,
    p99Ms: row.p99Ms * factor,
  };
  const targets: Target[] = [
    await startTarget({ seed: 1 }),
    await startTarget({ seed: 2, rows: { ...endpoints, home: { ...row, ...slower } } }),
  ];
  try {
    const options = { type: 'baseline', timeScale: '0.03', engine: 'local' } as const;
    const urls = targets.map(({ url }) => url);
    const [runBase, runHead] = await blockRunners(urls, options, io(targets[0]!.token));
    const pairs = await runPairs(6, runBase!, runHead!, () => {});
    const { metrics } = comparePairs(pairs, 0.05);
    return metrics
      .filter(({ word }) => word !== 'no evidence')
      .map(({ endpoint, metric, word }) => `${endpoint} ${metric} ${word}`);
  } finally {
    for (const target of targets) await target.close();
  }
}

test('an endpoint that is 10 % slower is worse, and no other', { skip }, async () => {
  const words = await paired(1.1);
  console.log('10 % slower:', words);
  assert.ok(
    words.some((text) => text.startsWith('home ') && text.endsWith('worse')),
    words.join(),
  );
  assert.ok(
    words.every((text) => text.startsWith('home ')),
    words.join(),
  );
});

test('an equal target shows no evidence', { skip }, async () => {
  const words = await paired(1);
  console.log('equal:', words);
  assert.deepEqual(words, []);
});
