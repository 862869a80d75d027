// Renders verdicts as JUnit XML: a limit is a test case, a run that is not usable is an error of its own class.

import { crossingText } from '../judge/findings/limit-crossed.ts';
import type { Judgement } from '../judge/judge.ts';
import type { Verdict } from '../judge/verdict.ts';
import { limitText, statisticText } from '../text/limit-words.ts';
import { escapeXml } from './escape.ts';
import { headline } from './headline.ts';

export function renderJunit(judgement: Judgement): string {
  const type = judgement.summary.run?.type ?? 'k6';
  const isDiscarded = judgement.outcome === 'discarded';
  const suites = [
    validitySuite(judgement, type),
    ...limitSuites(judgement, type, isDiscarded),
    ...unnamedLimits(judgement, type),
  ];
  const total = { tests: 0, failures: 0, errors: 0, skipped: 0 };
  for (const { counts } of suites) for (const name of COUNTS) total[name] += counts[name];
  const seconds = ((judgement.summary.durationMs ?? 0) / 1000).toFixed(3);
  const body = suites.map(({ xml }) => xml).join('\n');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="k6 ${escapeXml(type)}" ${countText(total)} time="${seconds}">\n${body}\n</testsuites>\n`;
}

const COUNTS = ['tests', 'failures', 'errors', 'skipped'] as const;
type Counts = Record<(typeof COUNTS)[number], number>;

interface Suite {
  xml: string;
  counts: Counts;
}

interface TestCase {
  name: string;
  result: { kind: 'failure' | 'error' | 'skipped'; type: string; message: string } | null;
}

/** Whether the run counts at all. */
function validitySuite({ validity }: Judgement, type: string): Suite {
  const message = validity.reasons.map((reason) => reason.message).join('; ');
  const result = validity.level === 'DISCARDED' ? ({ kind: 'error', type: 'discarded', message } as const) : null;
  return suiteOf(`k6.${type}.validity`, [{ name: `the run is usable (${validity.level})`, result }]);
}

/** One suite per endpoint, so that a CI page groups them. */
function limitSuites({ summary, verdicts }: Judgement, type: string, isDiscarded: boolean): Suite[] {
  const groups = new Map<string, TestCase[]>();
  for (const verdict of verdicts) {
    const group = verdict.tags.get('endpoint') ?? verdict.tags.get('op') ?? 'run';
    const name = `${verdict.subject}: ${statisticText(verdict)} ${limitText(verdict)}`;
    const cases = groups.get(group) ?? [];
    cases.push({ name, result: isDiscarded ? DISCARDED : resultOf(crossingText({ summary }, verdict), verdict) });
    groups.set(group, cases);
  }
  return [...groups].map(([group, cases]) => suiteOf(`k6.${type}.limits.${group}`, cases));
}

/** Where no limit is a case of its own, one says so: a run that failed or was not judged is not green. */
function unnamedLimits(judgement: Judgement, type: string): Suite[] {
  const { outcome, counts } = judgement;
  const message = headline(judgement).headline;
  const name = 'limits';
  if (outcome === 'failed' && counts.failed === 0)
    return [suiteOf(`k6.${type}.limits`, [{ name, result: { kind: 'failure', type: 'limit', message } }])];
  if (outcome === 'not-judged')
    return [suiteOf(`k6.${type}.limits`, [{ name, result: { kind: 'skipped', type: 'not-measured', message } }])];
  return [];
}

const DISCARDED = {
  kind: 'skipped',
  type: 'discarded',
  message: 'the run is not usable: neither passed nor failed',
} as const;

function resultOf(text: string, verdict: Verdict): TestCase['result'] {
  switch (verdict.outcome) {
    case 'passed':
      return null;
    case 'failed':
      return { kind: 'failure', type: 'limit', message: text };
    case 'not-measured':
      return { kind: 'skipped', type: 'not-measured', message: verdict.note ?? 'not measured' };
  }
}

function suiteOf(name: string, cases: readonly TestCase[]): Suite {
  const count = (kind: string) => cases.filter(({ result }) => result?.kind === kind).length;
  const counts = { tests: cases.length, failures: count('failure'), errors: count('error'), skipped: count('skipped') };
  const lines = cases.map((testCase) => caseXml(name, testCase));
  return {
    counts,
    xml: `  <testsuite name="${escapeXml(name)}" ${countText(counts)}>\n${lines.join('\n')}\n  </testsuite>`,
  };
}

function caseXml(className: string, { name, result }: TestCase): string {
  const open = `    <testcase classname="${escapeXml(className)}" name="${escapeXml(name)}"`;
  if (!result) return `${open}/>`;
  const message = escapeXml(result.message);
  const inner =
    result.kind === 'skipped'
      ? `<skipped message="${message}"/>`
      : `<${result.kind} type="${result.type}" message="${message}">${message}</${result.kind}>`;
  return `${open}>${inner}</testcase>`;
}

function countText(counts: Counts): string {
  return COUNTS.map((name) => `${name}="${counts[name]}"`).join(' ');
}
