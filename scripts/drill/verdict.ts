// Go or no-go, with reasons, from the judged spike run; and how it compares with the last drill.
import type { Judgement } from 'k6-verdict/judge/judge';
import { findStat } from 'k6-verdict/parse/model';
import { headline } from 'k6-verdict/render/headline';
import { digits } from 'k6-verdict/text/format';
import { type DrillFigures, type DrillRecord, scaleOf } from './record.ts';

export type Verdict = NonNullable<DrillRecord['verdict']>;

/** Null where the run had no spike to recover from, or its tables do not say in what time. */
export function figuresOf({ summary, recovery }: Judgement): DrillFigures | null {
  if (recovery === null || recovery.allowedS === null) return null;
  return {
    recoveredAfterS: recovery.recoveredAfterS,
    allowedS: recovery.allowedS,
    resolutionS: recovery.resolutionS,
    spikeP95Ms: findStat(summary, 'http_req_duration', { phase: 'spike' }, 'p(95)'),
    errorRatio: findStat(summary, 'http_req_failed', { traffic: 'load' }, 'rate'),
    requests: findStat(summary, 'http_reqs', { traffic: 'load' }, 'count'),
  };
}

/**
 * A go is a run of full length that is usable without reserve, crossed no limit and came back in time. Anything less has not
 * shown that the system is ready, and is a no-go: a rehearsal with its durations, its load or its limits scaled (`scale`, in words), figures
 * that are in doubt.
 */
export function decide(judgement: Judgement, scale: string): Verdict {
  const { outcome, validity } = judgement;
  const figures = figuresOf(judgement);
  const isBack = figures !== null && figures.recoveredAfterS !== null && figures.recoveredAfterS <= figures.allowedS;
  const doubts =
    validity.level === 'WARN' ? validity.reasons.map(({ message }) => `not reliable enough: ${message}`) : [];
  const scaled = scale === '' ? [] : [`a rehearsal (${scale}) is never a go`];
  const isGo = outcome === 'passed' && isBack && doubts.length === 0 && scaled.length === 0;
  const reasons = [headline(judgement).headline, recoveryText(figures), ...doubts, ...scaled];
  return { outcome: isGo ? 'go' : 'no-go', reasons };
}

/** `GO`, `NO-GO`, or `NO-GO (rehearsal)`. */
export function verdictWord(record: Pick<DrillRecord, 'verdict' | 'timeScale' | 'scale'>): string {
  return `${record.verdict?.outcome === 'go' ? 'GO' : 'NO-GO'}${scaleOf(record) === '' ? '' : ' (rehearsal)'}`;
}

function recoveryText(figures: DrillFigures | null): string {
  if (figures === null) return 'the recovery was not measured';
  const allowed = `${digits(figures.allowedS)} s are allowed, measured to ${digits(figures.resolutionS)} s`;
  return figures.recoveredAfterS === null
    ? `the system had not recovered by the end of the run; ${allowed}`
    : `the system recovered ${digits(figures.recoveredAfterS)} s after the spike; ${allowed}`;
}

/** One line for each figure that both drills have. */
export function compare(now: DrillFigures | null, last: DrillRecord | undefined): string[] {
  if (last?.figures == null || now === null) return ['there is no earlier drill like this one to compare with'];
  const before = last.figures;
  const lines = [
    `last drill: release ${last.release}, ${last.endedAt ?? last.startedAt}, ${last.verdict?.outcome ?? 'without a verdict'}`,
  ];
  const both = (title: string, a: number | null, b: number | null, unit: string) => {
    if (a === null && b === null) return;
    const text = (value: number | null) => (value === null ? 'not reached' : `${digits(value)} ${unit}`);
    lines.push(`${title}: ${text(a)}, before ${text(b)}`);
  };
  both('recovery', now.recoveredAfterS, before.recoveredAfterS, 's');
  both('p95 in the spike', now.spikeP95Ms, before.spikeP95Ms, 'ms');
  both('errors', scaled(now.errorRatio), scaled(before.errorRatio), '%');
  both('requests', now.requests, before.requests, '');
  return lines.map((line) => line.trimEnd());
}

function scaled(ratio: number | null): number | null {
  return ratio === null ? null : ratio * 100;
}
