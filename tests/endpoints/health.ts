// The health probe: the fastest answer of the API.
import { type Endpoint, jsonOf } from '../../lib/endpoint.ts';

export const health: Endpoint = {
  name: 'health',
  method: 'GET',
  needsToken: false,
  writes: false,
  checks: {
    'health names a status': (answer) => typeof jsonOf(answer).status === 'string',
  },
};
