// The drill's report as a page with the parts of a run's report: go or no-go and why, recovery, every step on one time line, who signs.
import { boardMarkup, listMarkup } from 'k6-verdict/render/board';
import { spanMarkup } from 'k6-verdict/render/charts/interval';
import { escapeXml } from 'k6-verdict/render/escape';
import { sentence } from 'k6-verdict/render/first-screen';
import { type KeyFigure, plainFigure } from 'k6-verdict/render/key-figures';
import { htmlPage, sectionMarkup } from 'k6-verdict/render/page';
import { formatCount, formatDate, formatDuration, formatMs, formatRatio } from 'k6-verdict/text/format';
import { clip } from 'k6-verdict/text/words';
import { reportLink } from '../run/report-link.ts';
import { type DrillRecord, type DrillStep, scaleOf } from './record.ts';
import { verdictWord } from './verdict.ts';

/** Reasons on the first screen; more have a section. */
const MOST_SAID = 3;

/** `folder`: where the page is, for its link to the run's report. */
export function drillPage(record: DrillRecord, folder: string): string {
  const { release, target, environment, engine, startedAt, endedAt, findings, comparison, notes, nextSteps } = record;
  const reasons = record.verdict?.reasons ?? [];
  const isGo = record.verdict?.outcome === 'go';
  const scale = scaleOf(record) === '' ? '' : `, ${scaleOf(record)}: a rehearsal`;
  const length = endedAt === null ? 'not ended' : `for ${formatDuration(Date.parse(endedAt) - Date.parse(startedAt))}`;
  const { resultFile } = record;
  const link = resultFile === null ? '' : `<p>${reportLink(resultFile, folder, "The run's report")}</p>`;
  return htmlPage({
    ...{ title: `Spike drill of release ${clip(release)}`, verdict: verdictWord(record), badge: null, picture: '' },
    outcome: isGo ? 'passed' : 'failed',
    tally: '',
    tested: [
      { text: `${clip(target, 200)} (${environment}), ${engine}${scale}, from ${formatDate(startedAt)} ${length}.` },
    ],
    says: [
      ...reasons.slice(0, MOST_SAID).map((reason, at) => {
        return { label: at === 0 ? 'Why' : 'Also', text: sentence(clip(reason, 300)) };
      }),
      ...nextSteps.slice(0, 1).map((text) => ({ label: 'To do', text: sentence(clip(text, 300)) })),
    ],
    figures: figuresOf(record),
    body: [
      sectionMarkup('steps', 'Steps', stepsOf(record)),
      sectionMarkup('reasons', 'Reasons', reasons.length > MOST_SAID ? listMarkup(reasons) : ''),
      sectionMarkup('findings', 'Findings', findingsOf(findings) + link),
      sectionMarkup('last', 'Compared with the Last Drill', listMarkup(comparison)),
      sectionMarkup('notes', 'Notes', listMarkup(notes.map(({ at, text }) => `${formatDate(at)}: ${text}`))),
      sectionMarkup('next', 'Next Steps', listMarkup(nextSteps)),
      sectionMarkup('signed', 'Signed', signedOf(record)),
    ].join('\n'),
  });
}

function figuresOf({ figures, steps }: DrillRecord): KeyFigure[] {
  const done = plainFigure(
    'Steps in order',
    `${steps.filter(({ state }) => state === 'ok').length} of ${steps.length}`,
  );
  if (figures === null) return [done];
  const { recoveredAfterS, allowedS, spikeP95Ms, errorRatio, requests } = figures;
  const share = recoveredAfterS === null || allowedS <= 0 ? null : recoveredAfterS / allowedS;
  const isBack = recoveredAfterS !== null && recoveredAfterS <= allowedS;
  return [
    plainFigure('Recovery', recoveredAfterS === null ? 'not reached' : formatDuration(recoveredAfterS * 1000), {
      ...{ limit: `allowed ${formatDuration(allowedS * 1000)}`, share, state: isBack ? 'ok' : 'over' },
      used: share === null ? '' : `${formatRatio(Number(share.toFixed(2)))} used`,
    }),
    plainFigure('P95 in the spike', formatMs(spikeP95Ms)),
    plainFigure('Error rate', formatRatio(errorRatio)),
    plainFigure('Requests', formatCount(requests)),
    done,
  ];
}

const STATES: Record<DrillStep['state'], string> = { ok: '', warning: 'near', failed: 'over' };

function stepsOf({ steps, startedAt, endedAt }: DrillRecord): string {
  const ends = steps.map((step) => Date.parse(step.endedAt));
  const from = Math.min(Date.parse(startedAt), ...steps.map((step) => Date.parse(step.startedAt)));
  const length = Math.max(1, Math.max(...ends, Date.parse(endedAt ?? startedAt)) - from);
  const at = (time: string) => (Date.parse(time) - from) / length;
  return boardMarkup(
    [
      ...[{ name: 'Step' }, { name: 'State', kind: 'word' }, { name: 'What was found', kind: 'whole' }, { name: 'By' }],
      ...[{ name: 'When', kind: 'against' }],
    ] as const,
    steps.map(({ title, state, detail, by, ...times }) => {
      const span = spanMarkup(at(times.startedAt), at(times.endedAt), STATES[state] || 'ok');
      const took = formatDuration(Date.parse(times.endedAt) - Date.parse(times.startedAt));
      const when = `${times.startedAt.slice(11, 19)} UTC, ${took}`;
      return {
        state: STATES[state],
        cells: [title, state, detail, by ?? '', { markup: `${span}<span>${escapeXml(when)}</span>` }],
      };
    }),
  );
}

function findingsOf(findings: DrillRecord['findings']): string {
  if (findings.length === 0) return '<p>None.</p>';
  const items = findings.map(
    ({ severity, title, evidence }) =>
      `<li class="${escapeXml(severity)}"><div><p class="severity">${escapeXml(severity)}</p><h3>${escapeXml(title)}</h3><p class="evidence">${escapeXml(evidence)}</p></div></li>`,
  );
  return `<ol class="findings">${items.join('\n')}</ol>`;
}

function signedOf({ testedBy, reviewedBy }: DrillRecord): string {
  const field = (label: string, value: string | null) =>
    `<div><dt>${label}</dt><dd>${escapeXml(value ?? '')}</dd></div>`;
  return `<dl class="pairs">${field('Tested by', testedBy)}${field('Reviewed by', reviewedBy)}</dl>`;
}
