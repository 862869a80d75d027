// A finding: a judged deviation with its evidence from the run, and what the guide says to do about it.
import type { Summary } from '../../parse/model.ts';
import type { Agreement } from '../../points/points.ts';
import type { Failing } from '../causes/failing.ts';
import type { Slowness } from '../causes/slowness.ts';
import type { Drift } from '../drift.ts';
import type { Facts } from '../facts.ts';
import type { JourneyFacts } from '../journeys.ts';
import type { PageFacts } from '../pages.ts';
import type { Recovery } from '../recovery.ts';
import type { Layer } from '../saturation.ts';
import type { WindowFacts } from '../series.ts';
import type { Validity } from '../validity.ts';
import type { Verdict } from '../verdict.ts';
import type { WebsocketFacts } from '../websockets.ts';

/** From the worst down; `info` asks for nothing. */
const SEVERITIES = ['critical', 'serious', 'minor', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

export interface Finding {
  /** Name of the rule, stable for machines. */
  rule: string;
  severity: Severity;
  /** What was found, in one sentence without figures that the evidence repeats. */
  title: string;
  /** The figures that show it. Never empty: no finding without evidence. */
  evidence: string;
  /** What to do, from the guide's tables where they have it; null where there is nothing to do. */
  action: string | null;
  /** How much of the run it explains, 0..1; orders findings of one severity and their recommendations. */
  effect: number;
}

/** What rules may look at. */
export interface Case {
  summary: Summary;
  facts: Facts;
  verdicts: readonly Verdict[];
  validity: Validity;
  series: readonly WindowFacts[];
  recovery: Recovery | null;
  drifts: readonly Drift[];
  layers: readonly Layer[];
  /** What is slow; null where nothing is. */
  slowness: Slowness | null;
  /** What fails; null where nothing does. */
  failing: Failing | null;
  /** Null for runs that loaded no page. */
  pages: PageFacts | null;
  /** Empty where none was walked. */
  journeys: readonly JourneyFacts[];
  /** Empty where none was opened. */
  websockets: readonly WebsocketFacts[];
  /** How raw points stand to the summary; null where none were given. */
  points: Agreement | null;
}

/** One deviation that is looked for. Rules name causes where they can; crossed limits are their symptoms. */
export type FindingRule = (run: Case) => Finding[];

/** Worst first, then by effect; equal ones keep their order. */
export function ordered(findings: readonly Finding[]): Finding[] {
  const rank = (finding: Finding) => SEVERITIES.indexOf(finding.severity);
  return [...findings].sort((a, b) => rank(a) - rank(b) || b.effect - a.effect);
}

/** How much of what went wrong a cause explains: its bad requests among all that failed or were slow. */
export function share({ slowness, failing }: Case, bad: number): number {
  const all = (slowness?.cost ?? 0) + (failing?.count ?? 0);
  return all > 0 ? Math.min(1, bad / all) : 0;
}

/** A cause weighs more when limits were crossed in the run that it explains. */
export function weighed(run: Case): Severity {
  return run.verdicts.some((verdict) => verdict.outcome === 'failed') ? 'critical' : 'serious';
}

/** Findings that ask for an action now; crossed limits are the verdict's own business. */
export function targetedFindings(findings: readonly Finding[]): Finding[] {
  return findings.filter(
    ({ rule, severity }) => rule !== 'limit-crossed' && (severity === 'critical' || severity === 'serious'),
  );
}
