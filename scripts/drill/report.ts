// The drill's report in Markdown: the verdict first, then how it came about, every step with its time, and who signs.
import { escapeMarkdown } from 'k6-verdict/render/escape';
import { type DrillRecord, scaleOf } from './record.ts';
import { verdictWord } from './verdict.ts';

export function drillReport(record: DrillRecord): string {
  const { release, target, environment, engine, verdict, testedBy, reviewedBy } = record;
  const scale = scaleOf(record) === '' ? '' : `, ${escapeMarkdown(scaleOf(record))}: a rehearsal, not a drill`;
  return [
    `# ${verdictWord(record)}: spike drill of release ${escapeMarkdown(release)}`,
    list(verdict?.reasons ?? []),
    `Target ${code(target)} (${escapeMarkdown(environment)}), ${escapeMarkdown(engine)}${scale}. From ${record.startedAt} to ${record.endedAt ?? 'now'}.`,
    '## Steps',
    table(
      ['Started', 'Took', 'Step', 'State', 'What was found', 'By'],
      record.steps.map(({ startedAt, endedAt, title, state, detail, by }) => [
        ...[startedAt, `${seconds(startedAt, endedAt)} s`, title, state, detail, by ?? ''],
      ]),
    ),
    '## Findings',
    record.findings.length === 0
      ? 'None.'
      : list(record.findings.map(({ severity, title, evidence }) => `${severity}: ${title} (${evidence})`)),
    '## Compared with the last drill',
    list(record.comparison),
    '## Notes',
    record.notes.length === 0 ? 'None.' : list(record.notes.map(({ at, text }) => `${at}: ${text}`)),
    '## Next steps',
    list(record.nextSteps),
    '## Signed',
    table(
      ['Role', 'Name'],
      [
        ['Tested by', testedBy ?? ''],
        ['Reviewed by', reviewedBy ?? ''],
      ],
    ),
    '',
  ].join('\n\n');
}

function seconds(from: string, to: string): string {
  return ((Date.parse(to) - Date.parse(from)) / 1000).toFixed(1);
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${escapeMarkdown(line)}`).join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map((row) => line(row.map(escapeMarkdown)))].join('\n');
}

function code(text: string): string {
  return `\`${text.replaceAll(/[`\r\n]/g, '')}\``;
}
