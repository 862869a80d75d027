// The fault table as Markdown: fault by fault, which test types put which finding first.
import { markdownTable } from 'markdown-table';
import type { Trial } from './trials.ts';

/** A trial that was run. */
export interface Outcome {
  trial: Trial;
  /** `rule: title` of finding 1; null without findings. */
  first: string | null;
  /** Whether that is what it has to be. */
  isRight: boolean;
}

/** Types with the same finding share a row; moments are those of one run and left out where types share them. */
export function faultTable(outcomes: readonly Outcome[]): string {
  const rows = [...groupBy(outcomes, ({ trial }) => trial.fault)].flatMap(([fault, ofFault]) =>
    [...groupBy(ofFault, ({ first }) => withoutMoments(first))].map(([first, same], index) => [
      index === 0 ? `\`${fault}\`` : '',
      same.map(({ trial, isRight }) => (isRight ? trial.type : `**${trial.type}**`)).join(', '),
      first,
    ]),
  );
  return markdownTable([['Fault of `perf target`', 'Test types', 'Finding 1'], ...rows], { alignDelimiters: false });
}

/** `rule`: title, with `...` for times that differ from run to run. */
function withoutMoments(first: string | null): string {
  if (first === null) return 'no finding';
  const at = first.indexOf(': ');
  const title = first.slice(at + 2).replace(/\d[\d.]*(?: min)?(?: [\d.]+)? s\b/g, '... s');
  return `\`${first.slice(0, at)}\`: ${title}`;
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
