// Every fault of the reference target in every test type, on virtual runs: finding 1 names it, and where a type cannot show it there is none.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { PAGE_FINDINGS } from 'k6-format/load-names';
import { EFFECTS } from 'k6-target/fault-grammar';
import { pageFaults } from 'k6-target/page/page-faults';
import { type Judgement, judge } from 'k6-verdict/judge/judge';
import { parseSummary } from 'k6-verdict/parse/parse-summary';
import type { TestTypeName } from '../../thresholds/baselines.ts';
import { pageResult } from '../report/page-result.fixture.ts';
import { FILES, FOUND } from '../report/page-runs.fixture.ts';
import { virtualRun } from '../report/virtual-run.fixture.ts';
import { faultTable, type Outcome } from './table.ts';
import { firstOf, toldOf } from './told.ts';
import { HEALTHY, LOAD_TYPES, loadTrials, PAGE_ROWS, pageTrials, ROWS, type Trial } from './trials.ts';

/** Where the table stands; what is above this line is written by hand. */
const DOCUMENT = new URL('../../docs/faults.md', import.meta.url);
const MARK =
  '<!-- From here on written by `UPDATE_GOLDEN=1 node --import tsx --test scripts/fault-table/trials.slow.test.ts`. -->';

const outcomes: Outcome[] = [];
const note = (trial: Trial, judgement: Judgement) => outcomes.push({ trial, first: firstOf(judgement), isRight: true });

const judged = (trial: Trial) =>
  judge(parseSummary('x.json', JSON.parse(JSON.stringify(virtualRun({ ...trial, type: trial.type as TestTypeName })))));

const trials = loadTrials();
for (const fault of new Set(trials.map((trial) => trial.fault))) {
  describe(`fault ${fault}`, () => {
    for (const trial of trials.filter((one) => one.fault === fault)) {
      it(`${trial.type}: ${trial.first?.source ?? 'no finding'}`, () => {
        const judgement = judged(trial);
        note(trial, judgement);
        if (trial.first === null) assert.deepEqual(judgement.findings, [], toldOf(judgement));
        else assert.match(firstOf(judgement) ?? 'none', trial.first, toldOf(judgement));
      });
    }
  });
}

describe('faults of the page', () => {
  for (const trial of pageTrials()) {
    it(`${trial.fault}: ${trial.first?.source ?? 'no finding'}`, () => {
      const finding = PAGE_FINDINGS.find((name) => trial.first?.test(`page-${name}: `));
      const options = {
        test: 'page-load',
        files: FILES,
        ...(finding && { findings: { [finding]: FOUND[finding] } }),
      } as const;
      const judgement = judge(parseSummary('x.json', JSON.parse(JSON.stringify(pageResult(options)))));
      note(trial, judgement);
      if (trial.first === null) assert.deepEqual(judgement.findings, [], toldOf(judgement));
      else assert.match(firstOf(judgement) ?? 'none', trial.first, toldOf(judgement));
    });
  }
});

describe('the table of trials', () => {
  it('is the one of docs/faults.md', () => {
    const document = readFileSync(DOCUMENT, 'utf8');
    const at = document.indexOf(MARK);
    assert.ok(at > 0, MARK);
    const current = `${document.slice(0, at)}${MARK}\n\n${faultTable(outcomes)}\n`;
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(DOCUMENT, current);
    else assert.equal(document, current);
  });

  it('has every effect, place in time and limit that the target takes', () => {
    const help = readFileSync(new URL('../target/command.ts', import.meta.url), 'utf8');
    const limits = [...help.matchAll(/'--(max-concurrency|db-connections) <number>'/g)].map(([, name]) => `--${name}`);
    const words = [
      ...EFFECTS.map((effect) => `${effect}=`),
      ...limits,
      'endpoint=',
      'share=',
      'status=',
      'at=',
      'from=',
      'for=',
      'after=',
    ];
    assert.equal(limits.length, 2);
    for (const word of words)
      assert.ok(
        ROWS.some(({ fault }) => fault.includes(word)),
        word,
      );
  });

  it('has every fault of the page', () => {
    assert.deepEqual(PAGE_ROWS.map(([name]) => name).sort(), Object.keys(pageFaults).sort());
  });

  it('asks every test type with and without each fault', () => {
    assert.equal(trials.length, (ROWS.length + 1) * LOAD_TYPES.length);
    for (const { fault, type, first } of trials) if (fault === HEALTHY) assert.equal(first, null, type);
  });
});
