// Posts a body to an address that is a secret: bounded tries, and no word of the address in what is said about it.
import { setTimeout as wait } from 'node:timers/promises';
import { ask, type NoAnswer } from 'k6-local/ask';

export interface Pace {
  /** Longest wait for one answer. */
  timeoutMs: number;
  tries: number;
  /** Before the second try; doubles. */
  firstWaitMs: number;
  /** However long a receiver asks to wait. */
  mostWaitMs: number;
}

export const PACE: Pace = { timeoutMs: 10_000, tries: 3, firstWaitMs: 1000, mostWaitMs: 30_000 };
const MOST_BYTES = 64_000;

export interface Posted {
  url: string;
  headers?: Readonly<Record<string, string>>;
  body: object;
}

/** Undefined once the receiver has accepted it; else why not, in a few words. */
export async function post(
  { url, headers = {}, body }: Posted,
  pace: Pace,
  now: () => Date,
): Promise<string | undefined> {
  for (let tried = 1; ; tried++) {
    const { problem, isWorthAnother, waitMs } = await once({ url, headers, body }, pace, now);
    if (problem === undefined) return undefined;
    if (!isWorthAnother || tried >= pace.tries) return tried === 1 ? problem : `${problem}, ${tried} times`;
    await wait(Math.min(waitMs ?? pace.firstWaitMs * 2 ** (tried - 1), pace.mostWaitMs));
  }
}

interface Try {
  problem?: string;
  isWorthAnother?: boolean;
  waitMs?: number | undefined;
}

async function once({ url, headers: more, body }: Posted, { timeoutMs }: Pace, now: () => Date): Promise<Try> {
  try {
    const { isOk, status, headers } = await ask(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...more },
      body: JSON.stringify(body),
      timeoutMs,
      mostBytes: MOST_BYTES,
    });
    if (isOk) return {};
    const isWorthAnother = status === 429 || status >= 500;
    return { problem: `it answers ${status}`, isWorthAnother, waitMs: waitOf(headers['retry-after'], now()) };
  } catch (error) {
    return { problem: (error as NoAnswer).message, isWorthAnother: true };
  }
}

/** Retry-After in seconds or as a date; undefined where it says neither. */
function waitOf(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now.getTime();
  return Number.isFinite(ms) ? Math.max(ms, 0) : undefined;
}
