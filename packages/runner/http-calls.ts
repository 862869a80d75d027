// The host calls of k6/http for one VU: starts requests, keeps what the script may still ask of the answers.
import type { CallsOf } from './call-homes.ts';
import type { GuestEvents } from './guest-events.ts';
import type { Answer } from './http-answer.ts';
import type { CookieOperation, HttpSession } from './http-session.ts';
import type { Spec } from './http-spec.ts';
import { BODY } from './protocol.ts';
import type { RunContext } from './run-context.ts';
import type { CallArguments, CallTable, Suspension } from './sandbox.ts';

/** What the calls need of their VU. */
export interface HttpOwner {
  context: RunContext;
  readonly isInInit: boolean;
  /** The script's object for an answer. */
  newResponse(answer: Answer): object;
  /** Notes that the guest waits. */
  suspend(suspension: Suspension): void;
}

export class HttpCalls implements Pick<CallTable, CallsOf<'http'>> {
  readonly #owner: HttpOwner;
  readonly #session: HttpSession;
  readonly #events: GuestEvents;
  /** Of asynchronous requests and batches. */
  #answers: Map<number, Answer> | undefined;
  /** By the number that the guest gave them. */
  readonly #specs: Spec[] = [];
  #lastId = 0;

  constructor(owner: HttpOwner, session: HttpSession, events: GuestEvents) {
    this.#owner = owner;
    this.#session = session;
    this.#events = events;
  }

  /** Lets go of answers that the iteration has not taken. */
  forget(): void {
    this.#answers = undefined;
  }

  request(args: CallArguments, suspension: Suspension): void {
    this.#owner.suspend(suspension);
    this.#session.request(this.#spec(args.number(0)), args.text(1), bodyOf(args, 2), (answer) =>
      suspension.resume(this.#owner.newResponse(answer)),
    );
  }

  batch(args: CallArguments, suspension: Suspension): void {
    this.#owner.suspend(suspension);
    this.#batch(args.text(0), suspension);
  }

  defineSpec(args: CallArguments): undefined {
    const { specs } = this.#owner.context;
    if (!specs || this.#owner.isInInit) throw new Error('http requests are not possible in the init context');
    this.#specs[args.number(0)] = specs.parse(args.text(1));
  }

  startRequest(args: CallArguments): number {
    const id = ++this.#lastId;
    const arrived = this.#events.expect();
    this.#session.request(this.#spec(args.number(0)), args.text(1), bodyOf(args, 2), (answer) => {
      this.#keep(id, answer);
      arrived({ kind: 'response', id });
    });
    return id;
  }

  response(args: CallArguments): object {
    return this.#owner.newResponse(this.#take(args.number(0)));
  }

  cookies(args: CallArguments): string {
    return JSON.stringify(this.#session.cookieOperation(JSON.parse(args.text(0)) as CookieOperation));
  }

  #spec(id: number): Spec {
    return this.#specs[id] as Spec;
  }

  #keep(id: number, answer: Answer): void {
    this.#answers ??= new Map();
    this.#answers.set(id, answer);
  }

  #take(id: number): Answer {
    const answer = this.#answers?.get(id) as Answer;
    this.#answers?.delete(id);
    return answer;
  }

  /** All requests of a batch, at most `batch` at once and `batchPerHost` to one host. */
  #batch(json: string, suspension: Suspension): void {
    const requests = JSON.parse(json) as [spec: number, url: string, kind: number, body?: string][];
    const { batch = 20, batchPerHost = 6 } = this.#owner.context.settings ?? {};
    const ids: number[] = [];
    const waiting = requests.map((request, index) => ({ request, index, host: hostOf(request[1]) }));
    const openByHost = new Map<string, number>();
    let open = 0;
    const isFree = (host: string): boolean => (openByHost.get(host) ?? 0) < Math.max(1, batchPerHost);
    const count = (host: string, change: number): void => {
      open += change;
      openByHost.set(host, (openByHost.get(host) ?? 0) + change);
    };
    const fill = (): void => {
      if (waiting.length === 0 && open === 0) suspension.resume(JSON.stringify(ids));
      for (let at = waiting.findIndex(({ host }) => isFree(host)); at >= 0 && open < Math.max(1, batch); ) {
        const [{ request, index, host }] = waiting.splice(at, 1) as [(typeof waiting)[number]];
        const [spec, url, kind, text = ''] = request;
        const body = kind === BODY.none ? undefined : kind === BODY.text ? text : Buffer.from(text, 'base64');
        count(host, 1);
        this.#session.request(this.#spec(spec), url, body, (answer) => {
          count(host, -1);
          ids[index] = ++this.#lastId;
          this.#keep(this.#lastId, answer);
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
