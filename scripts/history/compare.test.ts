// `perf compare` as a command: exit codes, text, and every store it cannot read.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { kindOf } from 'k6-history/compare/comparable';
import type { HistoryRun } from 'k6-history/run';
import { syntheticRun } from 'k6-history/runs.fixture';
import { HistoryStore } from 'k6-history/store/store';
import { fill, STORE } from 'k6-history/stores.fixture';
import { inFolder } from 'k6-kit/folder.fixture';
import { suiteResult } from '../report/suite-result.fixture.ts';
import { runCommand } from './command-line.fixture.ts';
import { compareCommand } from './compare-command.ts';

const run = (day: number, factor = 1, change: Partial<HistoryRun> = {}) =>
  syntheticRun({ seed: day, day, slowdown: (name) => (name === 'front' ? factor : 1), change });
const [before, same, slow, slowAgain] = [run(1), run(2), run(3, 1.3), run(4, 1.3)];
const broken = run(5, 1, { brokenLimits: ['front: p(95)<93.5, is 99 ms'] });
const other = run(6, 1, { engine: 'k6 v2.3.0' });

// Runs, the exit code, what is said.
const ENDS: [string, HistoryRun[], number, RegExp][] = [
  ['equal runs', [before, same], 0, /0 worse.*gate open/s],
  ['one slower run', [before, slow], 0, /not confirmed yet: front avgMs.*add a further run/s],
  [
    'a slower run that repeats',
    [before, slow, slowAgain],
    6,
    /gate SHUT.*key 2.*front p95Ms \(\+3\d\.?\d* %|key 2.*front p95Ms/s,
  ],
  ['a broken limit', [before, broken], 99, /key 1, limits broken: 1 \(front: p\(95\)<93\.5, is 99 ms\)/],
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
      spreads: { 'front p95Ms': 0.02 },
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
    assert.match(finished.out, /home +p95Ms +80\.7 ms +113 ms +\+40 % .*worse/);
  }));

const pointsOf = (factor: number) =>
  Array.from({ length: 400 }, (_, index) => {
    const tags = { endpoint: 'home', phase: 'hold', window: `w${index % 20}` };
    const data = { time: '2026-01-01T00:00:00Z', value: factor * (40 + ((index * 7) % 23)), tags };
    return JSON.stringify({ metric: 'http_req_duration', type: 'Point', data });
  }).join('\n');

test('with raw points of both runs every request is compared; of one run only, or of none, they are refused', () =>
  inFolder(async (folder) => {
    const stages = [{ phase: 'hold' as const, durationS: 90, from: 50, to: 50, windows: 9 }];
    const result = JSON.stringify(suiteResult({ type: 'stress', stages, endpoints: ['home'] }));
    for (const file of ['a.json', 'b.json']) await writeFile(join(folder, file), result);
    await writeFile(join(folder, 'a.points.json'), pointsOf(1));
    await writeFile(join(folder, 'b.points.json'), pointsOf(1.3));
    const compare = (...args: string[]) => runCommand(compareCommand, ['a.json', 'b.json', ...args], folder);
    const { out } = await compare('--base-points', 'a.points.json', '--head-points', 'b.points.json');
    assert.match(out, /home +p50Ms .*worse/);
    assert.match(out, /exact, over every request of the raw points/);
    await assert.rejects(
      compare('--base-points', 'a.points.json'),
      /--base-points alone: expected the raw points of both runs/,
    );
    await assert.rejects(
      compare('--base-points', 'none.json', '--head-points', 'none.json'),
      /none\.json: no such file/,
    );
  }));

test('a paired comparison needs two targets, enough blocks and a test type', () =>
  inFolder(async (folder) => {
    const paired = (...args: string[]) => runCommand(compareCommand, ['--paired', ...args], folder);
    await assert.rejects(paired('http://a', 'http://b', 'http://c'), /two URLs, reads 3/);
    await assert.rejects(
      paired('http://a', 'http://b', '--blocks', '3'),
      /--blocks reads "3", expected a whole number from 4/,
    );
    await assert.rejects(paired('http://a', 'http://b', '--type', 'sprint'), /test type reads "sprint"/);
  }));

test('a result that is not there is named', () =>
  inFolder(async (folder) => {
    const finished = runCommand(compareCommand, ['no.json', before.id, '--store', STORE], folder);
    await assert.rejects(finished, /no\.json: .*no such file/);
  }));
