// Go or no-go, with reasons, from the judged spike run; and how it compares with the last drill.
import type { Judgement } from '../report/judge/judge.ts';
import { findStat } from '../report/parse/model.ts';
import { headline } from '../report/render/headline.ts';
import { digits } from '../report/text/format.ts';
import type { DrillFigures, DrillRecord } from './record.ts';

export type Verdict = NonNullable<DrillRecord['verdict']>;

/** Null where the run had no spike to recover from. */
export function figuresOf({ summary, recovery }: Judgement): DrillFigures | null {
  if (recovery === null) return null;
  return {
    recoveredAfterS: recovery.recoveredAfterS,
    allowedS: recovery.allowedS,
    resolutionS: recovery.resolutionS,
    spikeP95Ms: findStat(summary, 'http_req_duration', { phase: 'spike' }, 'p(95)'),
    errorRatio: findStat(summary, 'http_req_failed', { traffic: 'load' }, 'rate'),
    requests: findStat(summary, 'http_reqs', { traffic: 'load' }, 'count'),
  };
}

/** A run that crossed no limit and came back in time is a go; one that cannot be quoted shows nothing and is a no-go. */
export function decide(judgement: Judgement): Verdict {
  const figures = figuresOf(judgement);
  const reasons = [headline(judgement).headline, recoveryText(figures)];
  const isBack = figures !== null && figures.recoveredAfterS !== null && figures.recoveredAfterS <= figures.allowedS;
  const isGo = judgement.outcome === 'passed' && isBack;
  return { outcome: isGo ? 'go' : 'no-go', reasons };
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
