// The host calls of k6/http for one VU: starts requests, keeps what the script may still ask of the answers.
import { isAscii } from 'node:buffer';
import type { GuestEvents } from './guest-events.ts';
import { byName } from './http-follow.ts';
import type { Answer, CookieOperation, HttpSession } from './http-session.ts';
import type { Spec } from './http-spec.ts';
import { BODY, type DirectCallName, RESPONSE_AT, type SuspendingCallName } from './protocol.ts';
import type { CallArguments, DirectCall, SuspendingCall, Suspension } from './quickjs.ts';
import type { RunContext } from './run-context.ts';
import { UnsupportedError } from './unsupported.ts';

const BODY_KINDS = { none: 0, text: 1, binary: 2, json: 3, ascii: 4 } as const;
/** JSON of more text with NULs would hold up the thread for seconds. */
const MOST_JSON_BYTES = 8_388_608;

/** What the calls need of their VU. */
export interface HttpOwner {
  run: RunContext;
  session: HttpSession;
  events: GuestEvents;
  mailbox(): Float64Array;
  isInInit(): boolean;
  /** Notes that the guest waits; false when it has been interrupted and told so. */
  suspend(suspension: Suspension): boolean;
}

export class HttpCalls {
  readonly #owner: HttpOwner;
  readonly #answers = new Map<number, Answer>();
  /** By the number that the guest gave them. */
  readonly #specs: Spec[] = [];
  #lastId = 0;

  constructor(owner: HttpOwner) {
    this.#owner = owner;
  }

  /** Lets go of the answers of an iteration. */
  forget(): void {
    this.#answers.clear();
  }

  suspending(): Pick<Record<SuspendingCallName, SuspendingCall>, 'request' | 'batch'> {
    return {
      request: (args, suspension) => {
        const { session, mailbox } = this.#owner;
        if (!this.#owner.suspend(suspension)) return;
        session.request(this.#spec(args.number(0)), args.text(1), bodyOf(args, 2), (answer) => {
          const id = this.#keep(answer);
          writeNumbers(mailbox(), answer);
          suspension.resume(id);
        });
      },
      batch: (args, suspension) => {
        if (this.#owner.suspend(suspension)) this.#batch(args.text(0), suspension);
      },
    };
  }

  direct() {
    return {
      defineSpec: (args) => {
        const { specs } = this.#owner.run;
        if (!specs || this.#owner.isInInit()) throw new Error('http requests are not possible in the init context');
        this.#specs[args.number(0)] = specs.parse(args.text(1));
        return undefined;
      },
      startRequest: (args) => {
        const id = ++this.#lastId;
        const arrived = this.#owner.events.expect();
        this.#owner.session.request(this.#spec(args.number(0)), args.text(1), bodyOf(args, 2), (answer) => {
          this.#answers.set(id, answer);
          arrived({ kind: 'response', id, numbers: numbersOf(answer) });
        });
        return id;
      },
      bodyText: (args) => {
        const answer = this.#answer(args.number(0));
        const { body } = answer.result;
        const text = (): string => body?.toString('utf8') ?? '';
        if (bodyKind(answer) !== BODY_KINDS.json) return text();
        if ((body?.length ?? 0) > MOST_JSON_BYTES)
          throw new UnsupportedError('a text of more than 8 MiB with NULs in it', "set responseType: 'binary'");
        return JSON.stringify(text());
      },
      bodyBytes: (args) => this.#answer(args.number(0)).result.body ?? new Uint8Array(0),
      responseDetails: (args) => JSON.stringify(detailsOf(this.#answer(args.number(0)))),
      cookies: (args) =>
        JSON.stringify(this.#owner.session.cookieOperation(JSON.parse(args.text(0)) as CookieOperation)),
    } satisfies Partial<Record<DirectCallName, DirectCall>>;
  }

  #spec(id: number): Spec {
    return this.#specs[id] as Spec;
  }

  #keep(answer: Answer): number {
    const id = ++this.#lastId;
    this.#answers.set(id, answer);
    return id;
  }

  #answer(id: number): Answer {
    const answer = this.#answers.get(id);
    if (!answer) throw new Error('this response is from an earlier iteration and is no longer kept');
    return answer;
  }

