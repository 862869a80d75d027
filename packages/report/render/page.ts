// One HTML page that asks nobody for anything: verdict, what was tested, key figures, contents, then whatever it is about. Reports and trends share it.
import { readFileSync } from 'node:fs';
import { barMarkup } from './charts/bars.ts';
import type { Chart } from './charts/plan.ts';
import { escapeXml } from './escape.ts';
import { joinPieces, type Piece } from './field.ts';
import type { KeyFigure } from './key-figures.ts';

export interface PageParts {
  /** Of what the page is: `Stress test`. */
  title: string;
  /** Such as FAILED; empty where nothing is judged. */
  verdict: string;
  /** For style: the verdict in small letters. */
  outcome: string;
  /** `3 of 33 limits crossed`. */
  tally: string;
  tested: readonly Piece[];
  says: readonly { label: string; text: string }[];
  /** A word about the whole, linked to the section that explains it. */
  badge: { text: string; state: string; href: string } | null;
  figures: readonly KeyFigure[];
  /** Which run the figures' changes are against; empty without one. */
  against?: string;
  /** Markup of our own below the figures. */
  picture: string;
  /** Markup of our own: sections with an `h2` that has an id. */
  body: string;
}

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

export function htmlPage(parts: PageParts): string {
  const { title, verdict, body } = parts;
  const name = escapeXml(verdict === '' ? title : `${verdict}: ${title}`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${name}</title>
<style>${ownFile('report.css')}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
${contents(body)}
<main id="content">
${firstScreen(parts)}
${body.replaceAll(TITLES, (_, id, text) => `<h2 id="${id}"><a href="#${id}">${text}</a></h2>`)}
</main>
<p id="moment" class="moment" aria-live="off" hidden></p>
<script>${ownFile('page-script.js')}</script>
</body>
</html>
`;
}

function firstScreen(parts: PageParts): string {
  const { title, verdict, outcome, tally, tested, says, badge, figures, against = '', picture } = parts;
  const word = verdict === '' ? '' : `<p class="verdict ${outcome}"><strong>${escapeXml(verdict)}</strong></p>`;
  const mark = badge ? `<a class="badge ${badge.state}" href="#${badge.href}">${escapeXml(badge.text)}</a>` : '';
  const lines = says.map(({ label, text }) => `<div><dt>${escapeXml(label)}</dt><dd>${escapeXml(text)}</dd></div>`);
  return `<header id="overview">
<div class="mast">${word}<h1>${escapeXml(title)}</h1><p class="tally">${escapeXml(tally)}</p>${mark}</div>
<p class="tested">${joinPieces(tested, pieceMarkup)}</p>
<dl class="says">${lines.join('\n')}</dl>
${strip(figures)}${against === '' ? '' : `<p class="changes">${escapeXml(against)}</p>`}
${picture}
</header>`;
}

function pieceMarkup({ text, full }: Piece): string {
  return full === undefined ? escapeXml(text) : `<abbr title="${escapeXml(full)}">${escapeXml(text)}</abbr>`;
}

function strip(figures: readonly KeyFigure[]): string {
  if (figures.length === 0) return '';
  const tiles = figures.map(({ label, place, value, limit, used, share, state, change, isClear }) => {
    const bar = share === null ? '' : barMarkup(share, null, state);
    const of = `<span class="place">${escapeXml(place)}</span>`;
    const use = used === '' ? '' : ` <span class="used">${escapeXml(used)}</span>`;
    const moved = change === '' ? '' : `<span class="change${isClear ? ' clear' : ''}">${escapeXml(change)}</span>`;
    return `<li class="${state}"><span class="label">${escapeXml(label)}</span>${of}<strong>${escapeXml(value)}</strong>${bar}<span class="limit">${escapeXml(limit)}${use}</span>${moved}</li>`;
  });
  return `<ul class="strip" aria-label="Key figures">${tiles.join('\n')}</ul>`;
}

/** Panels under each other, with one axis of time. */
export function timelineMarkup(panels: readonly Chart[]): string {
  if (panels.length === 0) return '';
  const rows = panels.map(({ title, how, legend, drawing }) => {
    return `<div class="panel"><div class="what"><strong>${escapeXml(title)}</strong>${legend}<span class="hidden">${escapeXml(how)}</span></div><div class="plot">${drawing}</div></div>`;
  });
  return `<section class="timeline" aria-label="Time line">${rows.join('\n')}</section>`;
}

export function figureMarkup({ title, how, legend, drawing }: Chart): string {
  return `<figure><figcaption><strong>${escapeXml(title)}</strong> <span class="how">${escapeXml(how)}</span>${legend}</figcaption>${drawing}</figure>`;
}

const TITLES = /<h2 id="([^"]+)">(.*?)<\/h2>/g;

/** A section with a title that links to itself; nothing without a body. */
export function sectionMarkup(id: string, title: string, body: string): string {
  return body === '' ? '' : `<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>\n${body}\n</section>`;
}

/** Links to all sections, read off the page itself. */
function contents(body: string): string {
  const links = [...body.matchAll(TITLES)].map(([, id, text]) => `<li><a href="#${id}">${text}</a></li>`);
  return `<nav class="toc" aria-label="Contents"><ul><li><a href="#overview">Overview</a></li>${links.join('')}</ul></nav>`;
}

/** Colours, type and everything else, for pages of others that are to look the same. */
export const pageStyle = (): string => ownFile('report.css');

/** A file of this folder: markup and style of our own, never text from outside. */
function ownFile(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8').trim();
}
