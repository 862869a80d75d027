// What the endpoints of this suite answer in the reference target: with tests/endpoints/ the place that names them. An endpoint that is
// not here answers GET with a small JSON object, so that it can be tried as soon as it has its rows.
import { answer, jsonAnswer, refuseToken } from 'k6-target/answers';
import { type Definition, homePage } from 'k6-target/rows';
import { ROLES } from '../../thresholds/system.ts';
import { answerSample } from './biometric.ts';
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
    answer: (question, context) => refuseToken(question, context) ?? answer(200, memoryBody),
  },
  'knowledge-graph': { asksDatabase: true, answer: () => answer(200, graphBody) },
  'biometric-analyze': {
    methods: ['POST'],
    asksDatabase: true,
    example: '{"user_id":"warm-up","event_type":"heart_rate","value":60}',
    answer: answerSample,
  },
};
