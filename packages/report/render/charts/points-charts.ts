// Draws what raw points show: the distribution of response times, the same over time, and the slowest requests.
import { scaleLinear, scaleLog } from 'd3-scale';
import type { Bin, Heatmap, SlowRequest } from '../../points/explore.ts';
import type { PointsFacts } from '../../points/points.ts';
import { formatCount, formatMs } from '../../text/format.ts';
import { escapeXml } from '../escape.ts';
import { clock, round, timeAxis } from './line-chart.ts';
import type { Chart } from './plan.ts';

/** Heights in px; the width is whatever the page has, and stretched shapes are computed in `width`. */
const SIZE = { width: 1000, height: 220, top: 10, bottom: 22 } as const;
const PLOT_PX = SIZE.height - SIZE.top - SIZE.bottom;
const BOTTOM = SIZE.height - SIZE.bottom;
/** Shades of the heatmap, from few requests to many. */
const SHADES = 6;

export function pointsCharts({ histogram, heatmap, slowest }: PointsFacts): Chart[] {
  const charts: Chart[] = [];
  if (histogram.length > 0) charts.push(histogramChart(histogram));
  if (heatmap) charts.push(heatmapChart(heatmap));
  if (heatmap && slowest.length > 0) charts.push(scatterChart(slowest, heatmap.endS));
  return charts;
}

function frame(id: string, title: string, description: string, body: readonly string[]): string {
  const head = `<svg class="chart still" height="${SIZE.height}" role="img" aria-labelledby="${id}-t ${id}-d">`;
  return `${head}<title id="${id}-t">${escapeXml(title)}</title><desc id="${id}-d">${escapeXml(description)}</desc>${body.join('')}</svg>`;
}

/** Shapes that become as wide as the page. */
function stretched(shapes: readonly string[]): string {
  return `<svg width="100%" height="${SIZE.height}" viewBox="0 0 ${SIZE.width} ${SIZE.height}" preserveAspectRatio="none">${shapes.join('')}</svg>`;
}

function histogramChart(bins: readonly Bin[]): Chart {
  const most = Math.max(...bins.map((bin) => bin.count));
  const y = scaleLinear([0, most], [BOTTOM, SIZE.top]).nice(4);
  const width = SIZE.width / bins.length;
  const bars = bins.map(
    ({ count }, index) =>
      `<rect class="bar" x="${round(index * width + 0.5)}" y="${round(y(count))}" width="${round(width - 1)}" height="${round(y(0) - y(count))}"/>`,
  );
  const labels = bins.flatMap(({ fromMs }, index) =>
    index % 4 === 0
      ? [
          `<text class="tick${index % 8 ? ' wide' : ''}" x="${round((index / bins.length) * 100)}%" y="${SIZE.height - 7}" text-anchor="middle">${formatMs(fromMs)}</text>`,
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
    legend: '',
    drawing: frame('points-histogram', title, description, [...ticks, ...labels, stretched(bars)]),
  };
}

function grid(at: number, label: string): string {
  return `<line class="grid" x2="100%" y1="${at}" y2="${at}"/><text class="tick" dx="-6" y="${at + 4}" text-anchor="end">${label}</text>`;
}

function xAxis(endS: number): string[] {
  return timeAxis(scaleLinear([0, endS], [0, 100]), SIZE.height - 7);
}

/** One path per shade: sixty columns of twenty cells stay small. */
function heatmapChart({ columns, edgesMs, cells, endS }: Heatmap): Chart {
  const rows = edgesMs.length - 1;
  const [width, height] = [SIZE.width / columns, PLOT_PX / rows];
  const most = Math.max(...cells.map((cell) => cell.count));
  const shadeOf = (count: number) =>
    Math.min(SHADES, 1 + Math.floor((Math.log(count) / Math.log(Math.max(2, most))) * (SHADES - 0.001)));
  const paths = Array.from({ length: SHADES }, () => '');
  for (const { column, row, count } of cells) {
    const [x, y] = [round(column * width), round(BOTTOM - (row + 1) * height)];
    paths[shadeOf(count) - 1] += `M${x},${y}h${round(width)}v${round(height)}h-${round(width)}z`;
  }
  const labels = edgesMs.flatMap((edge, index) =>
    index % 4 === 0
      ? [
          `<text class="tick" dx="-6" y="${round(BOTTOM - index * height + 4)}" text-anchor="end">${formatMs(edge)}</text>`,
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
    legend: '',
    drawing: frame('points-heatmap', title, description, [...labels, ...xAxis(endS), stretched(shades)]),
  };
}

function scatterChart(slowest: readonly SlowRequest[], endS: number): Chart {
  const times = slowest.map(({ ms }) => ms);
  const [low, high] = [Math.min(...times), Math.max(...times)];
  const x = scaleLinear([0, endS], [0, 100]);
  const y = scaleLog([Math.max(0.001, low * 0.95), Math.max(0.002, high * 1.05)], [BOTTOM, SIZE.top]);
  const dots = slowest.map(
    ({ atS, ms, place, status }) =>
      `<circle class="dot" cx="${round(x(atS))}%" cy="${round(y(Math.max(0.001, ms)))}" r="3"><title>${escapeXml(`${place}, status ${status || 'none'}, ${formatMs(ms)} at ${clock(atS)}`)}</title></circle>`,
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
    legend: '',
    drawing: frame('points-slowest', title, description, [...ticks, ...xAxis(endS), ...dots]),
  };
}
