// The host calls of k6/http for one VU: starts requests, keeps what the script may still ask of the answers.

import type { GuestEvents } from './guest-events.ts';
import { byName } from './http-follow.ts';
import type { Answer, CookieOperation, HttpSession } from './http-session.ts';
import { BODY, type DirectCallName, RESPONSE_AT, type SuspendingCallName } from './protocol.ts';
import type { CallArguments, DirectCall, GuestValue, SuspendingCall } from './quickjs.ts';
import type { RunContext } from './run-context.ts';

const BODY_KINDS = { none: 0, text: 1, binary: 2, json: 3 } as const;

/** What the calls need of their VU. */
export interface HttpOwner {
  run: RunContext;
  session: HttpSession;
  events: GuestEvents;
  mailbox(): Float64Array;
  isInInit(): boolean;
  /** Makes `resume` safe against interruption; undefined when there was one and the guest has been told. */
  suspend(resume: (value: GuestValue | Error) => void): ((value: GuestValue | Error) => void) | undefined;
}

export class HttpCalls {
  readonly #owner: HttpOwner;
  readonly #answers = new Map<number, Answer>();
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
      request: (args, resume) => {
        const { session, mailbox } = this.#owner;
        const wake = this.#owner.suspend(resume);
        if (!wake) return;
        session.request(this.#spec(args.text(0)), args.text(1), bodyOf(args, 2), (answer) => {
          const id = this.#keep(answer);
          writeNumbers(mailbox(), answer);
          wake(id);
        });
      },
      batch: (args, resume) => {
        const wake = this.#owner.suspend(resume);
        if (wake) this.#batch(args.text(0), wake);
      },
    };
  }

  direct() {
    return {
      startRequest: (args) => {
        if (this.#owner.isInInit()) throw new Error('http requests are not possible in the init context');
        const id = ++this.#lastId;
        const arrived = this.#owner.events.expect();
        this.#owner.session.request(this.#spec(args.text(0)), args.text(1), bodyOf(args, 2), (answer) => {
          this.#answers.set(id, answer);
          arrived({ kind: 'response', id, numbers: numbersOf(answer) });
        });
        return id;
      },
      bodyText: (args) => {
        const answer = this.#answer(args.number(0));
        const text = answer.body?.toString('utf8') ?? '';
        return bodyKind(answer) === BODY_KINDS.json ? JSON.stringify(text) : text;
      },
      bodyBytes: (args) => this.#answer(args.number(0)).body ?? new Uint8Array(0),
      responseDetails: (args) => JSON.stringify(detailsOf(this.#answer(args.number(0)))),
      cookies: (args) =>
        JSON.stringify(this.#owner.session.cookieOperation(JSON.parse(args.text(0)) as CookieOperation)),
    } satisfies Partial<Record<DirectCallName, DirectCall>>;
  }

  #spec(text: string) {
    const { specs } = this.#owner.run;
    if (!specs) throw new Error('http requests are not possible before the options are known');
    return specs.parse(text);
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
  #batch(json: string, wake: (value: string) => void): void {
    const requests = JSON.parse(json) as [spec: string, url: string, kind: number, body?: string][];
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
      if (waiting.length === 0 && open === 0) wake(JSON.stringify(numbers));
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

function bodyKind({ body, responseType }: Answer): number {
  if (responseType === 'none' || !body) return BODY_KINDS.none;
  if (responseType === 'binary') return BODY_KINDS.binary;
  return body.includes(0) ? BODY_KINDS.json : BODY_KINDS.text;
}

function numbersOf(answer: Answer): number[] {
  const { status, errorCode, remotePort, timings } = answer;
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
  const { timings } = answer;
  mailbox[RESPONSE_AT] = answer.status;
  mailbox[RESPONSE_AT + 1] = answer.errorCode;
  mailbox[RESPONSE_AT + 2] = bodyKind(answer);
  mailbox[RESPONSE_AT + 3] = answer.remotePort;
  mailbox[RESPONSE_AT + 4] = timings.blocked;
  mailbox[RESPONSE_AT + 5] = timings.connecting;
  mailbox[RESPONSE_AT + 6] = timings.tlsHandshaking;
  mailbox[RESPONSE_AT + 7] = timings.sending;
  mailbox[RESPONSE_AT + 8] = timings.waiting;
  mailbox[RESPONSE_AT + 9] = timings.receiving;
}

/** `content-type` as `Content-Type`. */
function canonical(name: string): string {
  return name.toLowerCase().replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
}

function detailsOf(answer: Answer): unknown {
  const { request, tls } = answer;
  const headers: Record<string, string> = {};
  for (const [name, value] of answer.headers) {
    const key = canonical(name);
    headers[key] = key in headers ? `${headers[key]}, ${value}` : value;
  }
  const sent: Record<string, string[]> = {};
  for (const [name, value] of request.headers) (sent[canonical(name)] ??= []).push(value);
  return {
    url: answer.url,
    status_text: answer.status === 0 ? '' : `${answer.status} ${answer.statusText}`,
    proto: answer.status === 0 ? '' : 'HTTP/1.1',
    remote_ip: answer.remoteIp,
    error: answer.error?.text ?? '',
    headers,
    cookies: byName(answer.cookies, (cookie) => cookie),
    tls_version: tls?.version ?? '',
    tls_cipher_suite: tls?.cipher ?? '',
    request: { ...request, headers: sent, cookies: byName(request.cookies, (cookie) => cookie) },
  };
}
