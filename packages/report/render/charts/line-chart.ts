// Draws one chart over the run's time as SVG: lines, a limit, phases. Colours come from the page's style, so it follows light and dark.
import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import type { Unit } from '../../judge/units.ts';
import { formatValue } from '../../text/format.ts';
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
}

/** In units of the viewBox; one text size. */
const SIZE = { width: 960, plot: 136, left: 76, right: 14, bottom: 24 } as const;
/** Room above the plot: for the phases' names, and for a legend over them. */
const TOP = { plain: 20, withLegend: 40 } as const;

export function lineChart(spec: ChartSpec): string {
  const top = spec.lines.length < 2 ? TOP.plain : TOP.withLegend;
  const bottom = top + SIZE.plot;
  const x = scaleLinear([0, spec.endS], [SIZE.left, SIZE.width - SIZE.right]);
  const y = scaleLinear([0, highest(spec)], [bottom, top]).nice(4);
  const path = line<readonly [number, number | null]>()
    .defined(([, value]) => value !== null)
    .x(([at]) => round(x(at)))
    .y(([, value]) => round(y(value ?? 0)));
  const lines = spec.lines.map(
    ({ points }, index) => `<path class="line s${index + 1}" d="${path(points) ?? ''}"/>${dots(points, x, y, index)}`,
  );
  return [
    `<svg class="chart" viewBox="0 0 ${SIZE.width} ${bottom + SIZE.bottom}" role="img" aria-labelledby="${spec.id}-t ${spec.id}-d" data-top="${top}" data-bottom="${bottom}" data-left="${SIZE.left}" data-right="${SIZE.width - SIZE.right}" data-end="${spec.endS}">`,
    `<title id="${spec.id}-t">${escapeXml(spec.title)}</title><desc id="${spec.id}-d">${escapeXml(spec.description)}</desc>`,
    ...bands(spec, x, top),
    ...yAxis(y, spec.unit),
    ...timeAxis(x, bottom + 16),
    ...limitLine(spec, y),
    ...lines,
    ...legend(spec.lines),
    '</svg>',
  ].join('');
}

type Scale = ReturnType<typeof scaleLinear<number, number>>;

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

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** A lone value between gaps has no line: it gets a dot. */
function dots(points: Line['points'], x: Scale, y: Scale, index: number): string {
  const lone = points.filter(
    ([, value], at) =>
      value !== null && (points[at - 1]?.[1] ?? null) === null && (points[at + 1]?.[1] ?? null) === null,
  );
  return lone
    .map(([at, value]) => `<circle class="dot s${index + 1}" cx="${round(x(at))}" cy="${round(y(value!))}" r="2.5"/>`)
    .join('');
}

function bands({ phases, marks }: ChartSpec, x: Scale, top: number): string[] {
  const rect = ({ startS, endS }: Band, kind: string) =>
    `<rect class="${kind}" x="${round(x(startS))}" y="${top}" width="${round(x(endS) - x(startS))}" height="${SIZE.plot}"/>`;
  const name = (band: Band, kind: string, up: number) =>
    `<text class="${kind}" x="${round(x(band.startS) + 3)}" y="${top - up}">${escapeXml(band.name)}</text>`;
  return [
    ...phases.map((band) => `${rect(band, `phase ${escapeXml(band.name)}`)}${name(band, 'phase-name', 5)}`),
    ...marks.map((band) => `${rect(band, 'mark')}${name(band, 'mark-name', -12)}`),
  ];
}

function yAxis(y: Scale, unit: Unit): string[] {
  return y.ticks(4).map((tick) => {
    const at = round(y(tick));
    const label = formatValue(tick, unit);
    return `<path class="grid" d="M${SIZE.left},${at}H${SIZE.width - SIZE.right}"/><text class="tick" x="${SIZE.left - 6}" y="${at + 4}" text-anchor="end">${label}</text>`;
  });
}

/** Steps that a clock has, seconds. */
const STEPS_S = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400];
/** More labels than this run into each other. */
const MOST_TICKS = 10;

/** Labels of the time axis at `y`, at whole steps of a clock. */
export function timeAxis(x: Scale, y: number): string[] {
  const endS = x.domain()[1] ?? 0;
  const stepS = STEPS_S.find((step) => endS / step <= MOST_TICKS) ?? Math.ceil(endS / MOST_TICKS / 3600) * 3600;
  const count = endS > 0 ? Math.floor(endS / stepS + 1e-9) : 0;
  return Array.from({ length: count + 1 }, (_, index) => index * stepS).map((tick) => {
    const label = stepS >= 60 ? minutes(tick) : clock(tick);
    return `<text class="tick" x="${round(x(tick))}" y="${y}" text-anchor="middle">${label}</text>`;
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

function limitLine(spec: ChartSpec, y: Scale): string[] {
  const { limit, unit } = spec;
  if (!limit || !isLimitDrawn(spec)) return [];
  const at = round(y(limit.value));
  const label = `${escapeXml(limit.name)} ${formatValue(limit.value, unit)}`;
  return [
    `<path class="limit" d="M${SIZE.left},${at}H${SIZE.width - SIZE.right}"/>`,
    `<text class="limit-name" x="${SIZE.width - SIZE.right - 4}" y="${at - 4}" text-anchor="end">${label}</text>`,
  ];
}

/** Above the plot, from left to right; a chart of one line says its name in the title. */
function legend(lines: readonly Line[]): string[] {
  if (lines.length < 2) return [];
  let left: number = SIZE.left;
  return lines.map(({ name }, index) => {
    const item = `<path class="line s${index + 1}" d="M${left},14h22"/><text class="legend" x="${left + 27}" y="18">${escapeXml(name)}</text>`;
    left += 45 + name.length * 7.5;
    return item;
  });
}
