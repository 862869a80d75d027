// Renders the report as Markdown: the guide's report template, fit for a pull request.
import { escapeMarkdown, mapTexts } from './escape.ts';
import { loadTemplate } from './templates.ts';
import type { ReportView } from './view.ts';

export function renderMarkdown(view: ReportView): string {
  const template = loadTemplate<ReportView>('report.md.hbs');
  return template(mapTexts(view, escapeMarkdown)).replaceAll(/\n{3,}/g, '\n\n');
}
