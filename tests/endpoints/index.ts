// The endpoints that load tests may call: exactly the rows of the response-time table.
import type { Endpoint } from '../../lib/endpoint.ts';
import type { EndpointName } from '../../thresholds/baselines.ts';
import { biometricAnalyze } from './biometric-analyze.ts';
import { health } from './health.ts';
import { home } from './home.ts';
import { knowledgeGraph } from './knowledge-graph.ts';
import { memoryStats } from './memory-stats.ts';

export const endpoints = {
  home,
  health,
  'memory-stats': memoryStats,
  'knowledge-graph': knowledgeGraph,
  'biometric-analyze': biometricAnalyze,
} satisfies Record<EndpointName, Endpoint>;
