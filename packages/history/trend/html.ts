// A trend as one HTML page with the parts of a report: what changed first, key figures, a chart per series, those without a change folded.
import { scaleLinear } from 'd3-scale';
import { escapeXml } from 'k6-verdict/render/escape';
import { type KeyFigure, plainFigure } from 'k6-verdict/render/key-figures';
import { htmlPage, sectionMarkup } from 'k6-verdict/render/page';
import { formatValue } from 'k6-verdict/text/format';
import { clip, plural } from 'k6-verdict/text/words';
import { levelsOf, type Series, type Trend, tooFew } from './levels.ts';
import { changeLines, changeText } from './text.ts';

/** Heights in px; the width is whatever the page has. */
const SIZE = { height: 150, top: 10, bottom: 22 } as const;
/** Changes that are listed on the first screen. */
const MOST_TOLD = 3;
const MOST_FIGURES = 6;

export function trendHtml(trend: Trend, notes: readonly string[]): string {
  const { runs, series, kind } = trend;
  const changed = series.filter(({ changes }) => changes.length > 0);
  const quiet = series.filter(({ changes }) => changes.length === 0);
  const lines = changed.flatMap((one) => changeLines(one, trend));
  const few = tooFew(runs);
  return htmlPage({
    ...{ title: `Trend of ${plural(runs.length, 'run')}`, verdict: '', outcome: '', badge: null, picture: '' },
    tally: few === null ? `${changed.length} of ${series.length} series changed their level` : '',
    tested: [{ text: `${clip(kind, 200)}, ${dayOf(trend, 0)} to ${dayOf(trend, -1)}.` }],
    says: [
      ...(few === null ? [] : [{ label: 'Too few', text: `${few}.` }]),
      ...lines.slice(0, MOST_TOLD).map((line) => ({ label: 'Changed', text: `${line}.` })),
      ...notes.map((note) => ({ label: 'Note', text: `${note}.` })),
    ],
    figures: [...changed, ...quiet].slice(0, MOST_FIGURES).map(figureOf),
    body: [
      sectionMarkup('changes', 'Changes of Level', changesOf(lines)),
      sectionMarkup('changed', 'Series That Changed', changed.map((one) => chartOf(one, trend)).join('\n')),
      sectionMarkup('quiet', 'Series Without a Change', folded(quiet, trend)),
    ].join('\n'),
  });
}

function dayOf({ runs }: Trend, at: number): string {
  return runs.at(at)!.startedAt.slice(0, 10);
}

function changesOf(lines: readonly string[]): string {
  if (lines.length === 0) return '<p>No level changed.</p>';
  return `<ul>${lines.map((line) => `<li>${escapeXml(line)}</li>`).join('')}</ul>`;
}

function folded(series: readonly Series[], trend: Trend): string {
  if (series.length === 0) return '';
  const charts = series.map((one) => chartOf(one, trend)).join('\n');
  return `<details><summary>${plural(series.length, 'chart')}</summary>\n${charts}\n</details>`;
}

/** The level that a series has now, and how it came to it. */
function figureOf(one: Series): KeyFigure {
  const now = levelsOf(one).at(-1);
  const last = one.changes.at(-1);
  return plainFigure(clip(one.name, 40), now === undefined ? 'not measured' : formatValue(now.value, one.unit), {
    place: one.stat,
    limit: last === undefined ? 'no change' : `before ${formatValue(last.before, one.unit)}`,
    used: last === undefined ? '' : changeText(last, one),
  });
}

function chartOf(one: Series, { runs }: Trend): string {
  const name = escapeXml(`${one.name} ${one.stat}`);
  const levels = levelsOf(one);
  const highest = Math.max(...one.values.map((value) => value ?? 0));
  const scale = scaleLinear([-0.5, Math.max(1, runs.length) - 0.5], [0, 100]);
  const y = scaleLinear([0, highest || 1], [SIZE.height - SIZE.bottom, SIZE.top]).nice(4);
  const at = (value: number) => Math.round(value * 10) / 10;
  const x = (index: number) => `${at(scale(index))}%`;
  const grid = y.ticks(4).map((tick) => {
    const line = `<line class="grid" x2="100%" y1="${at(y(tick))}" y2="${at(y(tick))}"/>`;
    return `${line}<text class="tick" dx="-6" y="${at(y(tick)) + 4}" text-anchor="end">${formatValue(tick, one.unit)}</text>`;
  });
  const dots = one.values.map((value, index) =>
    value === null
      ? ''
      : `<circle class="dot" cx="${x(index)}" cy="${at(y(value))}" r="2.2"><title>${escapeXml(runs[index]!.id)}: ${formatValue(value, one.unit)}</title></circle>`,
  );
  const lines = levels.map(({ from, to, value }) => {
    return `<line class="level" x1="${x(from - 0.4)}" x2="${x(to + 0.4)}" y1="${at(y(value))}" y2="${at(y(value))}"/>`;
  });
  const marks = one.changes.map(({ index }) => {
    return `<line class="mark" x1="${x(index - 0.5)}" x2="${x(index - 0.5)}" y1="${SIZE.top}" y2="${SIZE.height - SIZE.bottom}"/>`;
  });
  const days = [0, runs.length - 1].map(
    (index, end) =>
      `<text class="tick" x="${x(index)}" y="${SIZE.height - 6}" text-anchor="${end === 0 ? 'start' : 'end'}">${runs[index]!.startedAt.slice(0, 10)}</text>`,
  );
  const said = `${levels.map(({ value }) => formatValue(value, one.unit)).join(', then ')}`;
  return `<figure><figcaption><strong>${name}</strong></figcaption><svg class="chart still" height="${SIZE.height}" role="img" aria-label="${name}: ${said}">${[...grid, ...marks, ...dots, ...lines, ...days].join('')}</svg></figure>`;
}
