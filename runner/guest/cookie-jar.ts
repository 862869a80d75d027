// http.CookieJar: a handle on a jar that the host keeps.
import { host } from './host.ts';

/** The VU's own jar. */
const OWN_JAR = 0;
let lastJar = OWN_JAR;

function ask(operation: Record<string, unknown>): unknown {
  return JSON.parse(host.cookies(JSON.stringify(operation)));
}

export class CookieJar {
  readonly #jar: number;

  constructor(jar?: unknown) {
    this.#jar = jar === OWN_JAR ? OWN_JAR : ++lastJar;
  }

  get id(): number {
    return this.#jar;
  }

  cookiesForURL(url: unknown): unknown {
    return ask({ kind: 'list', jar: this.#jar, url: String(url) });
  }

  set(url: unknown, name: unknown, value: unknown, options?: unknown): void {
    ask({
      kind: 'set',
      jar: this.#jar,
      url: String(url),
      name: String(name),
      value: String(value),
      options: options ?? {},
    });
  }

  clear(url: unknown): void {
    ask({ kind: 'clear', jar: this.#jar, url: String(url) });
  }

  delete(url: unknown, name: unknown): void {
    ask({ kind: 'delete', jar: this.#jar, url: String(url), name: String(name) });
  }
}

export function ownJar(): CookieJar {
  return new CookieJar(OWN_JAR);
}
