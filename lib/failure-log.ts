// Logs a sample of each kind of failure that a VU meets, and no more: a target that is down must not fill the disk.
import exec from 'k6/execution';
import { type FailedAnswer, failureLine, failureMessage } from './failure-sample.ts';

/** k6's global. */
declare const console: { warn(text: string): void };

/** Kinds of failure that a VU logs a sample of. */
const MOST_KINDS = 20;

/** The log of one VU; `token` is never in it. */
export function failureLogger(token: string | undefined) {
  const seen = new Set<string>();
  return (endpoint: string, answer: FailedAnswer): void => {
    const [status, code] = [String(answer.status), String(answer.error_code)];
    // An operation of a service has neither status nor code: its error tells kinds apart.
    const kind = `${endpoint} ${status} ${code} ${answer.status + answer.error_code === 0 ? answer.error : ''}`;
    if (seen.size >= MOST_KINDS || seen.has(kind)) return;
    seen.add(kind);
    const atS = Math.max(0, (Date.now() - exec.scenario.startTime) / 1000);
    console.warn(failureLine({ endpoint, status, code, atS, message: failureMessage(answer, token) }));
  };
}
