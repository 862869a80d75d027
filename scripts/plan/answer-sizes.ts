// How large an endpoint's answers are: each one that only reads is asked once, a single request and no load.
import { type Answer, ask } from 'k6-local/ask';
import { type RequestName, requestRows } from '../../thresholds/tasks.ts';

const TIMEOUT_MS = 5_000;
const MOST_BYTES = 50_000_000;

/** Bytes of head and body by endpoint; one that does not answer with 200 is left out. Never follows a redirect. */
export async function askSizes(
  baseUrl: string,
  names: readonly RequestName[],
  token: string | undefined,
): Promise<Partial<Record<RequestName, number>>> {
  const sizes: Partial<Record<RequestName, number>> = {};
  for (const name of names) {
    const url = baseUrl + requestRows[name].path;
    let answer = await answerOf(url, undefined);
    // The token goes only where it is asked for.
    if (answer?.status === 401 && token !== undefined) answer = await answerOf(url, token);
    if (answer?.status === 200) sizes[name] = answer.bytes;
  }
  return sizes;
}

/** Undefined where none came. */
function answerOf(url: string, token: string | undefined): Promise<Answer | undefined> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return ask(url, { timeoutMs: TIMEOUT_MS, reads: 'size', mostBytes: MOST_BYTES, headers }).catch(() => undefined);
}
