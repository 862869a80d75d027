// Rules about page loads: visits that failed, a page over the guide's target, a page that load on the API makes slower.

import { PAGE_VITALS } from 'k6-format/load-names';
import { digits, formatDuration, formatMs, formatRatio } from '../../text/format.ts';
import { clip, plural } from '../../text/words.ts';
import type { PageFacts, PagePhaseFacts } from '../pages.ts';
import type { Verdict } from '../verdict.ts';
import { type Case, type Finding, type FindingRule, weighed } from './finding.ts';

const PAGE_METRICS: ReadonlySet<string> = new Set(
  Object.values(PAGE_VITALS).flatMap(({ metric, k6Metric }) => (k6Metric === null ? [metric] : [metric, k6Metric])),
);

/** Whether a limit is on a figure of a page load, ours or k6's own. */
export function isPageLimit({ metric }: Pick<Verdict, 'metric'>): boolean {
  return PAGE_METRICS.has(metric);
}

/** Messages that are shown; the others are of the same run. */
const MOST_MESSAGES = 2;

/** Visits that did not load, or showed another page. */
export const pageFailed: FindingRule = (run) => {
  const failed = run.pages?.failed;
  if (!failed || failed.count <= 0) return [];
  const failures = run.summary.run?.pages?.failures ?? [];
  const told = failures
    .slice(0, MOST_MESSAGES)
    .map(
      ({ visit, phase, atS, message }) =>
        `${visit} visit${placeOf(phase)}, after ${digits(atS)} s: ${clip(message, 200)}`,
    );
  const hasPicture = failures.some(({ file }) => file !== '');
  return [
    {
      rule: 'page-failed',
      severity: weighed(run),
      title: 'Visits of the page failed',
      evidence: [`${plural(failed.count, 'visit')} failed, ${formatRatio(failed.ratio)} of all`, ...told].join('; '),
      action: hasPicture
        ? "Look at the picture of the failed visit (Page Loads) and into the target's log of that moment"
        : "Look into the target's log of that moment",
      effect: 0.86,
    },
  ];
};

/** ` (heavy)`; a test of one phase needs no name for it. */
export function placeOf(phase: string): string {
  return phase === '' || phase === 'hold' ? '' : ` (${clip(phase, 20)})`;
}

/** The guide's target for the page, and under which load it breaks first. */
export const pageOverTarget: FindingRule = (run) => {
  if (!run.pages) return [];
  const limitMs = run.summary.policy.pageTargetMs;
  const isOver = (loadMs: number | null) => loadMs !== null && loadMs >= limitMs;
  const broken = run.pages.phases.filter(({ loadP95Ms }) => isOver(loadP95Ms));
  const whole = run.pages.vitals.filter(({ name, p95 }) => name === 'load' && isOver(p95));
  const first = broken[0];
  if (!first && whole.length === 0) return [];
  const isFromLoad = first !== undefined && run.pages.phases[0]?.phase !== first.phase;
  return [
    {
      rule: 'page-over-target',
      severity: weighed(run),
      title: `The page takes longer than ${formatDuration(limitMs)}${first ? ` from the phase "${clip(first.phase, 20)}" on` : ''}`,
      evidence: first
        ? broken.map((phase) => phaseText(phase)).join('; ')
        : whole.map(({ visit, p95 }) => `${visit} visits: p95 ${formatMs(p95)}`).join('; '),
      action: overTargetAction(run.pages, isFromLoad),
      effect: 0.83,
    },
  ];
};

/** Under load the server is what changed; alone it is where the slowest visit spent its time. */
function overTargetAction(pages: PageFacts, isFromLoad: boolean): string {
  if (isFromLoad)
    return 'Find what page and API share (workers, database, host): the page holds its target while the API is idle';
  const [slowest, ttfbMs] = [pages.slowest, pages.slowest?.vitals.ttfb];
  const loadMs = slowest?.vitals.load;
  if (!slowest || ttfbMs === undefined || loadMs === undefined)
    return 'Look at a visit in the browser: what the page waits for';
  const share = `${formatMs(ttfbMs)} of ${formatMs(loadMs)}`;
  return ttfbMs > loadMs / 2
    ? `Look at what the server does for the page: in the slowest visit its answer took ${share}`
    : `Shorten what the page loads: in the slowest visit the server's answer took only ${share}, see its waterfall`;
}

function phaseText({ phase, visit, loadP50Ms, loadP95Ms, samples }: PagePhaseFacts): string {
  return `${visit} visits${placeOf(phase)}: p50 ${formatMs(loadP50Ms)}, p95 ${formatMs(loadP95Ms)} of ${plural(samples ?? 0, 'visit')}`;
}

/** A page is slower from this factor on in its slowest visits, ... */
const SLOWER_P95_FACTOR = 1.5;
/** ...and from this one in the middle one: a single slow visit is not an effect of the load. */
const SLOWER_P50_FACTOR = 1.2;
/** A smaller difference nobody sees. */
const LEAST_MS = 100;
/** Fewer visits have no p95. */
const FEWEST_VISITS = 5;

/** Visits during the most load against those of the browser alone. */
export const pageSlowerUnderLoad: FindingRule = (run) => {
  const phases = run.pages?.phases ?? [];
  const worse = phases.flatMap((under) => {
    const alone = phases.find(({ phase, visit }) => phase === phases[0]!.phase && visit === under.visit)!;
    const factor = factorOf(alone, under);
    return factor === null ? [] : [{ alone, under, factor }];
  });
  if (worse.length === 0) return [];
  return [slowerFinding(run, worse)];
};

function factorOf(alone: PagePhaseFacts, under: PagePhaseFacts): number | null {
  const figures = [alone.loadP50Ms, alone.loadP95Ms, under.loadP50Ms, under.loadP95Ms];
  if (figures.some((figure) => figure === null || figure <= 0)) return null;
  if (Math.min(alone.samples ?? 0, under.samples ?? 0) < FEWEST_VISITS) return null;
  const [p50, p95, underP50, underP95] = figures as [number, number, number, number];
  const isSlower = underP95 >= p95 * SLOWER_P95_FACTOR && underP50 >= p50 * SLOWER_P50_FACTOR;
  return isSlower && underP95 - p95 >= LEAST_MS ? underP95 / p95 : null;
}

interface Slower {
  alone: PagePhaseFacts;
  under: PagePhaseFacts;
  factor: number;
}

function slowerFinding(run: Case, worse: readonly Slower[]): Finding {
  const isCrossed = run.verdicts.some(
    (verdict) =>
      verdict.outcome === 'failed' && isPageLimit(verdict) && verdict.tags.get('phase') !== worse[0]!.alone.phase,
  );
  const told = worse.map(
    ({ alone, under, factor }) =>
      `${under.visit} visits: p95 ${formatMs(alone.loadP95Ms)}${placeOf(alone.phase)}, ${formatMs(under.loadP95Ms)}${placeOf(under.phase)}, ${digits(factor)} times (time to first byte ${formatMs(alone.ttfbP75Ms)} and ${formatMs(under.ttfbP75Ms)}, p75)`,
  );
  return {
    rule: 'page-slower-under-load',
    severity: isCrossed ? weighed(run) : 'minor',
    title: 'Load on the API makes the page slower',
    evidence: told.join('; '),
    action: 'Find what page and API share (workers, database, host) and which of it is used up',
    effect: Math.min(0.82, 0.3 + Math.max(...worse.map(({ factor }) => factor)) / 10),
  };
}
