// Real runs with known faults: each fault under one test type, and each type healthy. `npm run fault-table` runs all of them.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { testFolder } from 'k6-kit/folder.fixture';
import { buildInto } from '../build.ts';
import { isDisturbed, judgeTrial } from './real-run.ts';
import { firstOf, toldOf } from './told.ts';
import { HEALTHY, loadTrials, ROWS } from './trials.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = testFolder();
before(async () => {
  await buildInto(folder, root);
});

const all = loadTrials();
const healthy = all.filter(({ fault }) => fault === HEALTHY);
/** Each fault under a type that shows it, another one from fault to fault. */
const faulty = ROWS.map(({ fault }, index) => {
  const shown = all.filter((trial) => trial.fault === fault && trial.first !== null);
  return shown[index % shown.length]!;
});

// One at a time: side by side they would share an event loop, and measure each other.
describe('real runs', () => {
  for (const trial of [...healthy, ...faulty]) {
    it(`${trial.fault}, ${trial.type}: ${trial.first === null ? 'no finding' : 'finding 1 names it'}`, async (t) => {
      const judgement = await judgeTrial(trial, { root, folder });
      if (isDisturbed(judgement)) return t.skip(`this machine is too busy: ${toldOf(judgement)}`);
      if (trial.first === null) assert.deepEqual(judgement.findings, [], toldOf(judgement));
      else assert.match(firstOf(judgement) ?? 'none', trial.first, toldOf(judgement));
    });
  }
});
