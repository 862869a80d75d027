// Which request belongs to which endpoint, and what the endpoint answers. No sockets, no clock.
import { type EndpointName, endpoints } from '../thresholds/baselines.ts';
import { analyse, readSample } from './biometric.ts';
import { knowledgeGraph, memoryStats } from './content.ts';
import { answerFile, type FileQuestion } from './page/answer.ts';
import type { PageFile } from './page/files.ts';

export type Route =
  | { kind: 'endpoint'; endpoint: EndpointName }
  | { kind: 'wrong-method'; endpoint: EndpointName; allow: string }
  | { kind: 'unknown' };

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

const endpointByPath = new Map<string, EndpointName>(
  Object.entries(endpoints).map(([name, row]) => [row.path, name as EndpointName]),
);

/** Methods by endpoint where it is not GET and HEAD. */
const methodsOf: Partial<Record<EndpointName, readonly string[]>> = { 'biometric-analyze': ['POST'] };

/** Finds the endpoint of a request by its path; what follows a `?` is ignored. */
export function findRoute(method: string, url: string): Route {
  const endpoint = endpointByPath.get(pathOf(url));
  if (endpoint === undefined) return { kind: 'unknown' };
  const methods = methodsOf[endpoint] ?? ['GET', 'HEAD'];
  if (methods.includes(method)) return { kind: 'endpoint', endpoint };
  return { kind: 'wrong-method', endpoint, allow: methods.join(', ') };
}

/** Path of a request target in origin form. */
export function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? url;
}

const memoryBody = Buffer.from(JSON.stringify(memoryStats));
const graphBody = Buffer.from(JSON.stringify(knowledgeGraph));

/** The endpoint's answer to a valid or invalid question. */
export function answerEndpoint(endpoint: EndpointName, question: Question, context: AnswerContext): Answer {
  switch (endpoint) {
    case 'home':
      return answerFile(context.home, question);
    case 'health':
      return jsonAnswer(200, { status: 'ok', service: 'auren-reference-target', version: context.version });
    case 'memory-stats':
      return checkToken(question.authorization, context.token) ?? answer(200, memoryBody, jsonType);
    case 'knowledge-graph':
      return answer(200, graphBody, jsonType);
    case 'biometric-analyze':
      return answerSample(question, context);
  }
}

/** The answer where there is no endpoint for the path or the method. */
export function answerMismatch(route: Exclude<Route, { kind: 'endpoint' }>): Answer {
  if (route.kind === 'unknown') {
    const paths = [...endpointByPath.keys()].join(', ');
    return problem(404, 'not_found', `no such path; this target answers ${paths}`);
  }
  const { allow } = route;
  return problem(405, 'method_not_allowed', `this path takes ${allow}`, {}, { allow });
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

const jsonType = { 'content-type': 'application/json; charset=utf-8' };

function answer(status: number, body: Buffer, headers: Record<string, string>): Answer {
  return { status, body, headers: { 'cache-control': 'no-store', ...headers } };
}

/** The refusal (RFC 6750) when the request does not carry the token. */
function checkToken(authorization: string | undefined, token: string): Answer | undefined {
  const [, given] = /^Bearer +(\S+) *$/i.exec(authorization ?? '') ?? [];
  if (given === token) return undefined;
  const challenge = given === undefined ? 'Bearer realm="auren"' : 'Bearer realm="auren", error="invalid_token"';
  const message =
    given === undefined ? 'wants Authorization: Bearer <token>' : 'the token is not the one of this target';
  return problem(401, 'unauthorized', message, {}, { 'www-authenticate': challenge });
}

function answerSample(question: Question, context: AnswerContext): Answer {
  const { body, contentType = '', contentEncoding = 'identity' } = question;
  const [mediaType = ''] = contentType.split(';', 1);
  if (mediaType.trim().toLowerCase() !== 'application/json') {
    return problem(415, 'unsupported_media_type', `read content type "${contentType}", wants application/json`);
  }
  if (contentEncoding.toLowerCase() !== 'identity') {
    return problem(415, 'unsupported_media_type', `read content encoding "${contentEncoding}", wants none`);
  }
  if (body === 'too-large') {
    return problem(413, 'too_large', `the body is over ${context.maxBodyBytes} bytes`);
  }
  const parsed = parseJson(body);
  if ('message' in parsed) return problem(400, 'invalid_json', parsed.message);
  const read = readSample(parsed.value);
  if ('sample' in read) return jsonAnswer(200, analyse(read.sample));
  const message = read.problems.map(({ field, message }) => `${field}: ${message}`).join('; ');
  return problem(422, 'invalid_sample', message, { problems: read.problems });
}

function parseJson(body: Buffer): { value: unknown } | { message: string } {
  if (body.length === 0) return { message: 'the body is empty, wants a JSON object' };
  try {
    return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) };
  } catch (error) {
    return { message: `the body is not JSON: ${(error as Error).message}` };
  }
}
