// A login: one request with a user's credentials, and what the answer grants. Messages name the user's row, never what is in it.
import { Rate } from 'k6/metrics';
import type { DataSource } from '../data/index.ts';
import { type Answer, type RequestSpec, send } from '../request/index.ts';

/** Custom Rate: share of logins that failed, renewals included. */
export const LOGIN_FAILED = 'login_failed';

export interface LoginSpec<User> {
  baseUrl: string;
  /** Who logs in: a data source of the order `unique-per-vu`. */
  users: DataSource<User>;
  /** The login request of a user. Credentials belong in its body or headers: its address is in tags and logs. */
  request: (
    user: User,
  ) => Pick<RequestSpec, 'path' | 'json' | 'body' | 'headers' | 'tags'> & { method?: RequestSpec['method'] };
  /** Finds the token in the answer; leave it out where the login sets cookies only. */
  token?: (answer: Answer) => unknown;
  /** How long the token is good for, in seconds. It is renewed after nine tenths of that, and on 401. Without it: on 401 only. */
  lifetimeS?: number | ((answer: Answer) => unknown);
  /** What requests carry; default: `Authorization: Bearer <token>`. */
  headers?: (token: string) => Record<string, string>;
}

/** What a login grants. It goes through JSON from setup() to the VUs. */
export interface Grant {
  token?: string;
  cookies: { name: string; value: string; path: string }[];
  /** When to log in again; null: not before a 401. */
  renewAtMs: number | null;
}

const failed = new Rate(LOGIN_FAILED);

/** Logs a user in; a text says why that failed. */
export function logIn<User>(spec: LoginSpec<User>, index: number): Grant | string {
  const granted = attempt(spec, index);
  failed.add(typeof granted === 'string');
  return granted;
}

function attempt<User>(spec: LoginSpec<User>, index: number): Grant | string {
  const { baseUrl, users, token } = spec;
  const { method = 'POST', ...request } = spec.request(users.rows[index] as User);
  const answer = send({ ...request, method, name: 'login', redirects: 0 }, { baseUrl });
  const what = `login of ${users.placeOf(index)} failed: ${method} ${request.path}`;
  if (answer.status === 0) return `${what} had no answer (error code ${answer.error_code})`;
  if (answer.status >= 400) return `${what} answered ${answer.status}`;
  const cookies = Object.values(answer.cookies)
    .flat()
    .map(({ name, value, path }) => ({ name, value, path }));
  if (token === undefined)
    return cookies.length > 0 ? { cookies, renewAtMs: renewalOf(spec, answer) } : `${what} set no cookie`;
  const found = orNothing(() => token(answer));
  if (typeof found !== 'string' || found === '') return `${what} answered ${answer.status} without a token`;
  return { token: found, cookies, renewAtMs: renewalOf(spec, answer) };
}

function renewalOf<User>({ lifetimeS }: LoginSpec<User>, answer: Answer): number | null {
  const seconds = Number(typeof lifetimeS === 'function' ? orNothing(() => lifetimeS(answer)) : lifetimeS);
  return seconds > 0 ? Date.now() + seconds * 900 : null;
}

/** Undefined where the answer is not what the script looks into, such as a page of an error in place of JSON. */
function orNothing<Found>(find: () => Found): Found | undefined {
  try {
    return find();
  } catch {
    return undefined;
  }
}
