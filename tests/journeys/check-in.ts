// A user checks in: opens the home page, logs in, looks at memories and knowledge graph, sends biometrics and reads what came of them.
import { jsonPath } from 'k6-script/journey';
import { jsonOf } from '../../lib/endpoint.ts';
import type { Journey } from '../../lib/journey.ts';
import { biometricAnalyze } from '../endpoints/biometric-analyze.ts';
import { home } from '../endpoints/home.ts';
import { knowledgeGraph } from '../endpoints/knowledge-graph.ts';
import { memoryStats } from '../endpoints/memory-stats.ts';

export const checkIn: Journey = {
  name: 'check-in',
  needsToken: true,
  writes: true,
  steps: [
    // The page is there or not: a user logs in all the same.
    { name: 'check-in-home', checks: home.checks, whenFailed: 'go on' },
    {
      name: 'check-in-login',
      method: 'POST',
      body: (kept) => JSON.stringify({ key: kept('token') }),
      keep: { session: jsonPath('access_token') },
    },
    { name: 'check-in-memory-stats', bearer: 'session', checks: memoryStats.checks, whenFailed: 'go on' },
    { name: 'check-in-knowledge-graph', checks: knowledgeGraph.checks, whenFailed: 'go on' },
    {
      name: 'check-in-biometrics',
      method: 'POST',
      bearer: 'session',
      body: (_, turn) => biometricAnalyze.body!(turn),
      checks: biometricAnalyze.checks,
      keep: { result: jsonPath('result_id') },
    },
    {
      name: 'check-in-result',
      bearer: 'session',
      checks: {
        'result is the one that was asked for': (answer) => answer.url.endsWith(`/${jsonOf(answer).result_id}`),
      },
    },
  ],
};
