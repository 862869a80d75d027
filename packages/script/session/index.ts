// Sessions: a login for each VU, in setup() or when it starts, renewed before it expires and on 401.
import { sleep } from 'k6';
import exec from 'k6/execution';
import http from 'k6/http';
import { type Grant, LOGIN_FAILED, type LoginSpec, logIn } from './login.ts';
import { bearer, type Session, type SessionParams } from './session.ts';

export type { LoginSpec } from './login.ts';
export { type Session, type SessionParams, tokenFrom } from './session.ts';

/** Grants by the user's place in the data; what setup() returns. */
export type Grants = Record<number, Grant>;

export interface LoginSession extends Session {
  /** For setup(): logs in the first `users` of the data, all without a number. The first failure aborts the test, with one line. */
  setup(users?: number): Grants;
  /** `grants`: what setup() returned. Users that are not in it log in when their VU starts. */
  ready(grants?: Grants): boolean;
}

/** How long an iteration of a VU takes that may not send anything. */
const IDLE_S = 1;

/** A session by login. Call it in the init context. */
export function loginSession<User>(spec: LoginSpec<User>): LoginSession {
  const { file, order } = spec.users;
  if (order !== 'unique-per-vu')
    throw new Error(`${file} has the order ${order}: expected unique-per-vu, since a VU stays who it is`);
  return new Login(spec);
}

/** What is as it should be while a 401 only means that the token is too old. */
const OR_EXPIRED = http.expectedStatuses({ min: 200, max: 399 }, 401);

/** Of one VU: each has its own copy of the script. */
class Login<User> implements LoginSession {
  readonly thresholds = { [LOGIN_FAILED]: ['rate==0'] };
  readonly #spec: LoginSpec<User>;
  #grant: Grant | undefined;
  #hasFailed = false;
  /** A 401 that a new login did not cure is an answer like others. */
  #renewsOn401 = true;
  /** The iteration whose cookie jar has the login's cookies. */
  #iteration = -1;

  constructor(spec: LoginSpec<User>) {
    this.#spec = spec;
  }

  setup(count = Number.POSITIVE_INFINITY): Grants {
    const grants: Grants = {};
    for (let index = 0; index < Math.min(count, this.#spec.users.rows.length); index++) {
      const granted = logIn(this.#spec, index);
      if (typeof granted !== 'string') grants[index] = granted;
      else exec.test.abort(granted);
    }
    return grants;
  }

  ready(grants: Grants = {}): boolean {
    if (this.#hasFailed) {
      sleep(IDLE_S);
      return false;
    }
    this.#grant ??= grants[this.#spec.users.index()];
    const { renewAtMs = null } = this.#grant ?? {};
    if (this.#grant === undefined || (renewAtMs !== null && Date.now() >= renewAtMs)) this.#logIn();
    else this.#keepCookies(this.#grant);
    return !this.#hasFailed;
  }

  send<Sent extends { status: number }>(call: (params: SessionParams) => Sent): Sent {
    if (!this.ready())
      throw new Error('the login of this VU has failed: return from the iteration when ready() is false');
    if (!this.#renewsOn401) return call(this.params());
    const answer = call({ ...this.params(), responseCallback: OR_EXPIRED });
    if (answer.status !== 401 || !this.#logIn()) return answer;
    const again = call(this.params());
    if (again.status === 401) this.#renewsOn401 = false;
    return again;
  }

  params(): SessionParams {
    const { headers = bearer } = this.#spec;
    const token = this.#grant?.token;
    return token === undefined ? {} : { headers: headers(token) };
  }

  /** Whether it went well. */
  #logIn(): boolean {
    const granted = logIn(this.#spec, this.#spec.users.index());
    if (typeof granted !== 'string') {
      this.#grant = granted;
      this.#keepCookies(granted);
      return true;
    }
    console.error(`${granted}; VU ${exec.vu.idInTest} sends nothing more`);
    this.#hasFailed = true;
    return false;
  }

  /** k6 empties the VU's cookie jar before each iteration. Cookies that are there are those of a later answer. */
  #keepCookies({ cookies }: Grant): void {
    const iteration = exec.vu.iterationInInstance;
    if (cookies.length === 0 || this.#iteration === iteration) return;
    this.#iteration = iteration;
    const { baseUrl } = this.#spec;
    const jar = http.cookieJar();
    const known = jar.cookiesForURL(baseUrl);
    for (const { name, value, path } of cookies) if (known[name] === undefined) jar.set(baseUrl, name, value, { path });
  }
}
