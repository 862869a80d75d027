// The Response object. It reads the host's answer when the script asks, and hands out nothing that is of the host's world.
//
// Made once per world and not transformed, so that its private fields stay what they are.
import { call, type Face, type Fn, withFace } from '../suspend/face.ts';
import { faultOf, select } from './gjson/select.ts';

/** What the host knows of an answer: see http-session.ts. */
export interface Answered {
  url: string;
  errorCode: number;
  responseType: string | undefined;
  result: {
    status: number;
    statusText: string;
    headers: readonly (readonly [name: string, value: string])[];
    body: (Uint8Array & { toString(encoding: 'utf8'): string }) | undefined;
    timings: Record<'blocked' | 'connecting' | 'tlsHandshaking' | 'sending' | 'waiting' | 'receiving', number>;
    error: { text: string } | undefined;
    remoteIp: string;
    remotePort: number;
    tls: { version: string; cipher: string } | undefined;
  };
}

/** What a script that reads HTML does with the page in an answer: see html.ts. */
interface Pages {
  html(page: object, selector: unknown): unknown;
  submitForm: Fn;
  clickLink: Fn;
}

/** What only the host can do. */
export interface ResponseHost {
  /** JSON of the cookies and the request of an answer. */
  details(answer: Answered): string;
  /** Ends the run: k6 has what the script asks for, and the runner lacks it. */
  unsupported(what: string, instead: string, stack: string): void;
  /** Of the VU whose code is running; undefined when its script has no parser. */
  pages(): Pages | undefined;
}

/** What is rarely asked for. */
interface Details {
  cookies: Record<string, unknown[]>;
  request: {
    method: string;
    url: string;
    headers: Record<string, string[]>;
    body: string;
    cookies: Record<string, unknown[]>;
  };
}

/** In the order in which scripts see them. */
const FIELDS = [
  ...['remote_ip', 'remote_port', 'url', 'status', 'status_text', 'proto', 'headers', 'cookies', 'body', 'timings'],
  ...['tls_version', 'tls_cipher_suite', 'ocsp', 'error', 'error_code', 'request'],
];

let showFields: (value: object) => void;

/** The value; a Response has its fields as members of its own from then on, for those who list them. Most are never asked for them. */
export function ownFields(value: unknown): unknown {
  if (typeof value === 'object' && value !== null) showFields(value);
  return value;
}

const NO_OCSP = { produced_at: 0, this_update: 0, next_update: 0, revocation_reason: '', revoked_at: 0, status: '' };

/** Names of headers as k6 writes them, by what the server sent; servers repeat themselves. */
const canonicalNames = new Map<string, string>();
const MOST_NAMES = 1000;

/** `content-type` as `Content-Type`. */
function canonical(name: string): string {
  let known = canonicalNames.get(name);
  if (known === undefined) {
    known = name.toLowerCase().replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
    if (canonicalNames.size < MOST_NAMES) canonicalNames.set(name, known);
  }
  return known;
}

/** Headers by their names as k6 writes them; several of a name are one. */
export function headersOf(all: readonly (readonly [name: string, value: string])[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of all) {
    const key = canonical(name);
    headers[key] = key in headers ? `${headers[key]}, ${value}` : value;
  }
  return headers;
}

function bodyOf({ result: { body }, responseType }: Answered): string | ArrayBuffer | null {
  if (responseType === 'none' || !body) return null;
  if (responseType !== 'binary') return body.toString('utf8');
  const copy = new Uint8Array(body.length);
  copy.set(body);
  return copy.buffer;
}

function timingsOf({ result: { timings } }: Answered): Record<string, number> {
  const { blocked, connecting, tlsHandshaking, sending, waiting, receiving } = timings;
  return {
    duration: sending + waiting + receiving,
    blocked,
    looking_up: 0,
    connecting,
    tls_handshaking: tlsHandshaking,
    sending,
    waiting,
    receiving,
  };
}

function textOf(body: string | ArrayBuffer | null): string {
  if (typeof body === 'string') return body;
  const state = body === null ? 'null' : 'binary';
  throw new Error(
    `the body is ${state} so we can't transform it to JSON - this likely was because of a request error or the responseType`,
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`cannot parse json due to an error: ${(error as Error).message}`);
  }
}

