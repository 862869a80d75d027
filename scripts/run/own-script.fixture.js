// A k6 script that knows nothing of this project: a login in setup, a group, a check, and a request to somebody else.
import { check, group } from 'k6';
import http from 'k6/http';

export const options = { vus: 2, iterations: 10, thresholds: { checks: ['rate>0.99'] } };

export function setup() {
  return { token: http.get(`${__ENV.BASE_URL}/login`).json('token') };
}

export default function ({ token }) {
  group('basket', () => {
    const answer = http.get(`${__ENV.BASE_URL}/basket`, { headers: { authorization: `Bearer ${token}` } });
    check(answer, { 'status is 200': ({ status }) => status === 200 });
  });
  if (__ENV.ELSEWHERE) http.get(__ENV.ELSEWHERE);
}
