// Draws lines over the run's time as SVG that is as wide as its place: shapes stretch, texts keep their size. Colours come from the page's style.
import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import type { Unit } from 'k6-format/units';
import { formatLimit, formatValue } from '../../text/format.ts';
import { escapeXml } from '../escape.ts';

export interface Line {
  name: string;
  /** Seconds and value; a gap where the value is null. */
  points: readonly (readonly [atS: number, value: number | null])[];
}

/** A stretch of time with a name. */
export interface Band {
  name: string;
  startS: number;
  endS: number;
}

export interface ChartSpec {
  /** Unique in the page. */
  id: string;
  title: string;
  /** What a person who cannot see it should know. */
  description: string;
  unit: Unit;
  lines: readonly Line[];
  limit: { value: number; name: string } | null;
  phases: readonly Band[];
  /** Stretches that stand out, such as the recovery. */
  marks: readonly Band[];
  /** End of the time axis: the same for all charts of a page. */
  endS: number;
  /** Height of the plot, px. */
  plotPx?: number;
  /** Whether the phases' names are above it; default: yes. */
  hasNames?: boolean;
  /** Whether the time is below it; default: yes. */
  hasTime?: boolean;
}

const PLOT_PX = 132;
const NAMES_PX = 18;
const TIME_PX = 20;
/** Width that the stretched shapes are computed in. */
const WIDTH = 1000;

export function lineChart(spec: ChartSpec): string {
  const { plotPx = PLOT_PX, hasNames = true, hasTime = true } = spec;
  const top = hasNames ? NAMES_PX : 4;
  const bottom = top + plotPx;
  const x = scaleLinear([0, spec.endS], [0, 100]);
  const y = scaleLinear([0, highest(spec)], [plotPx, 0]).nice(plotPx < LOW_PX ? 2 : 3);
  const height = bottom + (hasTime ? TIME_PX : 4);
  return [
    `<svg class="chart" height="${height}" role="img" aria-labelledby="${spec.id}-t ${spec.id}-d" data-end="${spec.endS}">`,
    `<title id="${spec.id}-t">${escapeXml(spec.title)}</title><desc id="${spec.id}-d">${escapeXml(spec.description)}</desc>`,
    ...bands(spec, x, top, plotPx),
    ...yAxis(y, spec, top, plotPx),
    ...(hasTime ? timeAxis(x, bottom + 15) : []),
    ...(hasNames ? names(spec, x, top) : []),
    `<svg y="${top}" width="100%" height="${plotPx}" viewBox="0 0 ${WIDTH} ${plotPx}" preserveAspectRatio="none">${paths(spec, y)}</svg>`,
    ...spec.lines.map(({ points }, index) => dots(points, x, y, top, index)),
    ...limitLine(spec, y, top),
    '</svg>',
  ].join('');
}

type Scale = ReturnType<typeof scaleLinear<number, number>>;

function paths({ lines, endS }: ChartSpec, y: Scale): string {
  const path = line<readonly [number, number | null]>()
    .defined(([, value]) => value !== null)
    .x(([at]) => round((at / endS) * WIDTH))
    .y(([, value]) => round(y(value ?? 0)));
  return lines.map(({ points }, index) => `<path class="line s${index + 1}" d="${path(points) ?? ''}"/>`).join('');
}

/** The largest value, or the limit where it is near enough to matter. */
function highest(spec: ChartSpec): number {
  const most = highestValue(spec);
  if (spec.limit && isLimitDrawn(spec)) return Math.max(most, spec.limit.value * 1.05);
  return most > 0 ? most : 1;
}

/** Whether the limit is near enough to the values to be in the picture; far above them it would press them flat. */
export function isLimitDrawn(spec: Pick<ChartSpec, 'lines' | 'limit'>): boolean {
  const most = highestValue(spec);
  return spec.limit !== null && (most === 0 || spec.limit.value < most * 3);
}

function highestValue({ lines }: Pick<ChartSpec, 'lines'>): number {
  return Math.max(0, ...lines.flatMap(({ points }) => points.map(([, value]) => value ?? 0)));
}

export function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Percent of the width. */
const percent = (value: number): string => `${Math.round(value * 100) / 100}%`;

/** A lone value between gaps has no line: it gets a dot. */
function dots(points: Line['points'], x: Scale, y: Scale, top: number, index: number): string {
  const lone = points.filter(
    ([, value], at) =>
      value !== null && (points[at - 1]?.[1] ?? null) === null && (points[at + 1]?.[1] ?? null) === null,
  );
  return lone
    .map(
      ([at, value]) =>
        `<circle class="dot s${index + 1}" cx="${percent(x(at))}" cy="${round(top + y(value!))}" r="2.5"/>`,
    )
    .join('');
}

