// The page's files. In production Nginx has them, so they wait for no slot and stand apart from the API's figures.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, problem } from '../answers.ts';
import { pathOf } from '../routes.ts';
import type { Tally } from '../truth.ts';
import { endingOf, send } from '../wire.ts';
import { answerFile } from './answer.ts';
import type { Page } from './files.ts';

export interface FileParts {
  page: Page;
  /** Where the files are counted. */
  files: Tally;
  /** Whether the target is stopping: answers then close their connection. */
  isClosing: () => boolean;
}

/** Whether a path belongs to the page's files. */
export function isFilePath(url: string): boolean {
  return pathOf(url).startsWith('/assets/');
}

/** Serves one of the page's files. Faults of the endpoints do not reach it. */
export async function serveFile(parts: FileParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const arrivedMs = performance.now();
  const gone = new AbortController();
  response.once('close', () => {
    parts.files.add(endingOf(response), performance.now() - arrivedMs);
    gone.abort();
  });
  request.resume();
  const { answer, delayMs } = answerOf(parts.page, request);
  if (delayMs > 0) await sleep(delayMs, undefined, { signal: gone.signal }).catch(ignoreAbort);
  if (gone.signal.aborted) return;
  if (parts.isClosing()) response.shouldKeepAlive = false;
  send(response, answer);
}

function answerOf(page: Page, { method, url = '', headers }: IncomingMessage): { answer: Answer; delayMs: number } {
  const file = page.files.get(pathOf(url));
  if (file === undefined) return { answer: problem(404, 'not_found', 'the page has no such file'), delayMs: 0 };
  if (method !== 'GET' && method !== 'HEAD') {
    const answer = problem(405, 'method_not_allowed', 'this path takes GET, HEAD', {}, { allow: 'GET, HEAD' });
    return { answer, delayMs: 0 };
  }
  const question = { acceptEncoding: headers['accept-encoding']?.toString(), ifNoneMatch: headers['if-none-match'] };
  return { answer: answerFile(file, question), delayMs: file.delayMs };
}

function ignoreAbort(error: Error): void {
  if (error.name !== 'AbortError') throw error;
}
