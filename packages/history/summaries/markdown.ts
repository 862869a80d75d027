// A comparison of summaries as Markdown, for a pull request or a job's summary.
import { escapeMarkdown } from 'k6-verdict/render/escape';
import type { SummaryComparison } from './schema.ts';
import { cellsOf, columnsOf, headline, linesOf, sorted } from './words.ts';

export function summariesMarkdown(comparison: SummaryComparison): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const columns = ['metric', '', ...columnsOf(comparison)];
  const rows = [...sorted(comparison).changed].flatMap(([metric, figures]) =>
    figures.map((figure, at) =>
      row([at === 0 ? metric : '', figure.stat, ...cellsOf(figure, comparison)].map(escapeMarkdown)),
    ),
  );
  const rule = row(columns.map((_, at) => (at < 2 ? '---' : '---:')));
  const lines = linesOf(comparison).map(
    ({ label, items }) => `- **${escapeMarkdown(label)}**: ${items.map(escapeMarkdown).join('; ')}`,
  );
  const table = rows.length > 0 ? [row(columns), rule, ...rows, ''] : [];
  return [`### ${escapeMarkdown(headline(comparison))}`, '', ...table, ...lines, ''].join('\n');
}
