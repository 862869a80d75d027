// The figures of a page load test: vitals of each visit, weight, phases, what the audit found. Null where nothing was measured.

import {
  FINDING_BYTES,
  FINDING_FILES,
  FINDING_MS,
  PAGE_BYTES,
  PAGE_FAILED,
  PAGE_FILES,
  PAGE_FINDINGS,
  PAGE_VISITS,
  PAGE_VITALS,
  type PageFinding,
  VISITS,
  type Visit,
  type VitalName,
} from 'k6-format/load-names';
import type { PageLoad } from 'k6-format/run-record';
import { metricKey } from 'k6-format/selectors';
import { findMetric, findStat, type Summary, statOf } from '../parse/model.ts';
import { missingSamples, sampleCount } from './samples.ts';
import type { Outcome, Verdict } from './verdict.ts';

/** A vital of one visit against its limit. */
export interface VitalFacts {
  name: VitalName;
  label: string;
  visit: Visit;
  isTime: boolean;
  samples: number | null;
  p50: number | null;
  p75: number | null;
  p95: number | null;
  /** The limit's statistic as k6 writes it, `p(75)`. */
  stat: string;
  operator: string | null;
  /** As the file records it; null where it has none. */
  limit: number | null;
  /** Of the recorded limit; `not-measured` without a sample, or without a limit in the file. */
  outcome: Outcome;
  /** k6's own metric of the same thing, the limit's statistic, over all loads of the page. */
  k6Value: number | null;
}

/** What one visit weighs. */
export interface VisitFacts {
  visit: Visit;
  visits: number | null;
  bytesP50: number | null;
  filesP50: number | null;
}

/** Load times and largest paint of one visit in one phase. */
export interface PagePhaseFacts {
  phase: string;
  visit: Visit;
  samples: number | null;
  loadP50Ms: number | null;
  loadP95Ms: number | null;
  lcpP75Ms: number | null;
  ttfbP75Ms: number | null;
}

/** One thing that the audit looks for. */
export interface AuditFacts {
  finding: PageFinding;
  /** 0: looked for and not there. Null: not looked for. */
  files: number | null;
  savedBytes: number | null;
  savedMs: number | null;
}

export interface PageWindow {
  startS: number;
  endS: number;
  coldMs: number | null;
  warmMs: number | null;
}

export interface PageFacts {
  browserUsers: number | null;
  vitals: VitalFacts[];
  visits: VisitFacts[];
  phases: PagePhaseFacts[];
  audit: AuditFacts[];
  windows: PageWindow[];
  /** Visits that failed, of all. */
  failed: { count: number; ratio: number } | null;
  /** The slowest first visit that the log tells of, else the slowest of all; null without a log. */
  slowest: PageLoad | null;
}

/** Whether a run loaded pages in a browser: by its policy, or by what it measured. */
export function isPageTest(summary: Summary): boolean {
  return summary.policy.test.browserUsers !== null || findMetric(summary, PAGE_VITALS.load.metric) !== undefined;
}

/** Null for runs that loaded no page. */
export function gatherPages(summary: Summary, verdicts: readonly Verdict[]): PageFacts | null {
  if (!isPageTest(summary)) return null;
  const names = Object.keys(PAGE_VITALS) as VitalName[];
  return {
    browserUsers: summary.policy.test.browserUsers,
    vitals: names.flatMap((name) => VISITS.map((visit) => vitalFacts(summary, verdicts, name, visit))),
    visits: VISITS.map((visit) => ({
      visit,
      visits: findStat(summary, PAGE_VISITS, { visit }, 'count'),
      bytesP50: measured(summary, PAGE_BYTES, { visit }, 'med'),
      filesP50: measured(summary, PAGE_FILES, { visit }, 'med'),
    })),
    phases: phaseNames(summary).flatMap((phase) => VISITS.map((visit) => phaseFacts(summary, phase, visit))),
    audit: PAGE_FINDINGS.map((finding) => ({
      finding,
      files: measured(summary, FINDING_FILES, { finding }, 'max'),
      savedBytes: measured(summary, FINDING_BYTES, { finding }, 'max'),
      savedMs: measured(summary, FINDING_MS, { finding }, 'max'),
    })),
    windows: pageWindows(summary),
    failed: failedVisits(summary),
    slowest: slowestLoad(summary.run?.pages?.loads ?? []),
  };
}

