// From what a chart is to show to its drawing: all charts of a page have one time axis, with phases and recovery marked.

import type { Unit } from 'k6-format/units';
import type { Judgement } from '../../judge/judge.ts';
import type { WindowFacts } from '../../judge/series.ts';
import { digits, formatLimit, formatValue } from '../../text/format.ts';
import { type Band, type ChartSpec, clock, isLimitDrawn, type Line, legend, lineChart } from './line-chart.ts';

export interface Chart {
  id: string;
  title: string;
  /** How to read it. */
  how: string;
  /** What each line is, as markup; empty where there is one. */
  legend: string;
  /** Markup of our own: an SVG over time, or bars. */
  drawing: string;
}

export interface ChartPlan {
  id: string;
  title: string;
  how: string;
  unit: Unit;
  lines: Line[];
  /** `how` says what the broken line is; where it is not near enough to be drawn, the caption does not speak of it. */
  limit?: { value: number; name: string; how: string } | undefined;
}

export type Axis = Pick<ChartSpec, 'phases' | 'marks' | 'endS'>;
type Look = Pick<ChartSpec, 'plotPx' | 'hasNames' | 'hasTime'>;

/** The time axis of a run; null where it was not measured over time. */
export function axisOf({ summary, series, pages, recovery }: Judgement): Axis | null {
  const windows = [...(series.length < 2 ? [] : series), ...(pages?.windows ?? [])];
  if (windows.length < 2) return null;
  const endS = Math.max(...windows.map((window) => window.endS));
  // A run that ended early has phases that it did not come to.
  const cut = (bands: readonly Band[]) =>
    bands.filter(({ startS }) => startS < endS).map((band) => ({ ...band, endS: Math.min(band.endS, endS) }));
  return { phases: cut(summary.run?.phases ?? []), marks: cut(marksOf(recovery, series)), endS };
}

/** From the end of the spike until everything is back inside its limits. */
function marksOf(recovery: Judgement['recovery'], series: readonly WindowFacts[]): Band[] {
  if (!recovery || recovery.recoveredAfterS === 0) return [];
  const endS = recovery.recoveredAfterS === null ? series.at(-1)!.endS : recovery.spikeEndS + recovery.recoveredAfterS;
  const name = recovery.recoveredAfterS === null ? 'not recovered' : `back after ${digits(recovery.recoveredAfterS)} s`;
  return [{ name, startS: recovery.spikeEndS, endS }];
}

/** Null where nothing of it was measured. */
export function drawPlan({ lines, limit, ...plan }: ChartPlan, axis: Axis, look: Look = {}): Chart | null {
  const measured = lines.filter((line) => line.points.some(([, value]) => value !== null));
  if (measured.length === 0) return null;
  const { id, title, how, unit } = plan;
  const isKnown = limit !== undefined && Number.isFinite(limit.value);
  const spec: ChartSpec = {
    ...{ ...axis, ...look, id, title, unit },
    lines: measured,
    limit: isKnown ? limit : null,
    description: describe(measured, unit),
  };
  const lineHow = !isKnown
    ? ''
    : isLimitDrawn(spec)
      ? ` The broken line is ${limit.how}.`
      : ` The ${limit.name}, ${formatLimit(limit.value, unit)}, is far above the picture.`;
  return { id, title, how: `${how}${lineHow}`, legend: legend(measured), drawing: lineChart(spec) };
}

/** A figure of each window, in its middle. */
export function lineOf<W extends { startS: number; endS: number }>(
  name: string,
  windows: readonly W[],
  valueIn: (window: W) => number | null | undefined,
): Line {
  return {
    name,
    points: windows.map((window) => [(window.startS + window.endS) / 2, valueIn(window) ?? null] as const),
  };
}

/** Where each line starts, ends and peaks: the chart in words. */
function describe(lines: readonly Line[], unit: Unit): string {
  return lines
    .map(({ name, points }) => {
      const measured = points.filter((point): point is readonly [number, number] => point[1] !== null);
      const peak = measured.reduce((a, b) => (b[1] > a[1] ? b : a));
      const [first, last] = [measured[0]!, measured.at(-1)!];
      return `${name}: ${formatValue(first[1], unit)} at the start, ${formatValue(last[1], unit)} at the end, highest ${formatValue(peak[1], unit)} at ${clock(peak[0])}.`;
    })
    .join(' ');
}