  /** All requests of a batch, at most `batch` at once and `batchPerHost` to one host. */
  #batch(json: string, suspension: Suspension): void {
    const requests = JSON.parse(json) as [spec: number, url: string, kind: number, body?: string][];
    const { batch = 20, batchPerHost = 6 } = this.#owner.run.settings ?? {};
    const numbers: number[][] = [];
    const waiting = requests.map((request, index) => ({ request, index, host: hostOf(request[1]) }));
    const openByHost = new Map<string, number>();
    let open = 0;
    const isFree = (host: string): boolean => (openByHost.get(host) ?? 0) < Math.max(1, batchPerHost);
    const count = (host: string, change: number): void => {
      open += change;
      openByHost.set(host, (openByHost.get(host) ?? 0) + change);
    };
    const fill = (): void => {
      if (waiting.length === 0 && open === 0) suspension.resume(JSON.stringify(numbers));
      for (let at = waiting.findIndex(({ host }) => isFree(host)); at >= 0 && open < Math.max(1, batch); ) {
        const [{ request, index, host }] = waiting.splice(at, 1) as [(typeof waiting)[number]];
        const [spec, url, kind, text = ''] = request;
        const body = kind === BODY.none ? undefined : kind === BODY.text ? text : Buffer.from(text, 'base64');
        count(host, 1);
        this.#owner.session.request(this.#spec(spec), url, body, (answer) => {
          count(host, -1);
          numbers[index] = [this.#keep(answer), ...numbersOf(answer)];
          // Not from within the transport: answers that come at once must not nest.
          queueMicrotask(fill);
        });
        at = waiting.findIndex((next) => isFree(next.host));
      }
    };
    fill();
  }
}

function hostOf(url: string): string {
  return /^[a-z]+:\/\/([^/?#]*)/i.exec(url)?.[1] ?? '';
}

function bodyOf(args: CallArguments, at: number): string | Uint8Array | undefined {
  const kind = args.number(at);
  if (kind === BODY.none) return undefined;
  return kind === BODY.text ? args.text(at + 1) : args.bytes(at + 1);
}

function bodyKind({ result: { body }, responseType }: Answer): number {
  if (responseType === 'none' || !body) return BODY_KINDS.none;
  if (responseType === 'binary') return BODY_KINDS.binary;
  if (!body.includes(0)) return BODY_KINDS.text;
  return isAscii(body) ? BODY_KINDS.ascii : BODY_KINDS.json;
}

function numbersOf(answer: Answer): number[] {
  const { errorCode } = answer;
  const { status, remotePort, timings } = answer.result;
  const { blocked, connecting, tlsHandshaking, sending, waiting, receiving } = timings;
  return [
    status,
    errorCode,
    bodyKind(answer),
    remotePort,
    blocked,
    connecting,
    tlsHandshaking,
    sending,
    waiting,
    receiving,
  ];
}

function writeNumbers(mailbox: Float64Array, answer: Answer): void {
  const { status, remotePort, timings } = answer.result;
  mailbox[RESPONSE_AT] = status;
  mailbox[RESPONSE_AT + 1] = answer.errorCode;
  mailbox[RESPONSE_AT + 2] = bodyKind(answer);
  mailbox[RESPONSE_AT + 3] = remotePort;
  mailbox[RESPONSE_AT + 4] = timings.blocked;
  mailbox[RESPONSE_AT + 5] = timings.connecting;
  mailbox[RESPONSE_AT + 6] = timings.tlsHandshaking;
  mailbox[RESPONSE_AT + 7] = timings.sending;
  mailbox[RESPONSE_AT + 8] = timings.waiting;
  mailbox[RESPONSE_AT + 9] = timings.receiving;
}

function textOf(body: string | Uint8Array | undefined): string {
  return typeof body === 'string' ? body : Buffer.from(body ?? '').toString('utf8');
}

/** `content-type` as `Content-Type`. */
function canonical(name: string): string {
  return name.toLowerCase().replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
}

function detailsOf(answer: Answer): unknown {
  const { request, result } = answer;
  const headers: Record<string, string> = {};
  for (const [name, value] of result.headers) {
    const key = canonical(name);
    headers[key] = key in headers ? `${headers[key]}, ${value}` : value;
  }
  const sent: Record<string, string[]> = {};
  for (const [name, value] of request.headers) (sent[canonical(name)] ??= []).push(value);
  return {
    url: answer.url,
    status_text: result.status === 0 ? '' : `${result.status} ${result.statusText}`,
    proto: result.status === 0 ? '' : 'HTTP/1.1',
    remote_ip: result.remoteIp,
    error: result.error?.text ?? '',
    headers,
    cookies: byName(answer.cookies, (cookie) => cookie),
    tls_version: result.tls?.version ?? '',
    tls_cipher_suite: result.tls?.cipher ?? '',
    request: {
      ...request,
      body: textOf(request.body),
      headers: sent,
      cookies: byName(request.cookies, (cookie) => cookie),
    },
  };
}
