// What answers are made of: the question, the facts that they state, and their forms.
import type { FileQuestion } from './page/answer.ts';
import type { PageFile } from './page/files.ts';

/** The parts of a request that answers depend on. */
export interface Question extends FileQuestion {
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
  return answer(status, Buffer.from(JSON.stringify(value)), { ...jsonType, ...headers });
}

export const jsonType = { 'content-type': 'application/json; charset=utf-8' };

export function answer(status: number, body: Buffer, headers: Record<string, string>): Answer {
  return { status, body, headers: { 'cache-control': 'no-store', ...headers } };
}
