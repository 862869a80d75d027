// POST /login: from openapi.yaml.
import { users } from '../data.ts';
import type { Definition } from './definition.ts';

export const login: Definition = {
  method: 'POST',
  json: () => users.row(),
  checks: { 'login has a token': (answer) => answer.status === 200 && answer.json('token') !== undefined },
};
