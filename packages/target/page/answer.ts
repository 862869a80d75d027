// How a file is answered: packed or plain, whole or "you have it already". No sockets, no clock.
import type { Answer, Question } from '../answers.ts';
import type { PageFile } from './page-file.ts';

type FileQuestion = Pick<Question, 'acceptEncoding' | 'ifNoneMatch'>;

/** 200 with the file, or 304 when the client names the form that it would get (RFC 9110, 13.1.2). */
export function answerFile(file: PageFile, { acceptEncoding, ifNoneMatch }: FileQuestion): Answer {
  const packed = takesGzip(acceptEncoding) ? file.packed : null;
  const { body, tag } = packed ?? file.plain;
  const headers = {
    'content-type': file.contentType,
    ...(file.cacheControl !== null && { 'cache-control': file.cacheControl, etag: tag }),
    ...(file.packed && { vary: 'accept-encoding' }),
  };
  if (file.cacheControl !== null && names(ifNoneMatch, tag)) return { status: 304, headers, body: Buffer.alloc(0) };
  return { status: 200, headers: { ...headers, ...(packed && { 'content-encoding': 'gzip' }) }, body };
}

/** Whether Accept-Encoding takes gzip (RFC 9110, 12.5.3); absent, it gets what the file is. */
export function takesGzip(acceptEncoding = ''): boolean {
  const weights = new Map(
    acceptEncoding.split(',').map((part) => {
      const [coding = '', weight] = part.split(';');
      const [, q = '1'] = /^\s*q=([\d.]+)\s*$/i.exec(weight ?? '') ?? [];
      return [coding.trim().toLowerCase(), Number(q)];
    }),
  );
  return (weights.get('gzip') ?? weights.get('*') ?? 0) > 0;
}

/** Whether If-None-Match has the tag; it compares weakly, and `*` stands for any. */
function names(ifNoneMatch = '', tag: string): boolean {
  const tags = ifNoneMatch.split(',').map((part) => part.trim().replace(/^W\//, ''));
  return tags.includes('*') || tags.includes(tag);
}
