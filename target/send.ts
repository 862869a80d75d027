// Puts an answer on the wire.
import type { ServerResponse } from 'node:http';
import type { Answer } from './routes.ts';

/** Sends the answer whole; its head only to HEAD. */
export function send(response: ServerResponse, answer: Answer): void {
  writeHead(response, answer);
  response.end(response.req.method === 'HEAD' ? undefined : answer.body);
}

/** Writes the head of an answer whose body follows. */
export function writeHead(response: ServerResponse, { status, headers, body }: Answer): void {
  // A 304's length would have to be that of the answer it stands for (RFC 9110, 8.6).
  const length = status === 304 ? {} : { 'content-length': body.length };
  response.writeHead(status, { ...headers, ...length });
}
