// What answers are made of: the question, the facts that they state, and their forms.
import type { PageFile } from './page/page-file.ts';

/** The parts of a request that answers depend on. */
export interface Question {
  /** Without what follows a `?`. */
  path?: string;
  /** In which form the client takes a file, and which one it has. */
  acceptEncoding?: string | undefined;
  ifNoneMatch?: string | undefined;
  authorization?: string | undefined;
  contentType?: string | undefined;
  contentEncoding?: string | undefined;
  /** 'too-large' when the body passed the limit. */
  body: Buffer | 'too-large';
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

/** Facts that answers state about the target. */
export interface AnswerContext {
  token: string;
  maxBodyBytes: number;
  version: string;
  /** The page at /. */
  home: PageFile;
}

/** The refusal (RFC 6750) of a request that does not carry the target's token. */
export function refuseToken({ authorization }: Question, { token }: AnswerContext): Answer | undefined {
  const [, given] = /^Bearer +(\S+) *$/i.exec(authorization ?? '') ?? [];
  if (given === token) return undefined;
  const challenge =
    given === undefined ? 'Bearer realm="reference target"' : 'Bearer realm="reference target", error="invalid_token"';
  const message =
    given === undefined ? 'expected Authorization: Bearer <token>' : 'the token is not the one of this target';
  return problem(401, 'unauthorized', message, {}, { 'www-authenticate': challenge });
}

/** The JSON that a request carries, or the refusal of what is none. */
export function readJson(
  question: Question,
  { maxBodyBytes }: AnswerContext,
): { value: unknown } | { refusal: Answer } {
  const { body, contentType = '', contentEncoding = 'identity' } = question;
  const refuse = (status: number, error: string, message: string) => ({ refusal: problem(status, error, message) });
  const [mediaType = ''] = contentType.split(';', 1);
  if (mediaType.trim().toLowerCase() !== 'application/json')
    return refuse(415, 'unsupported_media_type', `read content type "${contentType}", expected application/json`);
  if (contentEncoding.toLowerCase() !== 'identity')
    return refuse(415, 'unsupported_media_type', `read content encoding "${contentEncoding}", expected none`);
  if (body === 'too-large') return refuse(413, 'too_large', `the body is over ${maxBodyBytes} bytes`);
  if (body.length === 0) return refuse(400, 'invalid_json', 'the body is empty, expected a JSON object');
  try {
    return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) };
  } catch (error) {
    return refuse(400, 'invalid_json', `the body is not JSON: ${(error as Error).message}`);
  }
}

/** An error answer: a stable word for programs, a sentence for people. */
export function problem(
  status: number,
  error: string,
  message: string,
  details: Record<string, unknown> = {},
  headers: Record<string, string> = {},
): Answer {
  return jsonAnswer(status, { error, message, ...details }, headers);
}

export function jsonAnswer(status: number, value: unknown, headers: Record<string, string> = {}): Answer {
  return answer(status, Buffer.from(JSON.stringify(value)), headers);
}

/** `body` is JSON as it goes over the wire. */
export function answer(status: number, body: Buffer, headers: Record<string, string> = {}): Answer {
  const type = { 'cache-control': 'no-store', 'content-type': 'application/json; charset=utf-8' };
  return { status, body, headers: { ...type, ...headers } };
}
