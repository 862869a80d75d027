// Reports on summaries of other people's scripts, for tests.
import { judge } from './judge/judge.ts';
import { parseSummary } from './parse/parse-summary.ts';
import { draw } from './render/charts/draw.ts';
import { renderHtml } from './render/html.ts';
import { renderMarkdown } from './render/markdown.ts';
import { buildView } from './render/view.ts';

export const SIGN_OFF = { testedBy: null, reviewedBy: null, now: new Date('2031-05-06T08:00:00Z') };

export function reported(value: unknown) {
  const judgement = judge(parseSummary('nightly.json', value));
  const view = buildView(judgement, SIGN_OFF);
  return { judgement, view, markdown: renderMarkdown(view), html: renderHtml(view, draw(judgement)) };
}

export const iterations = { type: 'counter', contains: 'default', values: { count: 20, rate: 2 } };
