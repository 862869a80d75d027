// What every load script exports to k6, whatever it tests: options before the run, and the result with its record after it.
import type { Options } from 'k6/options';
import type { RunRecord } from 'k6-format/run-record';
import { factorsText } from 'k6-format/scale';
import { SUMMARY_TREND_STATS } from '../thresholds/derive.ts';
import { policyOf } from '../thresholds/policy.ts';
import { SYSTEM } from '../thresholds/system.ts';
import type { Settings } from './env.ts';
import type { Timeline } from './load.ts';
import { resultOf, type SummaryData } from './result.ts';

/** What differs between the kinds of test. */
type Own = Pick<RunRecord, 'type' | 'endpoints' | 'service' | 'target' | 'model' | 'peakVus'>;

type Common = Pick<Settings, 'engine' | 'timeScale' | 'scale' | 'commit' | 'runId' | 'leftOut' | 'resultFile'>;

export interface Frame {
  options: Options;
  handleSummary: (data: SummaryData) => Record<string, string>;
}

/** `options` makes the scenarios and thresholds, and may take the place of what all tests have. */
export function frameOf(own: Own, settings: Common, timeline: Timeline, options: () => Options): Frame {
  return {
    // k6 reads the options once, before there are VUs (__VU is 0); each VU would hold its own copy of them.
    options:
      __VU === 0
        ? {
            summaryTrendStats: [...SUMMARY_TREND_STATS],
            tags: { test: own.type },
            userAgent: SYSTEM.suite,
            ...options(),
          }
        : {},
    handleSummary: (data) =>
      resultOf(data, (durationMs) => recordOf(own, settings, timeline, durationMs), settings.resultFile),
  };
}

/** The record of a run that ends now, after `durationMs`. */
function recordOf(
  own: Own,
  { engine, timeScale, scale, commit, runId, leftOut }: Common,
  { load, phases, windows }: Timeline,
  durationMs: number,
): RunRecord {
  const endedAtMs = Date.now();
  const { type, endpoints, service, target, model, peakVus } = own;
  return {
    ...{ schema: 1, engine, type, endpoints },
    ...(runId !== undefined && { id: runId }),
    ...(leftOut && { leftOut }),
    ...(service !== undefined && { service }),
    ...{
      target,
      startedAt: new Date(endedAtMs - durationMs).toISOString(),
      endedAt: new Date(endedAtMs).toISOString(),
    },
    ...{ timeScale, commit, model, peakVus, load, phases, windows },
    ...(factorsText(scale) !== '' && { scale }),
    policy: policyOf({ type, endpoints, service, scale }),
  };
}
