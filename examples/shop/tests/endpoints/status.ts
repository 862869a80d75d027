// GET /status: how the system says it is.
import type { Definition } from './definition.ts';

export const status: Definition = {
  method: 'GET',
  checks: {
    'status is 200': (answer) => answer.status === 200,
    'it is well': (answer) => answer.status === 200 && answer.json('status') === 'ok',
  },
};
