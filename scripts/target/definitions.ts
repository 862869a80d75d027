// What the endpoints of the tables answer. One that has no definition here answers GET with a small JSON object: a new endpoint can be
// tried as soon as it has its rows.
import {
  type Answer,
  type AnswerContext,
  answer,
  jsonAnswer,
  jsonType,
  problem,
  type Question,
} from 'k6-target/answers';
import { answerFile } from 'k6-target/page/answer';
import { analyse, readSample } from './biometric.ts';
import { knowledgeGraph, memoryStats } from './content.ts';

export interface Definition {
  /** Without them GET and HEAD. */
  methods?: readonly string[];
  /** Whether it holds a connection of the made-up database while it works. */
  asksDatabase?: true;
  /** A valid body, to compile the way to its answer before anybody measures. */
  example?: string;
  answer(question: Question, context: AnswerContext): Answer;
}

const memoryBody = Buffer.from(JSON.stringify(memoryStats));
const graphBody = Buffer.from(JSON.stringify(knowledgeGraph));

const DEFINITIONS: Readonly<Record<string, Definition>> = {
  home: { answer: (question, context) => answerFile(context.home, question) },
  health: {
    answer: (_question, { version }) => jsonAnswer(200, { status: 'ok', service: 'reference-target', version }),
  },
  'memory-stats': {
    asksDatabase: true,
    answer: ({ authorization }, { token }) => checkToken(authorization, token) ?? answer(200, memoryBody, jsonType),
  },
  'knowledge-graph': { asksDatabase: true, answer: () => answer(200, graphBody, jsonType) },
  'biometric-analyze': {
    methods: ['POST'],
    asksDatabase: true,
    example: '{"user_id":"warm-up","event_type":"heart_rate","value":60}',
    answer: answerSample,
  },
};

export function definitionOf(endpoint: string): Definition {
  const defined = Object.hasOwn(DEFINITIONS, endpoint) ? DEFINITIONS[endpoint] : undefined;
  return defined ?? { answer: () => jsonAnswer(200, { status: 'ok', endpoint }) };
}

/** The refusal (RFC 6750) when the request does not carry the token. */
function checkToken(authorization: string | undefined, token: string): Answer | undefined {
  const [, given] = /^Bearer +(\S+) *$/i.exec(authorization ?? '') ?? [];
  if (given === token) return undefined;
  const challenge =
    given === undefined ? 'Bearer realm="reference target"' : 'Bearer realm="reference target", error="invalid_token"';
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
