// The combined report of a suite as a page with the parts of a report: a row for each test, with its worst limit and a link to its own.
import { boardMarkup, type Cell, listMarkup } from 'k6-verdict/render/board';
import { barMarkup } from 'k6-verdict/render/charts/bars';
import { spanMarkup } from 'k6-verdict/render/charts/interval';
import { escapeXml } from 'k6-verdict/render/escape';
import { type KeyFigure, plainFigure } from 'k6-verdict/render/key-figures';
import { htmlPage, sectionMarkup } from 'k6-verdict/render/page';
import { formatCount, formatDate, formatDuration, formatRatio } from 'k6-verdict/text/format';
import { clip, plural } from 'k6-verdict/text/words';
import { reportLink } from '../run/report-link.ts';
import type { SuiteAttempt, SuiteRecord, SuiteTestRecord } from './record.ts';
import { nightsText, resultOf, sizeOf } from './report.ts';

const OUTCOMES = { RED: 'failed', SLOWER: 'discarded', GREEN: 'passed' } as const;

/** `folder`: where the page is, for its links. */
export function suitePage(record: SuiteRecord, folder: string): string {
  const { suite, environment, target, tests, regressions, startedAt } = record;
  const { bad, word } = resultOf(record);
  const when = `from ${formatDate(startedAt)} for ${formatDuration(lengthMs(record))}`;
  return htmlPage({
    ...{ title: `Suite ${clip(suite)}`, verdict: word, outcome: OUTCOMES[word], badge: null, picture: '' },
    tally:
      bad.length === 0
        ? `all ${plural(tests.length, 'test')} passed`
        : `${bad.length} of ${plural(tests.length, 'test')} not passed`,
    tested: [{ text: `${clip(target, 200)} (${environment}), ${sizeOf(record)}, ${when}.` }],
    says: saysOf(record, bad),
    figures: figuresOf(record),
    body: [
      sectionMarkup('tests', 'Tests', testsOf(record, folder)),
      sectionMarkup(
        'nights',
        'Against Earlier Nights',
        regressions === null || regressions.length === 0
          ? `<p>${escapeXml(nightsText(regressions))}</p>`
          : listMarkup(regressions),
      ),
    ].join('\n'),
  });
}

function saysOf({ tests, regressions }: SuiteRecord, bad: readonly string[]): { label: string; text: string }[] {
  const failed = tests.find(({ name, attempts }) => bad.includes(name) && attempts.length > 0);
  const unsteady = tests.filter(({ state }) => state === 'unsteady').map(({ name }) => name);
  const skipped = tests.filter(({ state }) => state === 'skipped').map(({ name }) => name);
  const risen = regressions?.[0];
  const nearest = nearestLimit(tests);
  return [
    ...(failed ? [{ label: 'Not passed', text: `${failed.name}: ${clip(failed.attempts.at(-1)!.detail, 240)}.` }] : []),
    ...(skipped.length > 0
      ? [{ label: 'Not run', text: `${skipped.join(', ')}: a test that gates them failed.` }]
      : []),
    ...(risen === undefined ? [] : [{ label: 'Slower', text: `${risen}.` }]),
    ...(failed || !nearest ? [] : [{ label: 'Nearest limit', text: `${nearest}.` }]),
    ...(unsteady.length > 0 ? [{ label: 'Unsteady', text: `${unsteady.join(', ')}: passed when repeated.` }] : []),
    { label: 'To do', text: toDo(failed, risen) },
  ];
}

/** Of the limits that held; one that leaves no room, such as all checks, says nothing. */
function nearestLimit(tests: readonly SuiteTestRecord[]): string | null {
  let found: { text: string; used: number } | null = null;
  for (const { name, attempts } of tests) {
    const { text, used = null, isCrossed } = attempts.at(-1)?.worstLimit ?? {};
    if (used === null || used >= 1 || isCrossed) continue;
    if (found === null || used > found.used) found = { text: `${name}: ${text}`, used };
  }
  return found?.text ?? null;
}

function toDo(failed: SuiteTestRecord | undefined, risen: string | undefined): string {
  if (failed) return `Read the report of ${failed.name} below; then continue the suite, or run it again.`;
  return risen === undefined ? 'Nothing.' : 'Look at what changed at the run that is named.';
}

function figuresOf(record: SuiteRecord): KeyFigure[] {
  const { tests, regressions } = record;
  const count = (...states: SuiteTestRecord['state'][]) => tests.filter(({ state }) => states.includes(state)).length;
  const failed = count('failed', 'discarded');
  return [
    plainFigure('Passed', `${count('passed', 'unsteady')} of ${tests.length}`),
    plainFigure('Failed or not usable', formatCount(failed), failed > 0 ? { state: 'over' } : {}),
    plainFigure('Passed when repeated', formatCount(count('unsteady'))),
    plainFigure('Slower than before', regressions === null ? 'not known' : formatCount(regressions.length)),
    plainFigure('Took', formatDuration(lengthMs(record))),
  ];
}

function lengthMs({ startedAt, endedAt }: SuiteRecord): number | null {
  return endedAt === null ? null : Date.parse(endedAt) - Date.parse(startedAt);
}

const STATES: Record<SuiteTestRecord['state'], string> = {
  ...{ open: '', passed: '', unsteady: 'near', failed: 'over', discarded: 'near', skipped: '' },
};

function testsOf(record: SuiteRecord, folder: string): string {
  const rows = record.tests.flatMap(({ name, state, attempts }) => {
    const style = STATES[state];
    if (attempts.length === 0) return [{ state: style, cells: [name, state, 'not run', '', ''] }];
    return attempts.map((attempt, at) => {
      const label = attempts.length > 1 ? `${name}, attempt ${at + 1}` : name;
      return { state: style, cells: [label, state, ...cellsOf(attempt, record, folder)] };
    });
  });
  return boardMarkup(
    [
      ...[{ name: 'Test' }, { name: 'Verdict', kind: 'word' }, { name: 'Worst limit', kind: 'whole' }],
      ...[
        { name: 'When', kind: 'against' },
        { name: 'Report', kind: 'word' },
      ],
    ] as const,
    rows,
  );
}

function cellsOf(attempt: SuiteAttempt, record: SuiteRecord, folder: string): Cell[] {
  const { worstLimit, detail, resultFile, startedAt, endedAt } = attempt;
  const at = (time: string) => (Date.parse(time) - Date.parse(record.startedAt)) / (lengthMs(record) || 1);
  const took = formatDuration(Date.parse(endedAt) - Date.parse(startedAt));
  const span = spanMarkup(at(startedAt), at(endedAt), worstLimit?.isCrossed ? 'over' : 'ok');
  return [
    worstLimit ? { markup: limitMarkup(worstLimit) } : clip(detail, 300),
    { markup: `${span}<span>${formatDate(startedAt)}, ${took}</span>` },
    resultFile === null ? '' : { markup: reportLink(resultFile, folder, 'report') },
  ];
}

function limitMarkup({ text, used, isCrossed }: NonNullable<SuiteAttempt['worstLimit']>): string {
  const share = used === null ? '' : `, <span class="used">${formatRatio(Number(used.toFixed(2)))} used</span>`;
  const bar = used === null ? '' : barMarkup(used / 1.15, 1 / 1.15, isCrossed ? 'over' : used > 0.95 ? 'near' : 'ok');
  return `${escapeXml(text)}${share}${bar}`;
}
