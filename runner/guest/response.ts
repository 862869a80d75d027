// The Response object. Numbers come with the answer; everything else is fetched from the host when the script asks for it.
import { RESPONSE_AT, RESPONSE_FIELDS } from '../protocol.ts';
import { host, mailbox, unsupported } from './host.ts';
import { isPath, PATHS, select } from './json-path.ts';
import { asciiOf } from './text-coding.ts';

/** The rest of a response, as the host sends it. */
interface Details {
  url: string;
  status_text: string;
  proto: string;
  remote_ip: string;
  error: string;
  headers: Record<string, string>;
  cookies: Record<string, unknown[]>;
  tls_version: string;
  tls_cipher_suite: string;
  request: {
    method: string;
    url: string;
    headers: Record<string, string[]>;
    body: string;
    cookies: Record<string, unknown[]>;
  };
}

const NO_OCSP = { produced_at: 0, this_update: 0, next_update: 0, revocation_reason: '', revoked_at: 0, status: '' };
/** Kinds of bodies; anything else is none. */
const [TEXT, BYTES, JSON_TEXT, ASCII] = [1, 2, 3, 4];

/** Responses of this iteration whose body is still on the host. */
let open: WeakRef<Response>[] = [];
const WeakReference = WeakRef;

/** Fetches what a script keeps beyond the iteration, before the host lets go of it. */
export function keepOpenResponses(): void {
  if (open.length === 0) return;
  // Not for-of: iterators are slow here, and this runs in every iteration.
  for (let i = 0; i < open.length; i++) open[i]?.deref()?.keep();
  open = [];
}

/** What a script has asked of a response so far. */
interface Fetched {
  body?: string | ArrayBuffer | null;
  details?: Details;
  timings?: Record<string, number>;
  json?: { value: unknown };
}

/** Positions of a response's numbers. */
const [STATUS, ERROR_CODE, BODY_KIND, REMOTE_PORT, BLOCKED, CONNECTING, TLS, SENDING, WAITING, RECEIVING] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
];

export class Response {
  readonly #id: number;
  readonly #numbers: ArrayLike<number>;
  readonly #fetched: Fetched = {};

  /** `numbers`: in the order of RESPONSE_FIELDS; nobody else changes them. */
  constructor(id: number, numbers: ArrayLike<number>) {
    this.#id = id;
    this.#numbers = numbers;
    open.push(new WeakReference(this));
  }

  /** The response whose numbers are in the mailbox. */
  static latest(id: number): Response {
    return new Response(id, mailbox.slice(RESPONSE_AT, RESPONSE_AT + RESPONSE_FIELDS.length));
  }

  get status(): number {
    return this.#numbers[STATUS] as number;
  }
  get error_code(): number {
    return this.#numbers[ERROR_CODE] as number;
  }
  get remote_port(): number {
    return this.#numbers[REMOTE_PORT] as number;
  }
  get ocsp(): typeof NO_OCSP {
    return NO_OCSP;
  }

  get timings(): Record<string, number> {
    const fetched = this.#fetched;
    if (!fetched.timings) {
      const numbers = this.#numbers as number[];
      const duration = numbers[SENDING]! + numbers[WAITING]! + numbers[RECEIVING]!;
      fetched.timings = {
        duration,
        blocked: numbers[BLOCKED]!,
        looking_up: 0,
        connecting: numbers[CONNECTING]!,
        tls_handshaking: numbers[TLS]!,
        sending: numbers[SENDING]!,
        waiting: numbers[WAITING]!,
        receiving: numbers[RECEIVING]!,
      };
    }
    return fetched.timings;
  }

  get body(): string | ArrayBuffer | null {
    const fetched = this.#fetched;
    if (fetched.body === undefined) fetched.body = this.#fetchBody();
    return fetched.body;
  }

  get error(): string {
    return this.error_code === 0 ? '' : this.#rest.error;
  }
  get url(): string {
    return this.#rest.url;
  }
  get status_text(): string {
    return this.#rest.status_text;
  }
  get proto(): string {
    return this.#rest.proto;
  }
  get remote_ip(): string {
    return this.#rest.remote_ip;
  }
  get headers(): Record<string, string> {
    return this.#rest.headers;
  }
  get cookies(): Record<string, unknown[]> {
    return this.#rest.cookies;
  }
  get tls_version(): string {
    return this.#rest.tls_version;
  }
  get tls_cipher_suite(): string {
    return this.#rest.tls_cipher_suite;
  }
  get request(): Details['request'] {
    return this.#rest.request;
  }

  json(selector?: unknown): unknown {
    const path = selector === undefined ? undefined : String(selector);
    if (path !== undefined && !isPath(path)) unsupported(`Response.json(${JSON.stringify(path)})`, PATHS);
    this.#fetched.json ??= { value: this.#parse() };
    const { value } = this.#fetched.json;
    return path === undefined ? value : select(value, path);
  }

  html(): never {
    unsupported('Response.html()');
  }
  submitForm(): never {
    unsupported('Response.submitForm()');
  }
  clickLink(): never {
    unsupported('Response.clickLink()');
  }

  toJSON(): Record<string, unknown> {
    const { status, error_code, remote_port, timings, ocsp, body, error, cookies, request } = this;
    const { url, status_text, proto, remote_ip, headers, tls_version, tls_cipher_suite } = this.#rest;
    const network = { remote_ip, remote_port, url, status, status_text, proto, headers, cookies, body, timings };
    return { ...network, tls_version, tls_cipher_suite, ocsp, error, error_code, request };
  }

  keep(): void {
    void this.body;
    void this.#rest;
  }

  get #rest(): Details {
    this.#fetched.details ??= JSON.parse(host.responseDetails(this.#id)) as Details;
    return this.#fetched.details;
  }

  #fetchBody(): string | ArrayBuffer | null {
    const kind = this.#numbers[BODY_KIND];
    if (kind === TEXT) return host.bodyText(this.#id);
    if (kind === BYTES) return host.bodyBytes(this.#id);
    if (kind === ASCII) return asciiOf(new Uint8Array(host.bodyBytes(this.#id)));
    return kind === JSON_TEXT ? (JSON.parse(host.bodyText(this.#id)) as string) : null;
  }

  #parse(): unknown {
    const { body } = this;
    if (typeof body !== 'string') {
      const state = body === null ? 'null' : 'binary';
      throw new Error(
        `the body is ${state} so we can't transform it to JSON - this likely was because of a request error or the responseType`,
      );
    }
    try {
      return JSON.parse(body);
    } catch (error) {
      throw new Error(`cannot parse json due to an error: ${(error as Error).message}`);
    }
  }
}

/** Length of one response's numbers when they come as a list. */
export const RESPONSE_NUMBERS = RESPONSE_FIELDS.length;
