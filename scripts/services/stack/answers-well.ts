// Whether a server that was started answers by now.
import { ask } from 'k6-local/ask';

/** True for a status from 200 to 299, else undefined. Rejects without an answer. */
export async function answersWell(url: string): Promise<true | undefined> {
  return (await ask(url, { timeoutMs: 2_000, reads: 'head' })).isOk ? true : undefined;
}
