// What a conformance run found, as JSON, as a table to read and as a badge.
import { escapeMarkdown } from 'k6-verdict/render/escape';
import { markdownTable } from 'markdown-table';

export interface Finding {
  /** A bundle, a shape of summary or an exit code. */
  subject: string;
  /** What was compared. */
  claim: string;
  expected: string;
  found: string;
  holds: boolean;
}

export interface Conformance {
  schema: 1;
  engine: string;
  startedAt: string;
  findings: Finding[];
  /** What this job cannot run, each with the reason. */
  notRun: string[];
}

/** The findings that do not hold first; those that do are counted, not listed. */
export function conformanceText({ engine, startedAt, findings, notRun }: Conformance): string {
  const differing = findings.filter(({ holds }) => !holds);
  const byClaim = [...new Set(findings.map(({ claim }) => claim))].map((claim) => {
    const all = findings.filter((one) => one.claim === claim);
    return [escapeMarkdown(claim), String(all.filter(({ holds }) => holds).length), String(all.length)];
  });
  return `${[
    `## ${differing.length === 0 ? '✅' : '❌'} ${escapeMarkdown(engine)}: ${summaryOf(findings)}`,
    `Started ${startedAt}.`,
    markdownTable([['Claim', 'Holds', 'Of'], ...byClaim], { align: ['l', 'r', 'r'] }),
    ...(differing.length === 0
      ? ['No differences.']
      : [
          markdownTable([
            ['Subject', 'Claim', 'Expected', 'Found'],
            ...differing.map(({ subject, claim, expected, found }) =>
              [subject, claim, expected, found].map((text) => escapeMarkdown(text)),
            ),
          ]),
        ]),
    `Not run: ${notRun.map((text) => escapeMarkdown(text)).join('; ')}.`,
  ].join('\n\n')}\n`;
}

/** As https://shields.io/badges/endpoint-badge reads it. */
export function badgeOf({ engine, findings }: Conformance): object {
  const isGreen = findings.every(({ holds }) => holds);
  return { schemaVersion: 1, label: engine, message: summaryOf(findings), color: isGreen ? 'brightgreen' : 'red' };
}

function summaryOf(findings: readonly Finding[]): string {
  return `${findings.filter(({ holds }) => holds).length} of ${findings.length} claims hold`;
}
