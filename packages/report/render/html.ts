// Renders the report as one HTML page that asks nobody for anything: style and script are inside.
import { readFileSync } from 'node:fs';
import type { Chart } from './charts/time-charts.ts';
import { mapTexts, plain } from './escape.ts';
import type { PageMedia } from './page-media.ts';
import { loadTemplate, markup } from './templates.ts';
import type { ReportView } from './view.ts';

interface Page extends ReportView {
  charts: Chart[];
  pointsCharts: Chart[];
  media: PageMedia;
  style: string;
  script: string;
}

const NO_MEDIA: PageMedia = { waterfall: '', frames: [], failures: [] };

/** Charts are markup of our own making; everything else in the page is escaped by the template. */
export function renderHtml(
  view: ReportView,
  charts: Chart[],
  pointsCharts: Chart[] = [],
  media: PageMedia = NO_MEDIA,
): string {
  const template = loadTemplate<Page>('report.html.hbs', { markup });
  return template({
    ...mapTexts(view, plain),
    charts,
    pointsCharts,
    media,
    style: ownFile('report.css'),
    script: ownFile('page-script.js'),
  });
}

/** A file of this folder: markup and style of our own, never text from outside. */
function ownFile(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8').trim();
}
