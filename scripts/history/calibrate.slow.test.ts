// The noise of equal runs is kept, and reaches the comparison.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { syntheticRun } from 'k6-history/runs.fixture';
import { fill, STORE } from 'k6-history/stores.fixture';
import { inFolder } from 'k6-kit/folder.fixture';
import { calibrateCommand } from './calibrate-command.ts';
import { runCommand } from './command-line.fixture.ts';
import { compareCommand } from './compare-command.ts';

const runs = (count: number, runNoise: number) =>
  Array.from({ length: count }, (_, day) =>
    syntheticRun({ seed: day + 50, day, runNoise, windows: 12, requestsPerWindow: 400 }),
  );

test('perf calibrate keeps the noise, and compare uses it', () =>
  inFolder(async (folder) => {
    const all = runs(8, 0.02);
    await fill(folder, all);
    const ids = all.map(({ id }) => id);
    const { out } = await runCommand(calibrateCommand, ['--store', STORE, '--from', ...ids], folder);
    assert.match(out, /noise of 4 pairs.*front +avgMs +\d.* % +\d.* %/s);
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
    await assert.rejects(calibrate(), /expected either --target.*or --from/);
    await assert.rejects(calibrate('--target', 'http://a', '--from', 'b'), /expected either/);
    await assert.rejects(
      calibrate('--target', 'http://a', '--pairs', '2'),
      /--pairs reads "2", expected a whole number from 3/,
    );
  }));
