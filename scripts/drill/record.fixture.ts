// For tests: the record of a drill that came back too late.
import type { DrillRecord } from './record.ts';

const at = (second: number) => new Date(Date.UTC(2026, 1, 1, 9, 0, second)).toISOString();
const step = (
  id: string,
  from: number,
  to: number,
  detail: string,
  more: Partial<DrillRecord['steps'][number]> = {},
) => ({
  ...{
    id,
    title: id.replaceAll('-', ' '),
    state: 'ok' as const,
    startedAt: at(from),
    endedAt: at(to),
    detail,
    by: null,
  },
  ...more,
});

export const DRILL: DrillRecord = {
  ...{ schema: 1, type: 'spike', release: '2.4.0 <rc>', target: 'https://lab.shop.test', environment: 'lab' },
  ...{ engine: 'local 7', timeScale: 1, scale: '', testedBy: 'Ann', reviewedBy: null },
  ...{ startedAt: at(0), endedAt: at(700), resultFile: '/results/spike-1.json' },
  steps: [
    step('target-health', 0, 1, '/health answers 200 in 4 ms'),
    step('cores', 1, 2, '4 cores, all idle'),
    step('backup-database', 2, 60, 'done', { by: 'Bob' }),
    step('smoke', 60, 75, 'PASSED smoke: 7 of 7 limits held'),
    step('spike', 75, 700, 'FAILED spike: 2 of 21 limits crossed', { state: 'warning' }),
  ],
  notes: [{ at: at(300), text: 'pods <restarted>' }],
  figures: {
    recoveredAfterS: 84,
    allowedS: 60,
    resolutionS: 10,
    spikeP95Ms: 830,
    errorRatio: 0.062,
    requests: 120_400,
  },
  verdict: {
    outcome: 'no-go',
    reasons: [
      '2 of 21 limits crossed; worst: whole run, error rate 6.19 %, limit < 1 %',
      'the system recovered 84 s after the spike; 60 s are allowed, measured to 10 s',
    ],
  },
  findings: [{ severity: 'critical', title: 'Errors in the spike', evidence: '6.19 % of requests failed with 503' }],
  comparison: ['last drill: release 2.3.0, go', 'recovery: 84 s, before 40 s'],
  nextSteps: [
    'Scale out before the spike reaches the limit.',
    "Read the run's report, put it right, then drill again.",
  ],
};