function bands({ phases, marks }: ChartSpec, x: Scale, top: number, plotPx: number): string[] {
  const rect = ({ startS, endS }: Band, kind: string) =>
    `<rect class="${kind}" x="${percent(x(startS))}" y="${top}" width="${percent(x(endS) - x(startS))}" height="${plotPx}"/>`;
  return [
    ...phases.map((band) => rect(band, `phase ${escapeXml(band.name)}`)),
    ...marks.map((band) => rect(band, 'mark')),
  ];
}

/** A name needs room: in a short phase it would run into the next one's, on a telephone sooner than on a screen. */
const LEAST_SHARE = { screen: 5, phone: 18 } as const;

function names({ phases, marks }: ChartSpec, x: Scale, top: number): string[] {
  const name = (band: Band, kind: string, y: number) => {
    const share = x(band.endS) - x(band.startS);
    if (share < LEAST_SHARE.screen) return '';
    const small = share < LEAST_SHARE.phone ? ' wide' : '';
    return `<text class="${kind}${small}" x="${percent(x(band.startS))}" dx="3" y="${y}">${escapeXml(band.name)}</text>`;
  };
  return [
    ...phases.map((band) => name(band, 'phase-name', top - 5)),
    ...marks.map((band) => name(band, 'mark-name', top + 13)),
  ];
}

/** A low panel has room for its highest value. */
const LOW_PX = 60;

function yAxis(y: Scale, { unit, hasTime }: ChartSpec, top: number, plotPx: number): string[] {
  const ticks = plotPx < LOW_PX ? [y.domain()[1] ?? 0] : y.ticks(3);
  return ticks.map((tick) => {
    const at = round(top + y(tick));
    // Between panels the foot of one is at the head of the next.
    const label = tick === 0 && hasTime === false ? '' : formatValue(tick, unit);
    return `<line class="grid" x2="100%" y1="${at}" y2="${at}"/><text class="tick" dx="-6" y="${at + 4}" text-anchor="end">${label}</text>`;
  });
}

/** Steps that a clock has, seconds. */
const STEPS_S = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400];
/** More labels than this run into each other; on a telephone every second one is left out. */
const MOST_TICKS = 10;

/** Labels of the time axis at `y`, at whole steps of a clock; `x` is in percent. */
export function timeAxis(x: Scale, y: number): string[] {
  const endS = x.domain()[1] ?? 0;
  const stepS = STEPS_S.find((step) => endS / step <= MOST_TICKS) ?? Math.ceil(endS / MOST_TICKS / 3600) * 3600;
  const count = endS > 0 ? Math.floor(endS / stepS + 1e-9) : 0;
  return Array.from({ length: count + 1 }, (_, index) => index * stepS).map((tick, index) => {
    const label = stepS >= 60 ? minutes(tick) : clock(tick);
    return `<text class="tick${index % 2 ? ' wide' : ''}" x="${percent(x(tick))}" y="${y}" text-anchor="middle">${label}</text>`;
  });
}

/** `45 s`, `2:30`, `1:02:00`. */
export function clock(seconds: number): string {
  return seconds < 60 ? `${Math.round(seconds * 10) / 10} s` : minutes(seconds);
}

/** `0:00`, `2:30`, `1:02:00`. */
function minutes(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${two(rest)}:${two(whole % 60)}` : `${rest}:${two(whole % 60)}`;
}

function limitLine(spec: ChartSpec, y: Scale, top: number): string[] {
  const { limit, unit } = spec;
  if (!limit || !isLimitDrawn(spec)) return [];
  const at = round(top + y(limit.value));
  const label = `${escapeXml(limit.name)} ${formatLimit(limit.value, unit)}`;
  return [
    `<line class="limit" x2="100%" y1="${at}" y2="${at}"/>`,
    `<text class="limit-name" x="100%" dx="-4" y="${at - 4}" text-anchor="end">${label}</text>`,
  ];
}

/** The lines' names with what they look like, as HTML: it breaks if space is short. A chart of one line says its name in the title. */
export function legend(lines: readonly Pick<Line, 'name'>[]): string {
  if (lines.length < 2) return '';
  const keys = lines.map(({ name }, index) => `<span class="key s${index + 1}">${escapeXml(name)}</span>`);
  return `<span class="keys">${keys.join(' ')}</span>`;
}
