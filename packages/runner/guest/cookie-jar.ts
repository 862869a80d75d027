// http.CookieJar: a handle on a jar that the host keeps.
import { host } from './host.ts';

/** The VU's own jar. */
const OWN_JAR = 0;
let lastJar = OWN_JAR;

function ask(operation: Record<string, unknown>): unknown {
  return JSON.parse(host.cookies(JSON.stringify(operation)));
}

const JAR = Symbol('jar');

export class CookieJar {
  /** Declared, not defined: so that VUs share the class. */
  declare readonly [JAR]: number;

  constructor(jar?: unknown) {
    this[JAR] = jar === OWN_JAR ? OWN_JAR : ++lastJar;
  }

  get id(): number {
    return this[JAR];
  }

  cookiesForURL(url: unknown): unknown {
    return ask({ kind: 'list', jar: this[JAR], url: String(url) });
  }

  set(url: unknown, name: unknown, value: unknown, options?: unknown): void {
    ask({
      kind: 'set',
      jar: this[JAR],
      url: String(url),
      name: String(name),
      value: String(value),
      options: options ?? {},
    });
  }

  clear(url: unknown): void {
    ask({ kind: 'clear', jar: this[JAR], url: String(url) });
  }

  delete(url: unknown, name: unknown): void {
    ask({ kind: 'delete', jar: this[JAR], url: String(url), name: String(name) });
  }
}

export function ownJar(): CookieJar {
  return new CookieJar(OWN_JAR);
}
