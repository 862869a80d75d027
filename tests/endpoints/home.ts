// The homepage: static, through Nginx.
import type { Endpoint } from '../../lib/endpoint.ts';

export const home: Endpoint = {
  name: 'home',
  method: 'GET',
  needsToken: false,
  writes: false,
  checks: {
    'home is an HTML page': ({ body }) => /<html[\s>]/i.test(body ?? ''),
  },
};
