// An answer's way onto the wire and off it again, over HTTP/1.1 and HTTP/2 alike.
import type { ServerResponse } from 'node:http';
import { constants, type Http2ServerResponse } from 'node:http2';
import { TLSSocket } from 'node:tls';
import type { Answer } from './answers.ts';
import type { StatusLabel } from './truth.ts';

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

/** Breaks an answer off: its connection, with a TCP reset where nothing is encrypted; its stream alone over HTTP/2. */
export function breakOff(response: ServerResponse): void {
  const stream = streamOf(response);
  if (stream) stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  else if (response.socket instanceof TLSSocket) response.socket.destroy();
  else response.socket?.resetAndDestroy();
}

/** How a response that is closed has ended. */
export function endingOf(response: ServerResponse): StatusLabel {
  const stream = streamOf(response);
  // Over HTTP/2 `writableFinished` is true of an aborted stream as well.
  const isWhole = stream
    ? response.writableEnded && stream.rstCode === constants.NGHTTP2_NO_ERROR
    : response.writableFinished;
  return isWhole ? `${response.statusCode}` : 'aborted';
}

/** The HTTP/2 stream of a response that Node's compatibility layer made. */
function streamOf(response: ServerResponse) {
  return (response as Partial<Pick<Http2ServerResponse, 'stream'>>).stream;
}
