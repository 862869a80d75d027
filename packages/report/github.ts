// Tells GitHub about a report where it runs there: the step summary, and annotations for what needs attention.
import { appendFile } from 'node:fs/promises';
import { targetedFindings } from './judge/findings/finding.ts';
import type { Judgement } from './judge/judge.ts';
import { plain } from './render/escape.ts';
import { headline } from './render/headline.ts';

/** GitHub refuses step summaries above 1 MiB, so a long one is cut at a line. */
const MAX_SUMMARY_BYTES = 1_000_000;
/** GitHub shows ten annotations of a kind per step. */
const MAX_ANNOTATIONS = 10;

export interface GithubIo {
  stdout: (text: string) => void;
  env: Readonly<Record<string, string | undefined>>;
}

/** Does nothing outside of GitHub Actions. */
export async function tellGithub(judgement: Judgement, markdown: string, io: GithubIo): Promise<void> {
  if (io.env.GITHUB_ACTIONS !== 'true') return;
  for (const annotation of annotations(judgement)) io.stdout(`${annotation}\n`);
  const file = io.env.GITHUB_STEP_SUMMARY;
  if (file) await appendFile(file, `${cut(markdown)}\n`);
}

/** Workflow commands: the verdict if it is not a pass, then what has to be acted on. */
export function annotations(judgement: Judgement): string[] {
  const { verdict, headline: sentence } = headline(judgement);
  const type = judgement.summary.run?.type ?? 'k6';
  const lines: string[] = [];
  if (judgement.outcome === 'failed') lines.push(workflowCommand('error', `${type} ${verdict}`, sentence));
  if (judgement.outcome === 'discarded') lines.push(workflowCommand('warning', `${type} ${verdict}`, sentence));
  for (const { severity, title, evidence } of targetedFindings(judgement.findings).slice(0, MAX_ANNOTATIONS - 1)) {
    lines.push(workflowCommand(severity === 'critical' ? 'error' : 'warning', title, evidence));
  }
  return lines;
}

/** One annotation of the job, as a line that GitHub Actions reads. */
export function workflowCommand(kind: 'error' | 'warning', title: string, message: string): string {
  const property = data(title).replaceAll(':', '%3A').replaceAll(',', '%2C');
  return `::${kind} title=${property}::${data(message)}`;
}

function data(text: string): string {
  return plain(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function cut(markdown: string): string {
  if (Buffer.byteLength(markdown) <= MAX_SUMMARY_BYTES) return markdown;
  const kept = Buffer.from(markdown).subarray(0, MAX_SUMMARY_BYTES).toString('utf8');
  return `${kept.slice(0, kept.lastIndexOf('\n'))}\n\nCut here: the report file has the rest.`;
}
