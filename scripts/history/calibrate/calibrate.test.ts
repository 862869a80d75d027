// The noise of equal runs is what was put in, is kept, and reaches the comparison.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { calibrateCommand } from '../calibrate-command.ts';
import { inFolder, runCommand } from '../command-line.fixture.ts';
import { compareCommand } from '../compare-command.ts';
import { syntheticRun } from '../runs.fixture.ts';
import { BAD_STORES, fill, STORE } from '../stores.fixture.ts';
import { limitsWithinNoise, noiseOfPairs, visibleChange } from './noise.ts';

const runs = (count: number, runNoise: number) =>
  Array.from({ length: count }, (_, day) =>
    syntheticRun({ seed: day + 50, day, runNoise, windows: 12, requestsPerWindow: 400 }),
  );
const now = new Date('2026-03-01T00:00:00Z');

test('the spread of many pairs is that of two runs', () => {
  const { spreads, pairs } = noiseOfPairs(runs(60, 0.05), now);
  assert.equal(pairs, 30);
  const spread = spreads['home avgMs']!;
  // 5 % per run and some within it: the square root of 2 x 5 %² is 7.1 %.
  assert.ok(spread > 0.05 && spread < 0.1, String(spread));
});

test('few pairs are trusted less', () => {
  const few = noiseOfPairs(runs(6, 0.05), now);
  assert.equal(few.pairs, 3);
  assert.ok(visibleChange(0.05) > 0.14 && visibleChange(0.05) < 0.16, String(visibleChange(0.05)));
});

test('limits that are tighter than the noise are named', () => {
  const noise = { key: '', measuredAt: '', pairs: 6, spreads: { 'home p95Ms': 0.1, 'health p95Ms': 0.05 } };
  assert.deepEqual(limitsWithinNoise(noise), [
    'home p95Ms: its limit leaves 10.0 % above the row, equal runs stray by 12.3 %',
  ]);
});

test('perf calibrate keeps the noise, and compare uses it', () =>
  inFolder(async (folder) => {
    const all = runs(8, 0.02);
    await fill(folder, all);
    const ids = all.map(({ id }) => id);
    const { out } = await runCommand(calibrateCommand, ['--store', STORE, '--from', ...ids], folder);
    assert.match(out, /noise of 4 pairs.*home +avgMs +\d.* % +\d.* %/s);
    const compared = await runCommand(compareCommand, [ids[0]!, ids[1]!, '--store', STORE], folder);
    assert.match(compared.out, /noise between runs: from calibration/);
    const json = JSON.parse(
      (await runCommand(calibrateCommand, ['--store', STORE, '--json', '--from', ...ids], folder)).out,
    );
    assert.deepEqual([json.pairs, Object.keys(json.spreads).length], [4, 20]);
  }));

test('what cannot be calibrated is refused, with what is wanted', () =>
  inFolder(async (folder) => {
    const calibrate = (...args: string[]) => runCommand(calibrateCommand, ['--store', STORE, ...args], folder);
    await assert.rejects(calibrate(), /wants either --target.*or --from/);
    await assert.rejects(calibrate('--target', 'http://a', '--from', 'b'), /wants either/);
    await assert.rejects(
      calibrate('--target', 'http://a', '--pairs', '2'),
      /--pairs reads "2", wants a whole number from 3/,
    );
    const all = runs(6, 0.02);
    assert.throws(() => noiseOfPairs(all.slice(0, 5), now), /5 runs, wants at least 6 equal ones/);
    assert.throws(
      () => noiseOfPairs([...all.slice(0, 5), { ...all[5]!, type: 'stress' }], now),
      /not alike: .*other test type/,
    );
    assert.throws(
      () =>
        noiseOfPairs(
          all.map((run) => ({ ...run, windows: [] })),
          now,
        ),
      /no metric has enough windows/,
    );
    await fill(folder, all);
    await assert.rejects(calibrate('--from', 'nonsense'), /no run "nonsense" among the 6/);
  }));

for (const [name, make, message] of BAD_STORES) {
  test(`${name} is one line that says what to put right`, () =>
    inFolder(async (folder) => {
      await make(folder);
      const finished = runCommand(calibrateCommand, ['--store', STORE, '--from', 'a', 'b'], folder);
      await assert.rejects(finished, { name: 'UserError', message });
    }));
}