/** A statistic of exactly these tags; null without a sample: k6 fills what only a limit names with zeros. */
function measured(summary: Summary, name: string, tags: Record<string, string>, stat: string): number | null {
  const metric = findMetric(summary, name, tags);
  return metric && missingSamples(summary, metric) === null ? statOf(metric, stat) : null;
}

/** What Web Vitals are judged by, where a file has no limit to say so. */
const WEB_VITALS_STAT = 'p(75)';

function vitalFacts(summary: Summary, verdicts: readonly Verdict[], name: VitalName, visit: Visit): VitalFacts {
  const { metric, label, k6Metric, isTime } = PAGE_VITALS[name];
  const key = metricKey(metric, [['visit', visit]]);
  const verdict = verdicts.find((one) => one.metric === metric && metricKey(metric, one.tags) === key);
  const stat = verdict?.stat ?? WEB_VITALS_STAT;
  return {
    name,
    label,
    visit,
    isTime,
    samples: sampleCount(findMetric(summary, metric, { visit })),
    p50: measured(summary, metric, { visit }, 'med'),
    p75: measured(summary, metric, { visit }, 'p(75)'),
    p95: measured(summary, metric, { visit }, 'p(95)'),
    stat,
    operator: verdict?.operator ?? null,
    limit: verdict?.limit ?? null,
    outcome: verdict?.outcome ?? 'not-measured',
    k6Value: k6Metric === null ? null : measured(summary, k6Metric, {}, stat),
  };
}

/** Phases in which the browser was, in the order of time; one phase alone is the whole run and needs no row of its own. */
function phaseNames(summary: Summary): string[] {
  const names = [...new Set((summary.run?.phases ?? []).map(({ name }) => name))];
  const there = names.filter((phase) => findMetric(summary, PAGE_VITALS.load.metric, { visit: 'cold', phase }));
  return there.length > 1 ? there : [];
}

function phaseFacts(summary: Summary, phase: string, visit: Visit): PagePhaseFacts {
  const tags = { visit, phase };
  const load = PAGE_VITALS.load.metric;
  return {
    phase,
    visit,
    samples: sampleCount(findMetric(summary, load, tags)),
    loadP50Ms: measured(summary, load, tags, 'med'),
    loadP95Ms: measured(summary, load, tags, 'p(95)'),
    lcpP75Ms: measured(summary, PAGE_VITALS.lcp.metric, tags, 'p(75)'),
    ttfbP75Ms: measured(summary, PAGE_VITALS.ttfb.metric, tags, 'p(75)'),
  };
}

function pageWindows(summary: Summary): PageWindow[] {
  const median = (visit: Visit, window: string) => measured(summary, PAGE_VITALS.load.metric, { visit, window }, 'med');
  const windows = (summary.run?.windows ?? []).map(({ id, startS, endS }) => ({
    startS,
    endS,
    coldMs: median('cold', id),
    warmMs: median('warm', id),
  }));
  return windows.some(({ coldMs, warmMs }) => coldMs !== null || warmMs !== null) ? windows : [];
}

/** `passes` of this rate are the visits that failed. */
function failedVisits(summary: Summary): PageFacts['failed'] {
  const ratio = measured(summary, PAGE_FAILED, {}, 'rate');
  const count = measured(summary, PAGE_FAILED, {}, 'passes');
  return ratio === null ? null : { ratio, count: count ?? 0 };
}

function slowestLoad(loads: readonly PageLoad[]): PageLoad | null {
  const cold = loads.filter(({ visit }) => visit === 'cold');
  const candidates = cold.length > 0 ? cold : loads;
  const time = (load: PageLoad) => load.vitals.load ?? Math.max(0, ...load.files.map(({ endMs }) => endMs));
  return candidates.reduce<PageLoad | null>(
    (worst, load) => (worst === null || time(load) > time(worst) ? load : worst),
    null,
  );
}
