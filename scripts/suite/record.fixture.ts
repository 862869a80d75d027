// For tests: the record of a night in which one test failed twice, one passed when repeated, and one was not reached.
import type { SuiteRecord } from './record.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 1, 1, 2, minute)).toISOString();
const limit = (used: number) => ({
  text: `basket in hold: p95 latency ${Math.round(used * 100)} ms, limit < 100 ms`,
  used,
  isCrossed: used > 1,
});
const attempt = (name: string, exitCode: number, from: number, to: number, used: number) => ({
  ...{ exitCode, resultFile: `/results/${name}-${from}.json`, startedAt: at(from), endedAt: at(to) },
  ...{ detail: `${exitCode === 0 ? 'PASSED' : 'FAILED'} ${name}: <b>1</b> of 33 limits`, worstLimit: limit(used) },
});

export const NIGHT: SuiteRecord = {
  ...{ schema: 1, suite: 'nightly', environment: 'lab', target: 'https://lab.shop.test', engine: 'local 7' },
  ...{ timeScale: 1, scale: 'users x 0.25', startedAt: at(0), endedAt: at(40), exitCode: 99 },
  tests: [
    { name: 'smoke', state: 'passed', attempts: [attempt('smoke', 0, 0, 2, 0.4)] },
    {
      name: 'baseline',
      state: 'unsteady',
      attempts: [attempt('baseline', 99, 2, 9, 1.08), attempt('baseline', 0, 9, 16, 0.97)],
    },
    {
      name: 'stress',
      state: 'failed',
      attempts: [attempt('stress', 99, 16, 28, 1.7), attempt('stress', 99, 28, 40, 1.6)],
    },
    { name: 'spike', state: 'skipped', attempts: [] },
  ],
  regressions: ['baseline, basket, p95: 80 ms to 95 ms (18.8 % slower) since baseline-20260128T02'],
};
