// What every command that reads a history says to one that it cannot read, and to a run that is not in it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { syntheticRun } from 'k6-history/runs.fixture';
import { BAD_STORES, fill, STORE } from 'k6-history/stores.fixture';
import { inFolder } from 'k6-kit/folder.fixture';
import { proposeCommand } from '../baselines/propose-command.ts';
import { calibrateCommand } from './calibrate-command.ts';
import { capacityCommand } from './capacity-command.ts';
import { historyCommand } from './command.ts';
import { type Factory, runCommand } from './command-line.fixture.ts';
import { compareCommand } from './compare-command.ts';
import { trendCommand } from './trend-command.ts';

/** Commands, and how they name runs; none: they take what fits. */
const COMMANDS: [string, Factory, (ids: string[]) => string[], isNaming: boolean][] = [
  ['compare', compareCommand, ([first = '', second = '']) => [first, second], true],
  ['capacity', capacityCommand, ([, second = '']) => [second], true],
  ['trend', trendCommand, () => [], false],
  ['calibrate', calibrateCommand, (ids) => ['--from', ...ids], true],
  ['baselines propose', proposeCommand, (ids) => ['--from', ...ids], true],
  ['history percentile', historyCommand, ([, second = '']) => ['percentile', second, '--p', '99'], true],
];
for (const [name, factory, naming, isNaming] of COMMANDS) {
  test(`${name}: a history that cannot be read, and a run that is not there, are one line`, async () => {
    const run = (folder: string, ids: string[]) => runCommand(factory, [...naming(ids), '--store', STORE], folder);
    for (const [, make, message] of BAD_STORES)
      await inFolder(async (folder) => {
        await make(folder);
        await assert.rejects(run(folder, ['one', 'two']), { name: 'UserError', message });
      });
    if (!isNaming) return;
    await inFolder(async (folder) => {
      const known = syntheticRun({ seed: 1, windows: 2, requestsPerWindow: 20 });
      await fill(folder, [known]);
      await assert.rejects(run(folder, [known.id, 'nonsense']), /no run "nonsense" among the 1/);
    });
  });
}
