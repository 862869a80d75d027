// What the endpoints of this suite answer in the reference target: with tests/endpoints/ the place that names them. An endpoint that is
// not here answers GET with a small JSON object, so that it can be tried as soon as it has its rows.
import { createHash } from 'node:crypto';
import {
  type Answer,
  type AnswerContext,
  answer,
  jsonAnswer,
  problem,
  type Question,
  readJson,
  refuseToken,
} from 'k6-target/answers';
import { type Definition, homePage } from 'k6-target/rows';
import { ROLES } from '../../thresholds/system.ts';
import { answerResult, answerSample } from './biometric.ts';
import { knowledgeGraph, memoryStats } from './content.ts';

const memoryBody = Buffer.from(JSON.stringify(memoryStats));
const graphBody = Buffer.from(JSON.stringify(knowledgeGraph));

export const definitions: Readonly<Record<string, Definition>> = {
  [ROLES.page]: homePage,
  [ROLES.health]: {
    answer: (_question, { version }) => jsonAnswer(200, { status: 'ok', service: 'reference-target', version }),
  },
  'memory-stats': {
    asksDatabase: true,
    answer: (question, context) => refuseStranger(question, context) ?? answer(200, memoryBody),
  },
  'knowledge-graph': { asksDatabase: true, answer: () => answer(200, graphBody) },
  'biometric-analyze': {
    methods: ['POST'],
    asksDatabase: true,
    example: '{"user_id":"warm-up","event_type":"heart_rate","value":60}',
    answer: answerSample,
  },
  'check-in-login': { methods: ['POST'], asksDatabase: true, example: '{"key":"warm-up"}', answer: logIn },
  'check-in-result': {
    asksDatabase: true,
    answer: (question, context) => refuseStranger(question, context) ?? answerResult(question),
  },
};

/** What a login returns: another token than the one that it is asked with, so that a client that mixes them up is seen. */
function sessionOf(token: string): string {
  return createHash('sha256').update(`session of ${token}`).digest('hex');
}

/** Takes the target's token, or a session's. */
function refuseStranger(question: Question, context: AnswerContext): Answer | undefined {
  const refusal = refuseToken(question, context);
  return refusal && refuseToken(question, { ...context, token: sessionOf(context.token) }) && refusal;
}

function logIn(question: Question, context: AnswerContext): Answer {
  const json = readJson(question, context);
  if ('refusal' in json) return json.refusal;
  if ((json.value as { key?: unknown } | null)?.key !== context.token)
    return problem(401, 'unauthorized', 'the key is not the token of this target');
  return jsonAnswer(200, { access_token: sessionOf(context.token), token_type: 'Bearer', expires_in: 3600 });
}
