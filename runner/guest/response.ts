// The Response object. Numbers come with the answer; everything else is fetched from the host when the script asks for it.
import { RESPONSE_AT, RESPONSE_FIELDS } from '../protocol.ts';
import { host, mailbox } from './host.ts';
import { select } from './json-path.ts';

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
const [NO_BODY, TEXT, BYTES, JSON_TEXT] = [0, 1, 2, 3];

/** Responses of this iteration whose body is still on the host. */
let open: WeakRef<Response>[] = [];
const WeakReference = WeakRef;

/** Fetches what a script keeps beyond the iteration, before the host lets go of it. */
export function keepOpenResponses(): void {
  if (open.length === 0) return;
  for (const reference of open) reference.deref()?.keep();
  open = [];
}

export class Response {
  readonly status: number;
  readonly error_code: number;
  readonly remote_port: number;
  readonly timings: Record<string, number>;
  readonly ocsp = NO_OCSP;
  readonly #id: number;
  readonly #bodyKind: number;
  #body: string | ArrayBuffer | null | undefined;
  #details: Details | undefined;
  #json: { value: unknown } | undefined;

  constructor(id: number, numbers: ArrayLike<number>, at: number) {
    const [status, errorCode, body, remotePort] = [numbers[at], numbers[at + 1], numbers[at + 2], numbers[at + 3]] as [
      number,
      number,
      number,
      number,
    ];
    const [blocked, connecting, tls, sending] = [
      numbers[at + 4],
      numbers[at + 5],
      numbers[at + 6],
      numbers[at + 7],
    ] as [number, number, number, number];
    const [waiting, receiving] = [numbers[at + 8], numbers[at + 9]] as [number, number];
    this.#id = id;
    this.#bodyKind = body;
    if (body === NO_BODY) this.#body = null;
    this.status = status;
    this.error_code = errorCode;
    this.remote_port = remotePort;
    const duration = sending + waiting + receiving;
    this.timings = { duration, blocked, looking_up: 0, connecting, tls_handshaking: tls, sending, waiting, receiving };
    open.push(new WeakReference(this));
  }

  /** The response whose numbers are in the mailbox. */
  static latest(id: number): Response {
    return new Response(id, mailbox, RESPONSE_AT);
  }

  get body(): string | ArrayBuffer | null {
    if (this.#body === undefined) this.#body = this.#fetchBody();
    return this.#body;
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
    this.#json ??= { value: this.#parse() };
    return selector === undefined ? this.#json.value : select(this.#json.value, String(selector));
  }

  html(): never {
    throw new Error('Response.html() is not supported by the local runner');
  }
  submitForm(): never {
    throw new Error('Response.submitForm() is not supported by the local runner');
  }
  clickLink(): never {
    throw new Error('Response.clickLink() is not supported by the local runner');
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
    this.#details ??= JSON.parse(host.responseDetails(this.#id)) as Details;
    return this.#details;
  }

  #fetchBody(): string | ArrayBuffer | null {
    if (this.#bodyKind === TEXT) return host.bodyText(this.#id);
    if (this.#bodyKind === BYTES) return host.bodyBytes(this.#id);
    return this.#bodyKind === JSON_TEXT ? (JSON.parse(host.bodyText(this.#id)) as string) : null;
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
