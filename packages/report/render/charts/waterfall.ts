// Draws one page load as SVG: a bar for each file with its waiting, answer and transfer, and lines for what the browser reached.
import { scaleLinear } from 'd3-scale';
import type { PageFile, PageLoad } from 'k6-format/run-record';
import { formatBytes, formatMs } from '../../text/format.ts';
import { clip, clipStart } from '../../text/words.ts';
import { escapeXml } from '../escape.ts';
import { momentsOf, slowestTitle, zeroBytesText } from '../page-view.ts';

/** In units of the viewBox; on the right there is room for the figures of the longest bar. */
const SIZE = { width: 960, left: 250, right: 130, row: 20, bar: 12, legend: 26, moment: 15, axis: 24 } as const;
/** Characters of a name that fit left of the bars. */
const NAME_LENGTH = 34;
/** A bar that takes no time is still seen. */
const LEAST_WIDTH = 1.5;

interface Frame {
  x: (ms: number) => number;
  top: number;
  bottom: number;
}

export function waterfall(load: PageLoad): string {
  const moments = momentsOf(load);
  const endMs = Math.max(1, ...load.files.map((file) => file.endMs), ...moments.map(({ atMs }) => atMs));
  const scale = scaleLinear([0, endMs], [SIZE.left, SIZE.width - SIZE.right]);
  const top = SIZE.legend + moments.length * SIZE.moment + 4;
  const bottom = top + load.files.length * SIZE.row;
  const frame: Frame = { x: (ms) => round(scale(ms)), top, bottom };
  return [
    `<svg class="chart still waterfall" viewBox="0 0 ${SIZE.width} ${bottom + SIZE.axis}" role="img" aria-labelledby="waterfall-t waterfall-d">`,
    `<title id="waterfall-t">Waterfall of the slowest load: ${escapeXml(slowestTitle(load))}</title>`,
    `<desc id="waterfall-d">${escapeXml(describe(load))}</desc>`,
    ...legend(),
    ...scale.ticks(8).map((tick) => gridLine(tick, frame)),
    ...load.files.map((file, index) => fileBar(file, top + index * SIZE.row, frame)),
    ...moments.map((moment, index) => momentLine(moment, index, frame)),
    ...load.files.map((file, index) => fileText(file, top + index * SIZE.row + 14, frame)),
    '</svg>',
  ].join('');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

const PARTS = [
  ['waiting', 'waits for its turn'],
  ['answer', 'waits for the answer'],
  ['transfer', 'transfer'],
  ['cached', 'from the cache'],
] as const;

function legend(): string[] {
  let left = 4;
  const items = PARTS.map(([part, words]) => {
    const item = `<rect class="${part}" x="${left}" y="6" width="22" height="${SIZE.bar}"/><text class="legend" x="${left + 27}" y="16">${words}</text>`;
    left += 46 + words.length * 6.6;
    return item;
  });
  return [...items, `<text class="legend blocks" x="${round(left)}" y="16">■ blocks the first paint</text>`];
}

function gridLine(tick: number, { x, top, bottom }: Frame): string {
  const at = x(tick);
  return `<path class="grid" d="M${at},${top}V${bottom}"/><text class="tick" x="${at}" y="${bottom + 16}" text-anchor="middle">${formatMs(tick)}</text>`;
}

function fileBar(file: PageFile, y: number, { x }: Frame): string {
  return `<g><title>${escapeXml(tooltip(file))}</title>${bars(file, y + 4, x)}</g>`;
}

/** Over the bars and lines, so that it can be read. */
function fileText(file: PageFile, y: number, { x }: Frame): string {
  const mark = file.isBlocking ? `<text class="blocks" x="4" y="${y}">■</text>` : '';
  const name = escapeXml(clipStart(file.name, NAME_LENGTH));
  return `${mark}<text class="name" x="17" y="${y}">${name}</text>${figures(file, y, x)}`;
}

function bars(file: PageFile, y: number, x: Frame['x']): string {
  const { startMs, requestMs, responseMs, endMs } = file;
  const rect = (part: string, fromMs: number, toMs: number, least = 0) => {
    const width = Math.max(least, round(x(toMs) - x(fromMs)));
    return width <= 0 ? '' : `<rect class="${part}" x="${x(fromMs)}" y="${y}" width="${width}" height="${SIZE.bar}"/>`;
  };
  if (zeroBytesText(file) === 'from the cache') return rect('cached', startMs, endMs, LEAST_WIDTH);
  return [
    rect('waiting', startMs, requestMs),
    rect('answer', requestMs, responseMs),
    rect('transfer', responseMs, endMs, LEAST_WIDTH),
  ].join('');
}

function figures(file: PageFile, y: number, x: Frame['x']): string {
  const { startMs, endMs, bytes } = file;
  const text = `${zeroBytesText(file) ?? formatBytes(bytes)}, ${formatMs(endMs - startMs)}`;
  return `<text class="figure" x="${round(x(endMs) + 5)}" y="${y}">${text}</text>`;
}

function momentLine({ name, atMs }: { name: string; atMs: number }, index: number, { x, bottom }: Frame): string {
  const at = x(atMs);
  const y = SIZE.legend + index * SIZE.moment + 10;
  return `<path class="moment-line m${index}" d="M${at},${y - 9}V${bottom}"/><text class="moment-name" x="${round(at + 5)}" y="${y}">${name} ${formatMs(atMs)}</text>`;
}

function tooltip({ name, kind, startMs, endMs, protocol }: PageFile): string {
  return `${clip(name, 120)}: ${kind}, ${formatMs(startMs)} to ${formatMs(endMs)}${protocol === '' ? '' : `, ${protocol}`}`;
}

/** The load in words, for those who cannot see it; every file is in the table below. */
function describe(load: PageLoad): string {
  const last = load.files.reduce<PageFile | null>((a, b) => (a === null || b.endMs > a.endMs ? b : a), null);
  const moments = momentsOf(load).map(({ name, atMs }) => `${name} at ${formatMs(atMs)}`);
  const end = last === null ? '' : `; the last file is ${clip(last.name, 80)}, complete at ${formatMs(last.endMs)}`;
  return `${load.files.length} files${end}. ${moments.join(', ')}. Every file stands in the table below.`;
}
