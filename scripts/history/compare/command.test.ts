// `perf compare` as a command: exit codes, text, and every store it cannot read.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { kindOf } from 'k6-history/compare/comparable';
import type { HistoryRun } from 'k6-history/store/record';
import { HistoryStore } from 'k6-history/store/store';
import { suiteResult } from '../../report/suite-result.fixture.ts';
import { inFolder, runCommand } from '../command-line.fixture.ts';
import { compareCommand } from '../compare-command.ts';
import { syntheticRun } from '../runs.fixture.ts';
import { BAD_STORES, fill, STORE } from '../stores.fixture.ts';

const run = (day: number, factor = 1, change: Partial<HistoryRun> = {}) =>
  syntheticRun({ seed: day, day, slowdown: (name) => (name === 'home' ? factor : 1), change });
const [before, same, slow, slowAgain] = [run(1), run(2), run(3, 1.3), run(4, 1.3)];
const broken = run(5, 1, { brokenLimits: ['home: p(95)<93.5, is 99 ms'] });
const other = run(6, 1, { engine: 'k6 v2.3.0' });

// Runs, the exit code, what is said.
const ENDS: [string, HistoryRun[], number, RegExp][] = [
  ['equal runs', [before, same], 0, /0 worse.*gate open/s],
  ['one slower run', [before, slow], 0, /not repeated yet: home avgMs.*give a further run/s],
  [
    'a slower run that repeats',
    [before, slow, slowAgain],
    6,
    /gate SHUT.*key 2.*home p95Ms \(\+3\d\.?\d* %|key 2.*home p95Ms/s,
  ],
  ['a broken limit', [before, broken], 99, /key 1, limits broken: 1 \(home: p\(95\)<93\.5, is 99 ms\)/],
  ['another engine', [before, other], 3, /not comparable: other engine: local and k6/],
];
for (const [name, runs, code, text] of ENDS) {
  test(`${name} ends with ${code}`, () =>
    inFolder(async (folder) => {
      await fill(folder, runs);
      const ids = runs.map(({ id }) => id);
      const finished = await runCommand(compareCommand, [...ids, '--store', STORE], folder);
      assert.equal(finished.code, code, finished.out);
      assert.match(finished.out, text);
    }));
}

test('what differs on purpose may be allowed', () =>
  inFolder(async (folder) => {
    await fill(folder, [before, other]);
    const finished = await runCommand(
      compareCommand,
      [before.id, other.id, '--allow', 'engine', '--store', STORE, '--json'],
      folder,
    );
    const { metrics, notComparable, noise } = JSON.parse(finished.out);
    assert.deepEqual([metrics.length, notComparable, noise], [25, [], 'assumed']);
  }));

test('a calibrated noise is found by the kind of the run', () =>
  inFolder(async (folder) => {
    await fill(folder, [before, same]);
    const store = await HistoryStore.open(join(folder, STORE), 'write');
    await store.saveNoise({
      key: kindOf(before),
      measuredAt: '2026-01-01T00:00:00Z',
      pairs: 6,
      spreads: { 'home p95Ms': 0.02 },
    });
    store.close();
    const finished = await runCommand(compareCommand, [before.id, same.id, '--store', STORE], folder);
    assert.match(finished.out, /noise between runs: from calibration/);
  }));

test('result files need no history', () =>
  inFolder(async (folder) => {
    const stages = [{ phase: 'hold' as const, durationS: 90, from: 50, to: 50, windows: 9 }];
    const slower = (factor: number) => JSON.stringify(suiteResult({ type: 'stress', stages, slowdown: () => factor }));
    await writeFile(join(folder, 'a.json'), slower(1));
    await writeFile(join(folder, 'b.json'), slower(1.4));
    const finished = await runCommand(compareCommand, ['a.json', 'b.json'], folder);
    assert.match(finished.out, /home +p95Ms +80\.69 ms +113 ms +\+40 % .*worse/);
  }));

for (const [name, make, message] of BAD_STORES) {
  test(`${name} is one line that says what to put right`, () =>
    inFolder(async (folder) => {
      await make(folder);
      await assert.rejects(runCommand(compareCommand, ['one', 'two', '--store', STORE], folder), {
        name: 'UserError',
        message,
      });
    }));
}

test('an unknown run is named', () =>
  inFolder(async (folder) => {
    await fill(folder, [before]);
    await assert.rejects(
      runCommand(compareCommand, [before.id, 'nonsense', '--store', STORE], folder),
      /no run "nonsense" among the 1/,
    );
    await assert.rejects(
      runCommand(compareCommand, ['no.json', before.id, '--store', STORE], folder),
      /no\.json: .*no such file/,
    );
  }));
