// A drill at another size than the test's own has shown nothing at that: it is a rehearsal, and never a go.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judge } from 'k6-verdict/judge/judge';
import { parseSummary } from 'k6-verdict/parse/parse-summary';
import { virtualRun } from '../report/virtual-run.fixture.ts';
import { scaleOf } from './record.ts';
import { decide, verdictWord } from './verdict.ts';

const spike = judge(parseSummary('spike.json', virtualRun({ type: 'spike', timeScale: 1, faults: [] }), []));

// Factor on durations, factors of the environment, what makes it a rehearsal.
const SIZES: [number, string, string][] = [
  [1, '', ''],
  [0.1, '', 'durations x 0.1'],
  [1, 'users x 0.25 (environment staging)', 'users x 0.25 (environment staging)'],
  [0.1, 'limits x 1.5', 'durations x 0.1, limits x 1.5'],
];
for (const [timeScale, scale, words] of SIZES) {
  test(`a passed drill with ${words || 'nothing scaled'}`, () => {
    const size = { timeScale, scale };
    assert.equal(scaleOf(size), words);
    const verdict = decide(spike, words);
    const isGo = words === '';
    assert.equal(verdict.outcome, isGo ? 'go' : 'no-go', verdict.reasons.join('\n'));
    assert.equal(verdict.reasons.at(-1) === `a rehearsal (${words}) is never a go`, !isGo);
    assert.equal(verdictWord({ verdict, ...size }), isGo ? 'GO' : 'NO-GO (rehearsal)');
  });
}
