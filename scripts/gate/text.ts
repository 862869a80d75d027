// What a gate says on a pull request: verdict, table, link. The same text is the check's and the job summary's.
import { escapeMarkdown } from 'k6-verdict/render/escape';
import { digits, formatDuration, formatMs } from 'k6-verdict/text/format';
import { markdownTable } from 'markdown-table';
import type { GateRecord, GateRow } from './record.ts';

/** More figures that changed than this would hide the worst. */
const MOST_ROWS = 20;
/** GitHub takes 65,536 characters in a comment or a check. */
const MOST_CHARACTERS = 60_000;

const NAMES: Readonly<Record<string, string>> = { avgMs: 'average', p50Ms: 'p50', p95Ms: 'p95', p99Ms: 'p99' };

/** The verdict in a line, for titles. */
export function gateTitle({ outcome, rows, regressions, brokenLimits, blocks, why }: GateRecord): string {
  if (outcome === 'passed') return `no regression in ${blocks} blocks`;
  if (outcome === 'no verdict') return `no verdict: ${why}`;
  if (outcome === 'limits') return `${counted(brokenLimits.length, 'limit')} crossed that the base holds`;
  const most = new Map<string, number>();
  for (const { endpoint, metric, change } of rows)
    if (regressions.includes(`${endpoint} ${metric}`)) most.set(endpoint, Math.max(change, most.get(endpoint) ?? 0));
  return `slower: ${[...most].map(([endpoint, change]) => `${endpoint} (${percent(change)})`).join(', ')}`;
}

export function gateText(record: GateRecord, reportUrl: string | undefined): string {
  const { outcome, rows, brokenLimits } = record;
  const changed = rows.filter(({ word }) => word !== 'no evidence').sort((a, b) => b.change - a.change);
  const icon = { passed: '✅', regression: '❌', limits: '❌', 'no verdict': '⚠️' }[outcome];
  const parts = [
    `### ${icon} Performance: ${escapeMarkdown(gateTitle(record))}`,
    howText(record),
    ...(changed.length > 0 ? [table(changed.slice(0, MOST_ROWS))] : []),
    ...(rows.length > 0 ? [restText(rows.length, changed.length)] : []),
    ...(brokenLimits.length > 0
      ? [`Limits that only head crosses, in every block:\n\n${list(brokenLimits.slice(0, MOST_ROWS))}`]
      : []),
    ...(rows.length > changed.length ? [details(rows)] : []),
    ...(reportUrl === undefined ? [] : [`[Report and results of every block](${reportUrl})`]),
  ];
  return cut(parts);
}

function howText({ base, head, type, timeScale, blocks, isBaseCached, seconds }: GateRecord): string {
  const name = ({ what, commit }: GateRecord['base']) =>
    commit === null ? escapeMarkdown(what) : `\`${commit.slice(0, 7)}\``;
  const how = isBaseCached
    ? `${counted(blocks, 'block')} of head; base is that of an earlier run of the same commit`
    : `${counted(blocks, 'block')} each, in turn on one machine`;
  return `Head ${name(head)} compared with base ${name(base)}: ${how} (${escapeMarkdown(type)}, durations × ${escapeMarkdown(timeScale)}), ${formatDuration(seconds * 1000)}.`;
}

function restText(all: number, changed: number): string {
  if (changed === 0) return `None of ${all} figures shows a change beyond the noise.`;
  return `${changed} of ${counted(all, 'figure')} changed beyond the noise. A regression is worse by more than the tolerance, and in most blocks again.`;
}

function details(rows: readonly GateRow[]): string {
  return `<details><summary>All ${rows.length} figures</summary>\n\n${table(rows)}\n\n</details>`;
}

function table(rows: readonly GateRow[]): string {
  return markdownTable(
    [
      ['Endpoint', 'Figure', 'Base', 'Head', 'Change', '95 % interval', 'Verdict'],
      ...rows.map(({ endpoint, metric, base, head, change, low, high, word }) => [
        escapeMarkdown(endpoint),
        escapeMarkdown(NAMES[metric] ?? metric),
        formatMs(base),
        formatMs(head),
        percent(change),
        `${percent(low)} to ${percent(high)}`,
        word === 'worse' ? '**worse**' : word,
      ]),
    ],
    { align: ['l', 'l', 'r', 'r', 'r', 'r', 'l'] },
  );
}

function percent(change: number): string {
  return `${change > 0 ? '+' : ''}${digits(change * 100)} %`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${escapeMarkdown(line)}`).join('\n');
}

/** Leaves out whole parts: half a table would be none. */
function cut(parts: readonly string[]): string {
  const kept: string[] = [];
  let length = 0;
  for (const part of parts) {
    if (length + part.length > MOST_CHARACTERS) continue;
    kept.push(part);
    length += part.length + 2;
  }
  return `${kept.join('\n\n')}\n`;
}
