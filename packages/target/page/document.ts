// The home page's HTML: what it links depends on how it is made bad.
import type { TargetRows } from '../rows.ts';
import type { PageFault } from './page-faults.ts';
import { picture } from './picture.ts';

/** What the page is put together from: addresses of its files, and the mark, which is too small for a request of its own. */
export interface Parts extends Pick<TargetRows, 'rows'> {
  /** SVG. */
  mark: string;
  styles: string;
  script: string;
  hero: string;
  /** A script that the head waits for; undefined on a good page. */
  early: string | undefined;
  /** Small pictures; none on a good page. */
  days: readonly string[];
}

/** Statistics of a row, under the words that the page has for them. */
const columns = { Average: 'avgMs', P50: 'p50Ms', P95: 'p95Ms', P99: 'p99Ms' } as const;

/** The page. It loads nothing but its own files: a browser under test must not go out to other hosts. */
export function pageHtml({ rows, styles, script, mark, hero, early, days }: Parts): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="A stand-in for an API with known response times.">
<title>Reference target</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${styles}">
${early === undefined ? '' : `<script src="${early}"></script>\n`}<script src="${script}" defer></script>
</head>
<body>
<header>
${mark}
<h1>Reference target</h1>
</header>
<main>
<img class="hero" src="${hero}" fetchpriority="high" width="${picture.width}" height="${picture.height}" alt="Hills at dusk under a low sun">
<p>A stand-in for an API with known response times. Load tests practise here.</p>
<div class="times" role="region" aria-label="Response times" tabindex="0">
<table>
<tr><th>Endpoint</th>${Object.keys(columns)
    .map((name) => `<th>${name}</th>`)
    .join('')}</tr>
${tableRows(rows)}
</table>
</div>
<button type="button" id="unit">Show seconds</button>
${days.length === 0 ? '' : dayPictures(days)}</main>
</body>
</html>
`;
}

function tableRows(rows: TargetRows['rows']): string {
  return Object.values(rows)
    .map((row) => {
      const cells = Object.values(columns).map((key) => {
        const mark = key === 'avgMs' ? ' data-average' : '';
        return `<td data-ms="${row[key]}"${mark}>${row[key]} ms</td>`;
      });
      return `<tr><td>${row.path}</td>${cells.join('')}</tr>`;
    })
    .join('\n');
}

function dayPictures(days: readonly string[]): string {
  const pictures = days.map((url, index) => `<img src="${url}" width="24" height="24" alt="Day ${index + 1}">`);
  return `<div class="days">\n${pictures.join('\n')}\n</div>\n`;
}

/** Small pictures of a page with too many files. */
const dayCount = 40;

/** A ring that is filled as far as the day's aim was reached; each its own, below the size from which packing pays. */
export function dayPicture(index: number): string {
  const around = 2 * Math.PI * 9;
  const filled = (around * (0.25 + 0.7 * ((index * 0.618) % 1))).toFixed(1);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24">
<circle cx="12" cy="12" r="9" fill="none" stroke="#9e7e8a" stroke-opacity="0.35" stroke-width="4"/>
<circle cx="12" cy="12" r="9" fill="none" stroke="#5a6bb0" stroke-width="4" stroke-dasharray="${filled} ${around.toFixed(1)}" transform="rotate(-90 12 12)"/>
</svg>
`;
}

/** Numbers of the small pictures that a page with these faults has. */
export function dayNumbers(faults: ReadonlySet<PageFault>): number[] {
  return faults.has('many-files') ? Array.from({ length: dayCount }, (_, index) => index + 1) : [];
}
