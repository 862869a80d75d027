// Writes the judgement for machines, in the published schema.

import { unitOf } from 'k6-format/units';
import type { JourneyFacts } from '../judge/journeys.ts';
import type { Judgement } from '../judge/judge.ts';
import { groupMetrics } from '../judge/metric-groups.ts';
import type { PageFacts } from '../judge/pages.ts';
import type { Previous } from '../judge/previous.ts';
import type { Summary } from '../parse/model.ts';
import { targetText } from '../text/words.ts';
import { headline } from './headline.ts';
import { keyFigures } from './key-figures.ts';
import type { VerdictJson } from './verdict-schema.ts';
import type { SignOff } from './view.ts';

export function renderVerdictJson(judgement: Judgement, signOff: SignOff): string {
  return `${JSON.stringify(verdictOf(judgement, signOff), null, 2)}\n`;
}

export function verdictOf(judgement: Judgement, signOff: SignOff): VerdictJson {
  const { summary, facts, counts } = judgement;
  return {
    schema: 1,
    outcome: judgement.outcome,
    exitCode: judgement.exitCode,
    summary: headline(judgement).headline,
    generatedAt: signOff.now.toISOString(),
    file: summary.fileName,
    shape: summary.shape,
    testedBy: signOff.testedBy,
    reviewedBy: signOff.reviewedBy,
    run: runOf(judgement),
    validity: judgement.validity,
    results: {
      durationMs: summary.durationMs,
      requests: facts.requests,
      requestsPerS: facts.requestsPerS,
      ratePhase: facts.ratePhase,
      errorRatio: facts.errorRatio,
      phase: facts.phase,
      latency: facts.latency,
      vusPeak: facts.vusPeak,
      iterations: facts.iterations,
      droppedIterations: facts.droppedIterations,
    },
    resources: facts.resources,
    counts: { passed: counts.passed, failed: counts.failed, notMeasured: counts['not-measured'] },
    limits: judgement.verdicts.map((verdict) => ({ ...verdict, tags: Object.fromEntries(verdict.tags) })),
    endpoints: facts.endpoints.map(({ baseline: _, failed: _failed, ...figures }) => figures),
    ...(judgement.journeys.length > 0 && { journeys: judgement.journeys.map(journeyOf) }),
    ...(judgement.websockets.length > 0 && {
      websockets: judgement.websockets.map(({ limits: _, ...figures }) => figures),
    }),
    failures: [...facts.failures],
    ...(summary.run === null && { checks: [...summary.checks], metrics: metricsOf(summary) }),
    ...(judgement.pages && { pages: pagesOf(judgement.pages) }),
    recovery: recoveryOf(judgement),
    drifts: judgement.drifts.map(({ name, unit, slope, changeRatio, limitInS }) => ({
      name,
      unit,
      perS: slope.perX,
      lowPerS: slope.low,
      highPerS: slope.high,
      changeRatio,
      limitInS,
    })),
    layers: [...judgement.layers],
    findings: [...judgement.findings],
    recommendations: [...judgement.recommendations],
    warnings: [...judgement.warnings],
    ...(judgement.previous && { previous: previousOf(judgement, judgement.previous) }),
  };
}

function previousOf(
  judgement: Judgement,
  { name, startedAt, figures }: Previous,
): NonNullable<VerdictJson['previous']> {
  const compared = keyFigures(judgement).flatMap(({ measured }) => {
    const before = measured && figures.get(measured.name);
    if (!before || measured.value === null) return [];
    return [{ name: measured.name, before: before.value, now: measured.value, word: before.word }];
  });
  return { name, startedAt, figures: compared };
}

function journeyOf({ row: _, steps, ...figures }: JourneyFacts): NonNullable<VerdictJson['journeys']>[number] {
  return { ...figures, steps: steps.map(({ name, failed }) => ({ name, failed })) };
}

function runOf({ summary: { run } }: Judgement): VerdictJson['run'] {
  if (!run) return null;
  const { type, engine, timeScale, scale, startedAt, commit, model, endpoints } = run;
  return {
    ...{ type, engine, target: targetText(run.target), timeScale },
    ...(scale && { scale }),
    ...{ startedAt, commit, model, endpoints },
  };
}

function metricsOf(summary: Summary): NonNullable<VerdictJson['metrics']> {
  return groupMetrics(summary).flatMap(({ group, metrics }) =>
    metrics.map((metric) => {
      const { key, name, type, contains } = metric;
      const [tags, values] = [Object.fromEntries(metric.tags), Object.fromEntries(metric.stats)];
      return { key, name, tags, group, type, contains, unit: unitOf(metric, null), values };
    }),
  );
}

function pagesOf({ vitals, visits, phases, audit, failed }: PageFacts): NonNullable<VerdictJson['pages']> {
  return {
    vitals: vitals.map(({ label: _, isTime, ...vital }) => ({ ...vital, unit: isTime ? 'ms' : 'none' })),
    visits,
    phases,
    audit,
    failedVisits: failed?.count ?? null,
    failedRatio: failed?.ratio ?? null,
  };
}

function recoveryOf({ recovery }: Judgement): VerdictJson['recovery'] {
  if (!recovery) return null;
  const { recoveredAfterS, allowedS, firstErrorAfterS, peakErrorRatio, resolutionS } = recovery;
  return { recoveredAfterS, allowedS, firstErrorAfterS, peakErrorRatio, resolutionS };
}
