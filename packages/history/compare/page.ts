// A comparison as one HTML page with the parts of a report: the verdict, what got slower and how sure that is, a row for each name.
import { boardMarkup, type Cell, foldedMarkup, listMarkup } from 'k6-verdict/render/board';
import { type Interval, intervalMarkup, type Scale, scaleOf } from 'k6-verdict/render/charts/interval';
import { escapeXml } from 'k6-verdict/render/escape';
import { type KeyFigure, plainFigure } from 'k6-verdict/render/key-figures';
import { htmlPage, sectionMarkup } from 'k6-verdict/render/page';
import { clip, plural } from 'k6-verdict/text/words';
import type { Word } from './compare.ts';

export interface ComparedRow {
  /** An endpoint, or a metric with its tags. */
  name: string;
  statistic: string;
  before: string;
  after: string;
  change: string;
  /** As shares of what was, or of shares as differences; null where neither can be drawn. */
  interval: (Interval & { isPoints: boolean }) | null;
  /** The same in words: `95 % interval +8 % to +16 %`. */
  sure: string;
  /** Empty where nothing is known. */
  word: Word | '';
  /** The one figure of its name that is always shown. */
  isMain: boolean;
}

export interface ComparisonParts {
  verdict: string;
  outcome: 'passed' | 'failed' | 'not-judged' | 'discarded';
  tally: string;
  base: string;
  head: string;
  says: readonly { label: string; text: string }[];
  rows: readonly ComparedRow[];
  /** Of each side, the limits that it crossed, in words. */
  limits: readonly { side: string; lines: readonly string[] }[];
  /** How it was compared, and what was not. */
  notes: readonly Cell[];
}

const MOST_FIGURES = 6;
/** The others are folded. */
const MOST_OPEN = 40;
/** Further rows are in the JSON. */
const MOST_ROWS = 300;

export function comparisonPage(parts: ComparisonParts): string {
  const { verdict, outcome, tally, base, head, says, limits, notes } = parts;
  const rows = parts.rows.slice(0, MOST_ROWS);
  const isOpen = ({ isMain, word }: ComparedRow) => isMain || word === 'worse' || word === 'better';
  const open = ordered(rows.filter(isOpen)).slice(0, MOST_OPEN);
  const rest = rows.filter((row) => !open.includes(row));
  const left = parts.rows.length - rows.length;
  const crossed = limits.map(({ side, lines }) => {
    return `<h3>${escapeXml(side)}</h3>${lines.length === 0 ? '<p>No limit crossed.</p>' : listMarkup(lines)}`;
  });
  return htmlPage({
    ...{ title: 'Comparison', verdict, outcome, tally, says, badge: null, picture: '' },
    tested: [{ text: `${clip(head, 200)} against ${clip(base, 200)}.` }],
    figures: ordered(rows.filter(({ isMain }) => isMain))
      .slice(0, MOST_FIGURES)
      .map(figureOf),
    body: [
      sectionMarkup('changes', 'Changes', boardOf(open, scalesOf(open))),
      sectionMarkup('crossed', 'Limits', crossed.join('\n')),
      sectionMarkup(
        'tables',
        'Other Figures',
        foldedMarkup(plural(rest.length, 'figure'), boardOf(rest, scalesOf(rest))) +
          (left > 0 ? `<p>${plural(left, 'more figure')} in the JSON.</p>` : ''),
      ),
      sectionMarkup('reading', 'How to Read It', listMarkup(notes)),
    ].join('\n'),
  });
}

const RANK: Record<ComparedRow['word'], number> = { worse: 0, better: 1, 'no evidence': 2, '': 2 };

/** What is worse first; within a word the largest change. */
function ordered(rows: readonly ComparedRow[]): ComparedRow[] {
  const size = ({ interval }: ComparedRow) => Math.abs(interval?.at ?? 0);
  return [...rows].sort((a, b) => RANK[a.word] - RANK[b.word] || size(b) - size(a));
}

function figureOf({ name, statistic, before, after, change, word }: ComparedRow): KeyFigure {
  const isClear = word === 'worse' || word === 'better';
  return plainFigure(clip(name, 40), after, {
    ...{ place: statistic, limit: `before ${before}` },
    ...{ change: isClear ? `${change}, ${word}` : change, isClear },
  });
}

interface Scales {
  relative: Scale;
  points: Scale;
}

/** Shares change by points, all else by a share: no axis fits both. */
function scalesOf(rows: readonly ComparedRow[]): Scales {
  const intervals = rows.flatMap(({ interval }) => interval ?? []);
  return {
    relative: scaleOf(intervals.filter(({ isPoints }) => !isPoints)),
    points: scaleOf(intervals.filter(({ isPoints }) => isPoints)),
  };
}

function boardOf(rows: readonly ComparedRow[], scales: Scales): string {
  return boardMarkup(
    [
      ...[{ name: 'What' }, { name: 'Before', kind: 'n' }, { name: 'After', kind: 'n' }, { name: 'Change', kind: 'n' }],
      ...[
        { name: 'How sure', kind: 'against' },
        { name: 'Verdict', kind: 'word' },
      ],
    ] as const,
    rows.map(({ name, statistic, before, after, change, interval, sure, word }) => {
      const label = `${name} ${statistic}: ${change}${sure === '' ? '' : `, ${sure}`}`;
      const scale = interval?.isPoints ? scales.points : scales.relative;
      const picture = interval === null ? '' : intervalMarkup(interval, scale, label);
      return {
        state: word.replace(' ', '-'),
        cells: [
          { markup: `${escapeXml(clip(name, 120))} <span class="how">${escapeXml(statistic)}</span>` },
          ...[before, after, change],
          { markup: `${picture}<span>${escapeXml(sure)}</span>` },
          word,
        ],
      };
    }),
  );
}
