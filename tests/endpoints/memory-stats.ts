// Statistics of the agents' memories: a read behind the Bearer token.
import { type Endpoint, jsonOf } from '../../lib/endpoint.ts';

export const memoryStats: Endpoint = {
  name: 'memory-stats',
  method: 'GET',
  needsToken: true,
  writes: false,
  checks: {
    'memory stats are an object with fields': (answer) => Object.keys(jsonOf(answer)).length > 0,
  },
};