/** What scripts get from k6/http. */
export interface Response {
  readonly status: number;
  readonly error_code: number;
  readonly error: string;
}

/** The class of one world. */
export function makeResponse(host: ResponseHost): new (answer: Answered) => Response {
  function unsupported(what: string, instead = ''): never {
    const error = new Error(`${what} is not supported by the local runner`);
    host.unsupported(what, instead, String(error.stack));
    throw error;
  }

  /** The reader has seen none of these calls in the text of the script, so that it left the parser out. */
  function pages(method: string): Pages {
    return host.pages() ?? unsupported(`Response.${method}() through another name`, "import 'k6/html' in the script");
  }

  class Response {
    readonly #answer: Answered;
    #body: string | ArrayBuffer | null | undefined;
    #headers: Record<string, string> | undefined;
    #timings: Record<string, number> | undefined;
    #details: Details | undefined;
    #json: { value: unknown } | undefined;

    constructor(answer: Answered) {
      this.#answer = answer;
    }

    get status(): number {
      return this.#answer.result.status;
    }
    get error_code(): number {
      return this.#answer.errorCode;
    }
    get error(): string {
      return this.#answer.result.error?.text ?? '';
    }
    get url(): string {
      return this.#answer.url;
    }
    get status_text(): string {
      const { status, statusText } = this.#answer.result;
      return status === 0 ? '' : `${status} ${statusText}`;
    }
    get proto(): string {
      return this.status === 0 ? '' : 'HTTP/1.1';
    }
    get remote_ip(): string {
      return this.#answer.result.remoteIp;
    }
    get remote_port(): number {
      return this.#answer.result.remotePort;
    }
    get tls_version(): string {
      return this.#answer.result.tls?.version ?? '';
    }
    get tls_cipher_suite(): string {
      return this.#answer.result.tls?.cipher ?? '';
    }
    get ocsp(): typeof NO_OCSP {
      return NO_OCSP;
    }
    get body(): string | ArrayBuffer | null {
      if (this.#body === undefined) this.#body = bodyOf(this.#answer);
      return this.#body;
    }
    get headers(): Record<string, string> {
      this.#headers ??= headersOf(this.#answer.result.headers);
      return this.#headers;
    }
    get timings(): Record<string, number> {
      this.#timings ??= timingsOf(this.#answer);
      return this.#timings;
    }
    get cookies(): Record<string, unknown[]> {
      return this.#rest.cookies;
    }
    get request(): Details['request'] {
      return this.#rest.request;
    }

    json(selector?: unknown): unknown {
      if (selector === undefined) return (this.#json ??= { value: parse(textOf(this.body)) }).value;
      const path = String(selector);
      const fault = faultOf(path);
      if (fault !== undefined) unsupported(`Response.json(${JSON.stringify(path)})`, fault);
      return select(textOf(this.body), path);
    }

    html(selector?: unknown): unknown {
      return pages('html').html(this, selector);
    }
    submitForm(options?: unknown): unknown {
      return pages('submitForm').submitForm(this, options);
    }
    clickLink(options?: unknown): unknown {
      return pages('clickLink').clickLink(this, options);
    }

    toJSON(): Record<string, unknown> {
      return Object.fromEntries(this.#fields());
    }

    static {
      showFields = (value) => {
        if (!(#answer in value) || Object.hasOwn(value, 'status')) return;
        for (const [name, field] of value.#fields())
          Object.defineProperty(value, name, { value: field, writable: true, enumerable: true, configurable: true });
      };
    }

    #fields(): [string, unknown][] {
      return FIELDS.map((name) => [name, (this as Record<string, unknown>)[name]]);
    }

    get #rest(): Details {
      this.#details ??= JSON.parse(host.details(this.#answer)) as Details;
      return this.#details;
    }
  }

  for (const name of ['submitForm', 'clickLink'] as const) {
    const face = function (this: Response, options: unknown) {
      return call(pages(name)[name], undefined, this, options);
    };
    withFace(Response.prototype[name], face as Face);
  }
  return Response;
}
