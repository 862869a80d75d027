// Times one request to the API as curl's -w does: until the connection stood, and until the last byte.
import { ask, type NoAnswer } from 'k6-local/ask';
import type { ApiTiming } from './sample.ts';

/** Longest wait for the whole request, ms. */
const PATIENCE_MS = 5000;

/** One GET on a connection of its own; what goes wrong is in `error`, nothing is thrown. Redirects are not followed. */
export async function timeRequest(url: string, timeoutMs = PATIENCE_MS): Promise<ApiTiming> {
  try {
    const { status, connectMs, totalMs } = await ask(url, { timeoutMs, reads: 'size' });
    return { url, status, connectMs, totalMs, error: null };
  } catch (error) {
    const { status, connectMs, message } = error as NoAnswer;
    return { url, status, connectMs, totalMs: null, error: message };
  }
}
