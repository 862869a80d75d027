// A sample of each kind of failure, as a line in the run's log: metrics are all that handleSummary gets from k6, and hold no text. Pure.

import type { FailureSample } from 'k6-format/run-record';
import { withoutSecret } from 'k6-kit/secrets';
import { withoutCredentials } from 'k6-kit/url-credentials';

/** The part of an answer that a sample is made of. */
export interface FailedAnswer {
  status: number;
  error_code: number;
  error: string;
  body: unknown;
}

/** Longer messages are cut: a body may be a page. */
const MESSAGE_LENGTH = 120;
const LINE =
  /failure sample: endpoint=([a-z0-9-]{1,60}) status=(\d{1,3}) code=(\d{1,4}) at=(\d{1,7}(?:\.\d{1,3})?) message=([^"\\\n]*)/;

/** What there is to say of a failed answer, in one line. A target that repeats the token or a URL's password must not bring it into a log. */
export function failureMessage(answer: FailedAnswer, token: string | undefined): string {
  const text = answer.error || (typeof answer.body === 'string' ? answer.body : '');
  // Quotes and backslashes would be escaped by some log formats and not by others.
  return withoutCredentials(withoutSecret(text, token))
    .replace(/["\\]/g, "'")
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, MESSAGE_LENGTH);
}

/** The line that a load script logs. */
export function failureLine({ endpoint, status, code, atS, message }: FailureSample): string {
  return `failure sample: endpoint=${endpoint} status=${status} code=${code} at=${atS.toFixed(1)} message=${message}`;
}

/** Reads the line back from a log, whatever the engine wrote around it; null where it is another one. */
export function readFailureLine(line: string): FailureSample | null {
  const [, endpoint, status, code, at, message] = LINE.exec(line) ?? [];
  if (endpoint === undefined || status === undefined || code === undefined) return null;
  return { endpoint, status, code, atS: Number(at), message: (message ?? '').trim() };
}
