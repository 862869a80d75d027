// The knowledge graph for drawing: the largest answer.
import { type Endpoint, jsonOf } from '../../lib/endpoint.ts';

export const knowledgeGraph: Endpoint = {
  name: 'knowledge-graph',
  method: 'GET',
  needsToken: false,
  writes: false,
  checks: {
    'knowledge graph has nodes': (answer) => Array.isArray(jsonOf(answer).nodes),
  },
};
