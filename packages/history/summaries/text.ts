// A comparison of summaries for the terminal: 80 columns, a block for each metric.
import { aligned, DEFAULT_COLUMNS, wrapped } from 'k6-kit/columns';
import { plain } from 'k6-verdict/render/escape';
import { clip } from 'k6-verdict/text/words';
import type { SummaryComparison } from './schema.ts';
import { cellsOf, columnsOf, headline, linesOf, sorted } from './words.ts';

export function summariesText(comparison: SummaryComparison): string {
  const blocks = [...sorted(comparison).changed];
  const rows = blocks.flatMap(([, figures]) =>
    figures.map((figure) => [`  ${figure.stat}`, ...cellsOf(figure, comparison)]),
  );
  const [head, ...table] = aligned([['', ...columnsOf(comparison)], ...rows]).split('\n');
  const body = blocks.flatMap(([metric, figures]) => [
    clip(plain(metric), DEFAULT_COLUMNS),
    ...table.splice(0, figures.length),
  ]);
  const lines = linesOf(comparison).map(({ label, items }) => hanging(plain(`${label}: ${items.join('; ')}`)));
  return [
    hanging(plain(headline(comparison))),
    '',
    ...(body.length > 0 ? [head!, ...body, ''] : []),
    ...lines,
    '',
  ].join('\n');
}

/** Lines after the first are indented. */
function hanging(text: string): string {
  return wrapped('  ', text.split(' '), DEFAULT_COLUMNS).slice(2);
}
