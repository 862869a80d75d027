// The tables of the run over time: load steps, first to saturate, drift, recovery, and every window's figures.
import type { Drift } from '../judge/drift.ts';
import { type Latency, latencyOf, rateOf } from '../judge/facts.ts';
import { recoveryText } from '../judge/findings/time.ts';
import type { Judgement } from '../judge/judge.ts';
import { phaseRate, secondsOf } from '../judge/rates.ts';
import type { Layer } from '../judge/saturation.ts';
import type { WindowFacts } from '../judge/series.ts';
import {
  digits,
  formatCount,
  formatDuration,
  formatMs,
  formatPerSecond,
  formatRatio,
  formatSigned,
  formatValue,
  isShare,
  NOT_MEASURED,
} from '../text/format.ts';
import { clock } from './charts/line-chart.ts';
import type { Field } from './field.ts';

export interface StepRow {
  step: string;
  time: string;
  load: string;
  rate: string;
  errors: string;
  avg: string;
  p50: string;
  p95: string;
  p99: string;
}

export interface TimeView {
  loadUnit: string;
  steps: StepRow[];
  layers: { layer: string; when: string; load: string; peak: string; limit: string; use: string }[];
  drifts: {
    measure: string;
    from: string;
    to: string;
    change: string;
    slope: string;
    interval: string;
    until: string;
    sure: string;
  }[];
  recovery: Field[];
  windows: (StepRow & { startS: string; endS: string })[];
}

export function buildTimeView(judgement: Judgement): TimeView {
  const { summary, series } = judgement;
  return {
    loadUnit: summary.run?.model === 'open' ? (summary.policy.journeys ? 'Requests/s' : 'Iterations/s') : 'Users',
    steps: series.length > 0 ? loadSteps(judgement) : [],
    layers: judgement.layers.map(layerRow),
    drifts: judgement.drifts.map(driftRow),
    recovery: recoveryFields(judgement),
    windows: series.map((window) => ({
      ...windowRow(window),
      startS: String(window.startS),
      endS: String(window.endS),
    })),
  };
}

/** Each window of a ramp is a step of its own; phases of steady load are one step, with the phase's exact figures. */
function loadSteps({ summary, series }: Judgement): StepRow[] {
  const phases = summary.run?.phases ?? [];
  return phases.flatMap((phase) => {
    const inside = series.filter((window) => window.startS >= phase.startS - 1e-6 && window.endS <= phase.endS + 1e-6);
    const isOnlyOne = phases.filter(({ name }) => name === phase.name).length === 1;
    if (phase.name === 'ramp' || !isOnlyOne) return inside.map(windowRow);
    const tags = { phase: phase.name };
    const load = inside.length > 0 ? Math.max(...inside.map((window) => window.load ?? 0)) : null;
    const span = { startS: phase.startS, endS: Math.min(phase.endS, secondsOf(summary) ?? phase.endS) };
    const [rate, errors] = [phaseRate(summary, phase.name), rateOf(summary, 'http_req_failed', tags)];
    return [stepRow(phase.name, span, load, rate, errors, latencyOf(summary, tags))];
  });
}

function windowRow(window: WindowFacts): StepRow {
  return stepRow(
    `${window.phase} ${window.id}`,
    window,
    window.load,
    window.requestsPerS,
    window.errorRatio,
    window.latency,
  );
}

function stepRow(
  step: string,
  span: { startS: number; endS: number },
  load: number | null,
  rate: number | null,
  errorRatio: number | null,
  latency: Latency | null,
): StepRow {
  return {
    step,
    time: `${clock(span.startS)} to ${clock(span.endS)}`,
    load: load === null ? NOT_MEASURED : digits(Math.round(load * 10) / 10),
    rate: formatPerSecond(rate),
    errors: formatRatio(errorRatio),
    avg: formatMs(latency?.avgMs ?? null),
    p50: formatMs(latency?.p50Ms ?? null),
    p95: formatMs(latency?.p95Ms ?? null),
    p99: formatMs(latency?.p99Ms ?? null),
  };
}

function layerRow({ name, unit, limit, limitOf, peak, saturatedAtS, saturatedLoad }: Layer) {
  return {
    layer: name,
    when: saturatedAtS === null ? 'not in this run' : clock(saturatedAtS),
    load: saturatedLoad === null ? '' : formatCount(Math.round(saturatedLoad)),
    peak: formatValue(peak, unit),
    limit: `${formatValue(limit, unit)} (${limitOf})`,
    use: formatRatio(limit > 0 ? peak / limit : null),
  };
}

function driftRow({ name, unit, slope, changeRatio, startValue, endValue, limitInS, isGrowing, step }: Drift) {
  if (step) return stepRowOf(name, unit, step);
  const perMinute = (value: number) => formatSigned(value * 60, unit);
  const isFalling = slope.high < 0;
  return {
    measure: name,
    from: formatValue(startValue, unit),
    to: formatValue(endValue, unit),
    change: changeText(startValue, endValue, changeRatio, unit),
    slope: `${perMinute(slope.perX)} per minute`,
    interval: `${perMinute(slope.low)} to ${perMinute(slope.high)}`,
    until: limitInS === null ? '' : formatDuration(limitInS * 1000),
    sure: isGrowing ? 'grows' : isFalling ? 'falls' : 'no clear direction',
  };
}

/** How far a measure moved: of its start, or in points where it is a percentage itself. */
function changeText(from: number, to: number, ratio: number, unit: Drift['unit']): string {
  return isShare(unit) ? formatSigned(to - from, unit) : `${ratio > 0 ? '+' : ''}${formatRatio(ratio)}`;
}

/** A level that changed at once: what it was and what it is, and no slope. */
function stepRowOf(measure: string, unit: Drift['unit'], { atX, before, after }: NonNullable<Drift['step']>) {
  const change = before === 0 ? '' : changeText(before, after, after / before - 1, unit);
  const [from, to] = [formatValue(before, unit), formatValue(after, unit)];
  return { measure, from, to, change, slope: 'none', interval: '', until: '', sure: `a step at ${clock(atX)}` };
}

function recoveryFields({ recovery }: Judgement): Field[] {
  if (!recovery) return [];
  const { firstErrorAfterS, peakErrorRatio, peakErrorWindow, allowedS } = recovery;
  const errors =
    peakErrorWindow === null ? 'no request failed' : `${formatRatio(peakErrorRatio)} (window ${peakErrorWindow})`;
  return [
    {
      label: 'Time to first error',
      value: firstErrorAfterS === null ? 'no request failed' : `${digits(firstErrorAfterS)} s after the spike began`,
    },
    { label: 'Peak error rate', value: errors },
    { label: 'Back inside the limits', value: recoveryText(recovery) },
    { label: 'Allowed', value: allowedS === null ? 'the result does not say' : `${digits(allowedS)} s` },
  ];
}
