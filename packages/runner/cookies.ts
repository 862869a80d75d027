// Cookie jars (RFC 6265, the part that servers and load scripts use).

export interface Cookie {
  name: string;
  value: string;
  domain: string;
  path: string;
  httpOnly: boolean;
  secure: boolean;
  /** Seconds; 0 when the server did not say. */
  maxAge: number;
  /** Milliseconds since 1970; 0 for the length of the session. */
  expires: number;
}

interface Stored extends Cookie {
  /** Sent to this very host only, not to those below it. */
  isHostOnly: boolean;
}

/** What a script may set besides name and value (http.CookieJar.set). */
export interface CookieOptions {
  domain?: string;
  path?: string;
  expires?: string;
  max_age?: number;
  secure?: boolean;
  http_only?: boolean;
}

function defaultPath(url: URL): string {
  const last = url.pathname.lastIndexOf('/');
  return last <= 0 ? '/' : url.pathname.slice(0, last);
}

function domainMatches(host: string, cookie: Stored): boolean {
  return host === cookie.domain || (!cookie.isHostOnly && host.endsWith(`.${cookie.domain}`));
}

function pathMatches(path: string, cookiePath: string): boolean {
  if (!path.startsWith(cookiePath)) return false;
  return path.length === cookiePath.length || cookiePath.endsWith('/') || path[cookiePath.length] === '/';
}

/** A Set-Cookie header as the response shows it; undefined when it is malformed. */
export function parseSetCookie(header: string): Cookie | undefined {
  const [pair = '', ...attributes] = header.split(';');
  const equals = pair.indexOf('=');
  if (equals <= 0) return undefined;
  const value = pair
    .slice(equals + 1)
    .trim()
    .replace(/^"(.*)"$/, '$1');
  const cookie: Cookie = {
    name: pair.slice(0, equals).trim(),
    value,
    domain: '',
    path: '',
    httpOnly: false,
    secure: false,
    maxAge: 0,
    expires: 0,
  };
  for (const attribute of attributes) {
    const [key = '', ...rest] = attribute.split('=');
    const text = rest.join('=').trim();
    const name = key.trim().toLowerCase();
    if (name === 'domain') cookie.domain = text.replace(/^\./, '').toLowerCase();
    else if (name === 'path') cookie.path = text;
    else if (name === 'httponly') cookie.httpOnly = true;
    else if (name === 'secure') cookie.secure = true;
    else if (name === 'max-age' && /^-?\d+$/.test(text)) cookie.maxAge = Number(text) || -1;
    else if (name === 'expires') cookie.expires = Date.parse(text) || 0;
  }
  return cookie;
}

export class CookieJar {
  #cookies: Stored[] = [];
  readonly #epochMs: () => number;

  constructor(epochMs: () => number) {
    this.#epochMs = epochMs;
  }

  /** Takes over what a server set; a cookie for a foreign domain is refused. */
  store(url: URL, cookie: Cookie): void {
    const host = url.hostname.toLowerCase();
    const isHostOnly = cookie.domain === '' || cookie.domain === host;
    const domain = cookie.domain || host;
    if (!isHostOnly && !host.endsWith(`.${domain}`)) return;
    const path = cookie.path.startsWith('/') ? cookie.path : defaultPath(url);
    this.#cookies = this.#cookies.filter(
      (known) => !(known.name === cookie.name && known.domain === domain && known.path === path),
    );
    const expires = cookie.maxAge === 0 ? cookie.expires : this.#epochMs() + cookie.maxAge * 1000;
    const isGone = expires !== 0 && expires <= this.#epochMs();
    if (!isGone) this.#cookies.push({ ...cookie, domain, path, expires, isHostOnly });
  }

  set(url: URL, name: string, value: string, options: CookieOptions): void {
    this.store(url, {
      name,
      value,
      domain: (options.domain ?? '').replace(/^\./, '').toLowerCase(),
      path: options.path ?? '/',
      httpOnly: options.http_only === true,
      secure: options.secure === true,
      maxAge: options.max_age ?? 0,
      expires: options.expires ? Date.parse(options.expires) || 0 : 0,
    });
  }

  /** Cookies for a request, those with the longest path first. */
  for(url: URL): Cookie[] {
    if (this.#cookies.length === 0) return [];
    const host = url.hostname.toLowerCase();
    const now = this.#epochMs();
    return this.#cookies
      .filter(
        (cookie) =>
          domainMatches(host, cookie) &&
          pathMatches(url.pathname, cookie.path) &&
          (!cookie.secure || url.protocol === 'https:') &&
          (cookie.expires === 0 || cookie.expires > now),
      )
      .sort((a, b) => b.path.length - a.path.length);
  }

  delete(url: URL, name?: string): void {
    const gone = new Set(this.for(url).filter((cookie) => name === undefined || cookie.name === name));
    this.#cookies = this.#cookies.filter((cookie) => !gone.has(cookie));
  }

  clear(): void {
    this.#cookies = [];
  }
}
