// Who the users are: each VU logs in as one of data/users.csv, and again before its token expires.
import { loginSession } from 'k6-script/session';
import { users } from './data.ts';

export const session = loginSession({
  baseUrl: `${__ENV.BASE_URL}`,
  users,
  request: ({ email, password }) => ({ path: '/login', json: { email, password } }),
  token: (answer) => answer.json('token'),
  lifetimeS: (answer) => answer.json('expiresInS'),
});
