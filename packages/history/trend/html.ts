// A trend as one HTML file without anything from outside: a chart per series, its levels, and the changes in words.
import { scaleLinear } from 'd3-scale';
import { escapeXml } from 'k6-verdict/render/escape';
import { formatShort } from 'k6-verdict/text/format';
import { plural } from 'k6-verdict/text/words';
import { levelsOf, type Series, type Trend, tooFew } from './levels.ts';
import { changeLines } from './text.ts';

const SIZE = { width: 900, height: 150, left: 70, right: 12, top: 10, bottom: 22 } as const;

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;background:#fff}
svg{width:100%;height:auto;display:block}.value{fill:#4a6fa5}.level{stroke:#b3261e;stroke-width:2;fill:none}.change{stroke:#b3261e;stroke-dasharray:4 3}
.grid{stroke:#ddd}text{font-size:11px;fill:#555}figure{margin:1.5rem 0}figcaption{font-weight:600}
@media (prefers-color-scheme:dark){body{color:#eee;background:#161616}.grid{stroke:#333}text{fill:#aaa}.value{fill:#8ab4f8}.level,.change{stroke:#ff8a80}}`;

export function trendHtml(trend: Trend, notes: readonly string[]): string {
  const { runs, series, kind } = trend;
  const changes = series.flatMap((one) => changeLines(one, trend));
  const title = `Trend of ${plural(runs.length, 'run')}`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${title}</title><style>${STYLE}</style></head><body>
<h1>${title}</h1>
<p>${escapeXml(kind)}; ${runs[0]!.startedAt.slice(0, 10)} to ${runs.at(-1)!.startedAt.slice(0, 10)}.</p>
${notes.map((note) => `<p>${escapeXml(note)}</p>`).join('\n')}
<h2>Changes of level</h2>
${changes.length === 0 ? `<p>${tooFew(runs) ?? 'No level changed'}.</p>` : `<ul>${changes.map((line) => `<li>${escapeXml(line)}</li>`).join('')}</ul>`}
<h2>Series</h2>
${series.map((one) => figureOf(one, trend)).join('\n')}
</body></html>
`;
}

function figureOf(one: Series, { runs }: Trend): string {
  const name = escapeXml(`${one.name} ${one.stat}`);
  const levels = levelsOf(one);
  const highest = Math.max(...one.values.map((value) => value ?? 0));
  const x = scaleLinear([-0.5, Math.max(1, runs.length) - 0.5], [SIZE.left, SIZE.width - SIZE.right]);
  const y = scaleLinear([0, highest || 1], [SIZE.height - SIZE.bottom, SIZE.top]).nice(4);
  const at = (value: number) => Math.round(value * 10) / 10;
  const grid = y.ticks(4).map((tick) => {
    const line = `<path class="grid" d="M${SIZE.left},${at(y(tick))}H${SIZE.width - SIZE.right}"/>`;
    return `${line}<text x="${SIZE.left - 6}" y="${at(y(tick)) + 4}" text-anchor="end">${formatShort(tick, one.unit)}</text>`;
  });
  const dots = one.values.map((value, index) =>
    value === null
      ? ''
      : `<circle class="value" cx="${at(x(index))}" cy="${at(y(value))}" r="2.2"><title>${escapeXml(runs[index]!.id)}: ${formatShort(value, one.unit)}</title></circle>`,
  );
  const lines = levels.map(
    ({ from, to, value }) => `<path class="level" d="M${at(x(from - 0.4))},${at(y(value))}H${at(x(to + 0.4))}"/>`,
  );
  const marks = one.changes.map(
    ({ index }) => `<path class="change" d="M${at(x(index - 0.5))},${SIZE.top}V${SIZE.height - SIZE.bottom}"/>`,
  );
  const days = [0, runs.length - 1].map(
    (index, end) =>
      `<text x="${at(x(index))}" y="${SIZE.height - 6}" text-anchor="${end === 0 ? 'start' : 'end'}">${runs[index]!.startedAt.slice(0, 10)}</text>`,
  );
  const said = `${levels.map(({ value }) => formatShort(value, one.unit)).join(', then ')}`;
  return `<figure><figcaption>${name}</figcaption><svg viewBox="0 0 ${SIZE.width} ${SIZE.height}" role="img" aria-label="${name}: ${said}">${[...grid, ...marks, ...dots, ...lines, ...days].join('')}</svg></figure>`;
}
