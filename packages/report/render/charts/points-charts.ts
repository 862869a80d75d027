// Draws what raw points show: the distribution of response times, the same over time, and the slowest requests.
import { scaleLinear, scaleLog } from 'd3-scale';
import type { Unit } from '../../judge/units.ts';
import type { Bin, Heatmap, SlowRequest } from '../../points/explore.ts';
import type { PointsFacts } from '../../points/points.ts';
import type { Stretch } from '../../points/timeline.ts';
import { formatCount, formatMs } from '../../text/format.ts';
import { escapeXml } from '../escape.ts';
import { clock, type Line, lineChart, timeAxis } from './line-chart.ts';
import { type Chart, describe } from './time-charts.ts';

const SIZE = { width: 960, height: 240, left: 76, right: 14, top: 14, bottom: 26 } as const;
const PLOT = { width: SIZE.width - SIZE.left - SIZE.right, height: SIZE.height - SIZE.top - SIZE.bottom } as const;
/** Shades of the heatmap, from few requests to many. */
const SHADES = 6;

/** `hasWindows`: the result has charts over time by windows of its own. */
export function pointsCharts({ histogram, heatmap, slowest, timeline }: PointsFacts, hasWindows = true): Chart[] {
  const charts: Chart[] = hasWindows ? [] : timelineCharts(timeline);
  if (histogram.length > 0) charts.push(histogramChart(histogram));
  if (heatmap) charts.push(heatmapChart(heatmap));
  if (heatmap && slowest.length > 0) charts.push(scatterChart(slowest, heatmap.endS));
  return charts;
}

/** The run over time, by stretches as wide as the run needs. */
function timelineCharts(timeline: readonly Stretch[]): Chart[] {
  const [first, last] = [timeline[0], timeline.at(-1)];
  if (!first || !last) return [];
  const lineOf = (name: string, valueIn: (stretch: Stretch) => number | null): Line => ({
    name,
    points: timeline.map((stretch) => [(stretch.startS + stretch.endS) / 2, valueIn(stretch)] as const),
  });
  const times = [
    lineOf('p50', ({ p50Ms }) => p50Ms),
    lineOf('p95', ({ p95Ms }) => p95Ms),
    lineOf('p99', ({ p99Ms }) => p99Ms),
  ];
  const rate = ({ requests, startS, endS }: Stretch) => (endS > startS ? requests / (endS - startS) : null);
  const width = clock(first.endS - first.startS);
  const plans: [id: string, title: string, how: string, unit: Unit, lines: Line[]][] = [
    ['latency', 'Response times', `Percentiles of each ${width}.`, 'ms', times],
    ['requests', 'Requests per second', `Averages of ${width}.`, 'per-second', [lineOf('requests', rate)]],
    ['errors', 'Share of failed requests', `By ${width}.`, 'ratio', [lineOf('errors', ({ errorRatio }) => errorRatio)]],
    ['vus', 'Virtual users', `The most in each ${width}.`, 'count', [lineOf('VUs', ({ vus }) => vus)]],
  ];
  const isMeasured = ({ points }: Line) => points.some(([, value]) => value !== null);
  return plans
    .filter(([, , , , lines]) => lines.some(isMeasured))
    .map(([name, title, how, unit, lines]) => {
      const id = `points-${name}`;
      const spec = { id, title, unit, lines, limit: null, phases: [], marks: [], endS: last.endS };
      return { id, title, how, svg: lineChart({ ...spec, description: describe(lines, unit) }) };
    });
}

