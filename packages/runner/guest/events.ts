// The guest's event loop: timers and asynchronous requests that an iteration waits for before it ends.
import type { GuestEvent, SocketNews } from '../protocol.ts';
import { host } from './host.ts';
import { dropJobs, GuestPromise, hasJobs, runJobs } from './promise.ts';

interface Timer {
  callback: () => void;
  /** Undefined for a single shot. */
  everyMs: number | undefined;
  queue: number;
}

/** The queue of events that an iteration waits for before it ends. */
const OWN_QUEUE = 0;

/** What an extension answered. */
type Answer = { value?: unknown; error?: string };

/** Who waits for what. */
interface Waiting {
  timers: Map<number, Timer>;
  /** Ids of repeated timers by the id that the script knows. */
  aliases: Map<number, number>;
  responses: Map<number, (id: number) => void>;
  /** WebSockets whose news is still to come. */
  sockets: Map<number, (news: SocketNews) => void>;
  answers: Map<number, (answer: Answer) => void>;
  /** Listeners of what an extension may tell, once or often; nobody waits for it. */
  notices: Map<number, (value: unknown) => void>;
}

/** Made when it is needed: most VUs wait in plain calls only. */
let waiting: Waiting | undefined;

function open(): Waiting {
  waiting ??= {
    ...{ timers: new Map(), aliases: new Map(), responses: new Map() },
    ...{ sockets: new Map(), answers: new Map(), notices: new Map() },
  };
  return waiting;
}

export function onResponse(id: number, receive: (id: number) => void): void {
  open().responses.set(id, receive);
}

export function onAnswer(id: number, receive: (answer: Answer) => void): void {
  open().answers.set(id, receive);
}

export function onSocket(id: number, receive: (news: SocketNews) => void): void {
  open().sockets.set(id, receive);
}

export function onNotice(id: number, receive: (value: unknown) => void): void {
  open().notices.set(id, receive);
}

/** Without a number: those of an iteration that is over. */
export function forgetNotices(id?: number): void {
  if (id === undefined) waiting?.notices.clear();
  else waiting?.notices.delete(id);
}

/** Hands the event to those who wait for it. */
function deliver<T>(receivers: Map<number, (value: T) => void>, id: number, value: T): void {
  const receive = receivers.get(id);
  receivers.delete(id);
  receive?.(value);
}

/** `queue`: of a socket whose events come by themselves. */
export function startTimer(
  callback: unknown,
  delayMs: unknown,
  args: unknown[],
  repeats: boolean,
  queue = OWN_QUEUE,
): number {
  if (typeof callback !== 'function') throw new TypeError(`${repeats ? 'setInterval' : 'setTimeout'} needs a function`);
  const ms = Math.max(0, Number(delayMs) || 0);
  const id = host.startTimer(ms, queue);
  open().timers.set(id, { callback: () => callback(...args), everyMs: repeats ? Math.max(1, ms) : undefined, queue });
  return id;
}

export function setTimeout(callback: unknown, delayMs?: unknown, ...args: unknown[]): number {
  return startTimer(callback, delayMs, args, false);
}

export function setInterval(callback: unknown, everyMs?: unknown, ...args: unknown[]): number {
  const id = startTimer(callback, everyMs, args, true);
  open().aliases.set(id, id);
  return id;
}

export function clearTimer(id?: unknown): void {
  if (typeof id !== 'number' || !waiting) return;
  const { aliases, timers } = waiting;
  const current = aliases.get(id) ?? id;
  aliases.delete(id);
  const timer = timers.get(current);
  if (!timer) return;
  timers.delete(current);
  host.stopTimer(current, timer.queue);
}

/** Stops all timers of a queue. */
export function clearTimers(queue: number): void {
  for (const [id, timer] of waiting?.timers ?? []) if (timer.queue === queue) clearTimer(id);
}

/** Calls the function of a timer that is due. */
export function fire(id: number): void {
  const { aliases, timers } = open();
  const timer = timers.get(id);
  if (!timer) return;
  timers.delete(id);
  if (timer.everyMs !== undefined) {
    const again = host.startTimer(timer.everyMs, timer.queue);
    timers.set(again, timer);
    for (const [known, current] of aliases) if (current === id) aliases.set(known, again);
  }
  timer.callback();
}

/** Whether an event is still to come. */
function isExpecting(): boolean {
  if (!waiting) return false;
  const { timers, responses, answers, sockets } = waiting;
  return timers.size > 0 || responses.size > 0 || answers.size > 0 || sockets.size > 0;
}

/** Whether anything is left to run or to wait for. */
export function hasPending(): boolean {
  return isExpecting() || hasJobs();
}

function hear(id: number, news: SocketNews): void {
  const { sockets } = open();
  const receive = sockets.get(id);
  if (news.what === 'closed') sockets.delete(id);
  receive?.(news);
}

/** Runs jobs and events until none is left; returns the value of `result` if it is a promise. Throws what it was rejected with. */
export function settle(result: unknown): unknown {
  let outcome: { value: unknown } | { reason: unknown } | undefined;
  if (result instanceof GuestPromise) {
    result.then(
      (value: unknown) => {
        outcome = { value };
      },
      (reason: unknown) => {
        outcome = { reason };
      },
    );
  }
  runJobs();
  while (isExpecting()) {
    const event = JSON.parse(host.awaitEvent(OWN_QUEUE)) as GuestEvent;
    if (event.kind === 'idle') break;
    if (event.kind === 'timer') fire(event.id);
    else if (event.kind === 'answer') deliver(open().answers, event.id, event);
    else if (event.kind === 'notice') open().notices.get(event.id)?.(event.value);
    else if (event.kind === 'socket') hear(event.id, event.news);
    else deliver(open().responses, event.id, event.id);
    runJobs();
  }
  if (!(result instanceof GuestPromise)) return result;
  if (outcome && 'reason' in outcome) throw outcome.reason;
  return outcome?.value;
}

/** After an iteration that threw: nothing of it may run on. */
export function dropEvents(): void {
  dropJobs();
  for (const [id, { queue }] of waiting?.timers ?? []) host.stopTimer(id, queue);
  waiting = undefined;
}
