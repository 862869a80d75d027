// `npm run fault-table`: every fault of the reference target in every test type, for real, as the table that docs/faults.md has of simulated runs.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EXIT } from 'k6-kit/exit-codes';
import { findChromium } from 'k6-verdict/render/pdf';
import { buildInto } from '../build.ts';
import { judgeTrial } from './real-run.ts';
import { faultTable, type Outcome } from './table.ts';
import { firstOf, toldOf } from './told.ts';
import { chosenTrials, loadTrials, pageTrials, type Trial } from './trials.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const USAGE = `usage: npm run fault-table [-- WORD...]
Runs every fault of the reference target in every test type on loopback (some 40 minutes) and prints, as Markdown, the finding that
each report puts first. Words choose: test types, or parts of a fault.
Ends with 1 when a finding is not the one it has to be (printed in bold), 2 for a word that chooses nothing.
`;

async function main(words: readonly string[]): Promise<number> {
  if (words.includes('--help')) return print(USAGE);
  const hasBrowser = (await findChromium(process.env)) !== null;
  if (!hasBrowser) process.stderr.write('no Chromium on this machine: the page load test is left out\n');
  const trials = [...loadTrials(), ...(hasBrowser ? pageTrials() : [])];
  const chosen = chosenTrials(trials, words);
  if (chosen.length === 0) {
    process.stderr.write(`fault-table: no trial for ${words.join(' ')}; expected a test type or a part of a fault\n`);
    return EXIT.badInput;
  }
  const outcomes = await runAll(chosen);
  print(`${faultTable(outcomes)}\n`);
  return outcomes.every((outcome) => outcome.isRight) ? EXIT.passed : EXIT.bug;
}

function print(text: string): number {
  process.stdout.write(text);
  return EXIT.passed;
}

/** One at a time: side by side they would measure each other. */
async function runAll(trials: readonly Trial[]): Promise<Outcome[]> {
  const folder = await mkdtemp(join(tmpdir(), 'fault-table-'));
  try {
    await buildInto(folder, ROOT);
    const outcomes: Outcome[] = [];
    for (const [index, trial] of trials.entries()) {
      const judgement = await judgeTrial(trial, { root: ROOT, folder });
      const first = firstOf(judgement);
      const isRight = trial.first === null ? first === null : trial.first.test(first ?? '');
      outcomes.push({ trial, first, isRight });
      const counter = `${index + 1}/${trials.length}`;
      process.stderr.write(
        `${counter} ${trial.fault} ${trial.type}: ${first ?? 'no finding'}${isRight ? '' : '  WRONG'}\n`,
      );
      if (!isRight) process.stderr.write(`${toldOf(judgement)}\n`);
    }
    return outcomes;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

process.exitCode = await main(process.argv.slice(2));
