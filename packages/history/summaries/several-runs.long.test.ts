// How often several runs a side are right: equal runs by the stated false alarm rate, a name that is 10 % slower.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seeded } from '../stats/random.ts';
import { compareSummaries } from './compare-summaries.ts';
import { noisyRuns } from './several-runs.fixture.ts';
import { FALSE_ALARM_RATE } from './spread.ts';
import { parseTolerance } from './tolerance.ts';

const TRIALS = 500;
/** Three standard deviations of a count above the stated rate: more is not chance. */
const MOST_ALARMS = TRIALS * FALSE_ALARM_RATE + 3 * Math.sqrt(TRIALS * FALSE_ALARM_RATE * (1 - FALSE_ALARM_RATE));
const SEARCH = 'http_req_duration{name:search}';
/** Runs a side, noise between runs, least share of the trials that find the slower name: all its figures judged, one asked for. */
const CASES: [runs: number, shared: number, own: number, finds: number, findsAsked: number][] = [
  [2, 0.01, 0.01, 0.25, 0.8],
  [3, 0.01, 0.01, 0.9, 0.98],
  [5, 0.01, 0.01, 0.98, 0.98],
  [5, 0.03, 0.02, 0.65, 0.9],
];
for (const [runs, shared, own, finds, findsAsked] of CASES) {
  test(`${runs} runs a side with ${100 * Math.hypot(shared, own)} % between runs`, () => {
    let [alarms, found, elsewhere, asked] = [0, 0, 0, 0];
    const tolerance = [parseTolerance(`${SEARCH}:p(95)>+1%`)];
    for (let seed = 1; seed <= TRIALS; seed++) {
      const random = seeded(seed * 7919);
      const drawn = (factor = 1) =>
        noisyRuns(runs, { random, shared, own, slowdown: (name) => (name === SEARCH ? factor : 1) });
      const base = drawn();
      const equal = compareSummaries(base, drawn());
      if (equal.figures.some(({ word }) => word === 'worse' || word === 'better')) alarms++;
      const slower = drawn(1.1);
      const { regressions } = compareSummaries(base, slower);
      if (regressions.some(({ metric }) => metric === SEARCH)) found++;
      if (regressions.some(({ metric }) => metric !== SEARCH)) elsewhere++;
      if (compareSummaries(base, slower, tolerance).isRegression) asked++;
    }
    if (process.env.PRINT_RATES) console.log({ runs, shared, own, TRIALS, alarms, found, elsewhere, asked });
    assert.ok(alarms <= MOST_ALARMS, `${alarms} of ${TRIALS} equal pairs were called different`);
    assert.ok(elsewhere <= MOST_ALARMS, `another metric was called worse in ${elsewhere}`);
    assert.ok(found >= finds * TRIALS, `the slower name was found in ${found}`);
    assert.ok(asked >= findsAsked * TRIALS, `asked for alone it was found in ${asked}`);
  });
}
