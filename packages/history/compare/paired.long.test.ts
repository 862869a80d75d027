// Two targets in turn: equal ones show no evidence, a slower one is worse, a machine that drifts deceives nobody.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { syntheticRun } from '../runs.fixture.ts';
import { comparePairs, type Pair, runPairs } from './paired.ts';

/** Pairs whose machine is slower by `drift` from block to block, as both targets are. */
function pairs(seed: number, factor: number, drift = 0.1): Pair[] {
  const run = (target: string, block: number, slow: number, salt: number) =>
    syntheticRun({
      seed: seed * 1000 + block * 10 + salt,
      slowdown: (name) => (1 + drift * block) * (name === 'front' ? slow : 1),
      runNoise: 0.01,
      requestsPerWindow: 250,
      windows: 12,
      change: { target },
    });
  return Array.from({ length: 6 }, (_, block) => ({
    base: run('http://base', block, 1, 1),
    head: run('http://head', block, factor, 2),
  }));
}

test('equal targets: no evidence in at least 95 of 100 trials; 10 % slower: worse in at least 85', () => {
  let [alarms, found] = [0, 0];
  for (let seed = 1; seed <= 100; seed++) {
    if (comparePairs(pairs(seed, 1), 0.05).metrics.some(({ word }) => word !== 'no evidence')) alarms++;
    const slower = comparePairs(pairs(seed + 500, 1.1), 0.05).metrics.filter(({ word }) => word === 'worse');
    if (slower.some(({ endpoint }) => endpoint === 'front')) found++;
  }
  if (process.env.PRINT_RATES) console.log({ pairedAlarms: alarms, pairedFound: found });
  assert.ok(alarms <= 5, `${alarms} of 100 equal pairs were called different`);
  assert.ok(found >= 85, `found in ${found} of 100`);
});

test('a slower target that shows in every block shuts the gate', () => {
  const { gate, metrics, noise } = comparePairs(pairs(7, 1.3), 0.05);
  assert.deepEqual([gate.isShut, noise, gate.regressions.includes('front p95Ms')], [true, 'paired', true]);
  const p95 = metrics.find(({ endpoint, metric }) => endpoint === 'front' && metric === 'p95Ms')!;
  assert.deepEqual(p95.repeated, { shown: 6, of: 6 });
  assert.ok(p95.low < 0.3 && p95.high > 0.3, `${p95.low} to ${p95.high}`);
});

test('a limit counts as broken when HEAD breaks it every time and BASE never', () => {
  const some = pairs(3, 1);
  for (const { head } of some) head.brokenLimits = ['front: p(95)<93.5, is 99 ms', 'ping: avg<1, is 2 ms'];
  some[2]!.base.brokenLimits = ['ping: avg<1, is 3 ms'];
  assert.deepEqual(comparePairs(some, 0.05).gate.brokenLimits, ['front: p(95)<93.5']);
});

test('blocks alternate, and every second pair starts with HEAD', async () => {
  const order: string[] = [];
  const run = (name: string) => async () => {
    order.push(name);
    return syntheticRun({ seed: order.length, windows: 2, requestsPerWindow: 20 });
  };
  await runPairs(3, run('base'), run('head'), () => {});
  assert.deepEqual(order, ['base', 'head', 'head', 'base', 'base', 'head']);
});

test('too few blocks are refused', () =>
  assert.throws(() => comparePairs(pairs(1, 1).slice(0, 3), 0.05), /3 blocks, expected at least 4/));
