// GET /me: from openapi.yaml.
import { users } from '../data.ts';
import type { Definition } from './definition.ts';

export const me: Definition = {
  method: 'GET',
  checks: {
    'me is the user of the row': (answer) => answer.status === 200 && answer.json('email') === users.row().email,
  },
};