function frame(id: string, title: string, description: string, body: readonly string[]): string {
  const head = `<svg class="chart still" viewBox="0 0 ${SIZE.width} ${SIZE.height}" role="img" aria-labelledby="${id}-t ${id}-d">`;
  return `${head}<title id="${id}-t">${escapeXml(title)}</title><desc id="${id}-d">${escapeXml(description)}</desc>${body.join('')}</svg>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function histogramChart(bins: readonly Bin[]): Chart {
  const most = Math.max(...bins.map((bin) => bin.count));
  const y = scaleLinear([0, most], [SIZE.height - SIZE.bottom, SIZE.top]).nice(4);
  const width = PLOT.width / bins.length;
  const bars = bins.map(
    ({ count }, index) =>
      `<rect class="bar" x="${round(SIZE.left + index * width + 0.5)}" y="${round(y(count))}" width="${round(width - 1)}" height="${round(y(0) - y(count))}"/>`,
  );
  const labels = bins.flatMap(({ fromMs }, index) =>
    index % 4 === 0
      ? [
          `<text class="tick" x="${round(SIZE.left + index * width)}" y="${SIZE.height - 9}" text-anchor="middle">${formatMs(fromMs)}</text>`,
        ]
      : [],
  );
  const ticks = y.ticks(4).map((tick) => grid(round(y(tick)), formatCount(tick)));
  const peak = bins.find((bin) => bin.count === most)!;
  const title = 'How long requests took';
  const description = `Most requests, ${formatCount(most)}, took ${formatMs(peak.fromMs)} to ${formatMs(peak.toMs)}.`;
  const how =
    'Each bar counts the requests of a range; ranges grow to the right by a fixed factor. Two hills are two kinds of answers.';
  return {
    id: 'points-histogram',
    title,
    how,
    svg: frame('points-histogram', title, description, [...ticks, ...labels, ...bars]),
  };
}

function grid(at: number, label: string): string {
  return `<path class="grid" d="M${SIZE.left},${at}H${SIZE.width - SIZE.right}"/><text class="tick" x="${SIZE.left - 6}" y="${at + 4}" text-anchor="end">${label}</text>`;
}

function xAxis(endS: number): string[] {
  const x = scaleLinear([0, endS], [SIZE.left, SIZE.width - SIZE.right]);
  return timeAxis(x, SIZE.height - 9);
}

/** One path per shade: sixty columns of twenty cells stay small. */
function heatmapChart({ columns, edgesMs, cells, endS }: Heatmap): Chart {
  const rows = edgesMs.length - 1;
  const [width, height] = [PLOT.width / columns, PLOT.height / rows];
  const most = Math.max(...cells.map((cell) => cell.count));
  const shadeOf = (count: number) =>
    Math.min(SHADES, 1 + Math.floor((Math.log(count) / Math.log(Math.max(2, most))) * (SHADES - 0.001)));
  const paths = Array.from({ length: SHADES }, () => '');
  for (const { column, row, count } of cells) {
    const [x, y] = [round(SIZE.left + column * width), round(SIZE.top + PLOT.height - (row + 1) * height)];
    paths[shadeOf(count) - 1] += `M${x},${y}h${round(width)}v${round(height)}h-${round(width)}z`;
  }
  const labels = edgesMs.flatMap((edge, index) =>
    index % 4 === 0
      ? [
          `<text class="tick" x="${SIZE.left - 6}" y="${round(SIZE.top + PLOT.height - index * height + 4)}" text-anchor="end">${formatMs(edge)}</text>`,
        ]
      : [],
  );
  const shades = paths.flatMap((path, index) =>
    path === '' ? [] : [`<path class="heat h${index + 1}" d="${path}"/>`],
  );
  const title = 'Response times over time';
  const how = 'The stronger the colour, the more requests. A band that splits or climbs shows what percentiles hide.';
  const description = `${formatCount(cells.reduce((sum, cell) => sum + cell.count, 0))} requests from ${formatMs(edgesMs[0]!)} to ${formatMs(edgesMs.at(-1)!)} over ${clock(endS)}.`;
  return {
    id: 'points-heatmap',
    title,
    how,
    svg: frame('points-heatmap', title, description, [...labels, ...xAxis(endS), ...shades]),
  };
}

function scatterChart(slowest: readonly SlowRequest[], endS: number): Chart {
  const times = slowest.map(({ ms }) => ms);
  const [low, high] = [Math.min(...times), Math.max(...times)];
  const x = scaleLinear([0, endS], [SIZE.left, SIZE.width - SIZE.right]);
  const y = scaleLog(
    [Math.max(0.001, low * 0.95), Math.max(0.002, high * 1.05)],
    [SIZE.height - SIZE.bottom, SIZE.top],
  );
  const dots = slowest.map(
    ({ atS, ms, place, status }) =>
      `<circle class="dot" cx="${round(x(atS))}" cy="${round(y(Math.max(0.001, ms)))}" r="3"><title>${escapeXml(`${place}, status ${status || 'none'}, ${formatMs(ms)} at ${clock(atS)}`)}</title></circle>`,
  );
  const ticks = [low, Math.sqrt(low * high), high].map((tick) => grid(round(y(Math.max(0.001, tick))), formatMs(tick)));
  const title = `The slowest ${slowest.length} requests`;
  const how =
    'A cluster in time is an event; a cluster of one endpoint is a cause. Point at a dot to see which request it is.';
  const worst = slowest[0]!;
  const description = `The slowest took ${formatMs(worst.ms)} (${worst.place}) at ${clock(worst.atS)}.`;
  return {
    id: 'points-slowest',
    title,
    how,
    svg: frame('points-slowest', title, description, [...ticks, ...xAxis(endS), ...dots]),
  };
}
