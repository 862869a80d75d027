// A probe in Markdown: verdict, limits, findings, every figure with its tool.

import { escapeMarkdown } from 'k6-verdict/render/escape';
import { markdownTable } from 'markdown-table';
import { services } from '../../../thresholds/baselines.ts';
import type { Judged, ProbeResult, Unit } from './model.ts';

/** `FAILED`, `PASSED`, or `NOT MEASURED` where nothing with a limit was measured. */
export function wordOf(judged: readonly Judged[]): string {
  if (judged.some(({ outcome }) => outcome === 'failed')) return 'FAILED';
  return judged.some(({ outcome }) => outcome === 'passed') ? 'PASSED' : 'NOT MEASURED';
}

export function figure(value: number, unit: Unit): string {
  const digits = unit === 'count' ? 0 : Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  const number = value.toLocaleString('en-US', {
    maximumFractionDigits: digits,
    useGrouping: Math.abs(value) >= 10_000,
  });
  return unit === 'count' ? number : unit === '/s' ? `${number}/s` : `${number} ${unit}`;
}

export function renderProbe(result: ProbeResult): string {
  const { judged, findings, measurements, skipped } = result;
  return [
    `## ${services[result.service].label}: ${wordOf(judged)}`,
    judgedTable(judged),
    ...(findings.length > 0 ? [findings.map(findingLine).join('\n')] : []),
    markdownTable([
      ['Figure', 'Value', 'From'],
      ...measurements.map(({ name, value, unit, source }) => [
        escapeMarkdown(name),
        figure(value, unit),
        escapeMarkdown(source),
      ]),
    ]),
    ...(skipped.length > 0 ? [skipped.map((text) => `- Left out: ${escapeMarkdown(text)}`).join('\n')] : []),
    '',
  ].join('\n\n');
}

export function judgedTable(judged: readonly Judged[]): string {
  return markdownTable([
    ['Verdict', 'Figure', 'Value', 'Limit'],
    ...judged.map(({ outcome, name, actual, operator, limit, unit }) => [
      outcome === 'not-measured' ? 'not measured' : outcome === 'failed' ? 'FAILED' : 'passed',
      escapeMarkdown(name),
      actual === null ? '-' : figure(actual, unit),
      `${operator === '<' ? '\\<' : operator === '<=' ? '\\<=' : '>='} ${figure(limit, unit)}`,
    ]),
  ]);
}

export function findingLine({ severity, title, evidence, action }: ProbeResult['findings'][number]): string {
  return `- **${severity}**: ${escapeMarkdown(title)} (${escapeMarkdown(evidence)})${action ? `. ${escapeMarkdown(action)}` : ''}`;
}
