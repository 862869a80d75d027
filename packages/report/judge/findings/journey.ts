// Rules about journeys: they break, or they take longer than their row; each names the step that is to blame for most of it.
import { JOURNEY_COMPLETED, JOURNEY_MS } from 'k6-format/load-names';
import { digits, formatCount, formatMs, formatRatio } from '../../text/format.ts';
import { limitText, statisticText, valueText } from '../../text/limit-words.ts';
import { clip } from '../../text/words.ts';
import { type JourneyFacts, worstStep } from '../journeys.ts';
import type { Verdict } from '../verdict.ts';
import { type Case, type Finding, type FindingRule, weighed } from './finding.ts';

/** Fewer failed steps than this are no pattern, unless a limit was crossed by them. */
const FEWEST_FAILED = 5;
/** Steps that the evidence names. */
const MOST_NAMED = 3;

/** Journeys do not complete. */
export const journeyBreaks: FindingRule = (run) =>
  run.journeys.flatMap((journey): Finding[] => {
    const [crossed] = crossedOf(run, journey, JOURNEY_COMPLETED);
    const worst = worstStep(journey, 'failed');
    if (worst === null || (worst.failed < FEWEST_FAILED && !crossed)) return [];
    const name = clip(worst.name);
    const failed = journey.steps.filter((step) => step.failed > 0).sort((a, b) => b.failed - a.failed);
    const told = failed.slice(0, MOST_NAMED).map((step) => `${clip(step.name)} ${formatCount(step.failed)}`);
    const lost = 1 - (journey.completedRatio ?? 1);
    return [
      {
        rule: 'journey-breaks',
        severity: crossed ? weighed(run) : 'minor',
        title: `Journey ${clip(journey.name)} breaks, most often at ${name}`,
        evidence: [
          crossed
            ? `${valueText(crossed)} completed, limit ${limitText(crossed)}`
            : `${formatRatio(lost)} did not complete, of ${formatCount(journey.walked)}`,
          `failed steps: ${told.join(', ')}${failed.length > MOST_NAMED ? ` and ${failed.length - MOST_NAMED} more` : ''}`,
          ...sampleText(run, worst.name),
        ].join('; '),
        action: `Ask why ${name} fails: what is after it in the journey never comes`,
        effect: lost,
      },
    ];
  });

/** Journeys that complete take longer than their row. */
export const journeySlow: FindingRule = (run) =>
  run.journeys.flatMap((journey): Finding[] => {
    const crossed = crossedOf(run, journey, JOURNEY_MS);
    const worst = worstStep(journey, 'excessMs');
    if (crossed.length === 0) return [];
    const excessMs = journey.steps.reduce((sum, step) => sum + step.excessMs, 0);
    const limits = crossed.map((one) => `${statisticText(one)} ${valueText(one)}, limit ${limitText(one)}`);
    return [
      {
        rule: 'journey-slow',
        severity: 'serious',
        title: `Journey ${clip(journey.name)} takes longer than its row${worst ? `: ${clip(worst.name)} adds most` : ''}`,
        evidence: [
          ...(worst
            ? [
                `${clip(worst.name)} takes ${formatMs(worst.avgMs)} instead of ${formatMs(worst.rowMs)} on average, ${formatRatio(worst.excessMs / excessMs)} of what all steps add`,
              ]
            : []),
          ...limits,
        ].join('; '),
        action: worst ? `Look at ${clip(worst.name)} first: its own finding says when and how it is slow` : null,
        effect: 0.5,
      },
    ];
  });

/** The first failure of a step that the log has. */
function sampleText({ summary }: Case, step: string): string[] {
  const sample = summary.run?.failureSamples?.find(({ endpoint, message }) => endpoint === step && message !== '');
  return sample ? [`after ${digits(sample.atS)} s: ${clip(sample.message, 140)}`] : [];
}

function crossedOf({ verdicts }: Pick<Case, 'verdicts'>, { name }: JourneyFacts, metric: string): Verdict[] {
  return verdicts.filter(
    (verdict) => verdict.metric === metric && verdict.tags.get('journey') === name && verdict.outcome === 'failed',
  );
}
