// What a report says of a trial, as one line and as all of them.
import type { Judgement } from 'k6-verdict/judge/judge';

/** `rule: title` of finding 1; null without findings. */
export function firstOf({ findings: [first] }: Judgement): string | null {
  return first ? `${first.rule}: ${first.title}` : null;
}

/** Everything that was found and doubted, for people who look into a trial that failed. */
export function toldOf({ findings, validity }: Judgement): string {
  return [
    ...findings.map(({ rule, severity, title, evidence }) => `${severity} ${rule}: ${title} (${evidence})`),
    ...validity.reasons.map(({ level, message }) => `${level}: ${message}`),
  ].join('\n');
}
