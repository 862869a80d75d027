// Renders the report as one HTML page: the texts of the view and the drawings of the same judgement.
import { type Drawings, NO_DRAWINGS } from './charts/draw.ts';
import type { EndpointPictures } from './charts/endpoint-pictures.ts';
import { mapTexts, plain } from './escape.ts';
import { figureMarkup, htmlPage, timelineMarkup } from './page.ts';
import { loadTemplate, markup } from './templates.ts';
import type { ReportView } from './view.ts';

interface Body extends Omit<ReportView, 'findings'> {
  findings: (ReportView['findings'][number] & { proof: string })[];
  board: { pictures: EndpointPictures; row: ReportView['endpoints']['rows'][number] }[];
  hasSpreads: boolean;
  hasSparks: boolean;
  charts: { overTime: string; resources: string; points: string };
  media: Drawings['media'];
}

const NO_PICTURES: EndpointPictures = { limit: '', used: '', state: 'none', bar: '', spread: '', spark: '' };

/** Drawings are markup of our own making; everything else in the page is escaped. */
export function renderHtml(view: ReportView, drawings: Drawings = NO_DRAWINGS): string {
  const texts = mapTexts(view, plain);
  const board = texts.endpoints.rows.map((row) => {
    return { row, pictures: drawings.endpoints.get(row.id) ?? NO_PICTURES };
  });
  const template = loadTemplate<Body>('report.html.hbs', { markup });
  const body = template({
    ...texts,
    findings: texts.findings.map((finding, index) => {
      const proof = drawings.proofs[index];
      return { ...finding, proof: proof ? figureMarkup(proof) : '' };
    }),
    board,
    hasSpreads: board.some(({ pictures }) => pictures.spread !== ''),
    hasSparks: board.some(({ pictures }) => pictures.spark !== ''),
    charts: {
      overTime: drawings.overTime.map(figureMarkup).join('\n'),
      resources: drawings.resources.map(figureMarkup).join('\n'),
      points: drawings.points.map(figureMarkup).join('\n'),
    },
    media: drawings.media,
  });
  const { title, verdict, outcome, tally, first, validity } = texts;
  return htmlPage({
    ...{ title, verdict, outcome, tally, body },
    ...{ tested: first.tested, says: first.says, figures: first.figures, against: first.against },
    badge: { text: validity.level, state: validity.level.toLowerCase(), href: 'validity' },
    picture: timelineMarkup(drawings.timeline),
  });
}
