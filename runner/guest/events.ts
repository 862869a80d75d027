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

const timers = new Map<number, Timer>();
const responses = new Map<number, (id: number) => void>();
/** WebSockets whose news is still to come. */
const sockets = new Map<number, (news: SocketNews) => void>();
/** What an extension answered. */
type Answer = { value?: unknown; error?: string };
const answers = new Map<number, (answer: Answer) => void>();
/** Listeners of what an extension may tell, once or often; nobody waits for it. */
const notices = new Map<number, (value: unknown) => void>();

export function onResponse(id: number, receive: (id: number) => void): void {
  responses.set(id, receive);
}

export function onAnswer(id: number, receive: (answer: Answer) => void): void {
  answers.set(id, receive);
}

export function onSocket(id: number, receive: (news: SocketNews) => void): void {
  sockets.set(id, receive);
}

export function onNotice(id: number, receive: (value: unknown) => void): void {
  notices.set(id, receive);
}

/** Without a number: those of an iteration that is over. */
export function forgetNotices(id?: number): void {
  if (id === undefined) notices.clear();
  else notices.delete(id);
}

/** Gives the event to whoever waits for it. */
function deliver<T>(waiting: Map<number, (value: T) => void>, id: number, value: T): void {
  const receive = waiting.get(id);
  waiting.delete(id);
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
  if (typeof callback !== 'function') throw new TypeError(`${repeats ? 'setInterval' : 'setTimeout'} wants a function`);
  const ms = Math.max(0, Number(delayMs) || 0);
  const id = host.startTimer(ms, queue);
  timers.set(id, { callback: () => callback(...args), everyMs: repeats ? Math.max(1, ms) : undefined, queue });
  return id;
}

/** Ids of repeated timers by the id that the script knows. */
const aliases = new Map<number, number>();

export function setTimeout(callback: unknown, delayMs?: unknown, ...args: unknown[]): number {
  return startTimer(callback, delayMs, args, false);
}

export function setInterval(callback: unknown, everyMs?: unknown, ...args: unknown[]): number {
  const id = startTimer(callback, everyMs, args, true);
  aliases.set(id, id);
  return id;
}

export function clearTimer(id?: unknown): void {
  if (typeof id !== 'number') return;
  const current = aliases.get(id) ?? id;
  aliases.delete(id);
  const timer = timers.get(current);
  if (!timer) return;
  timers.delete(current);
  host.stopTimer(current, timer.queue);
}

/** Stops all timers of a queue. */
export function clearTimers(queue: number): void {
  for (const [id, timer] of timers) if (timer.queue === queue) clearTimer(id);
}

/** Calls the function of a timer that is due. */
export function fire(id: number): void {
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
  return timers.size > 0 || responses.size > 0 || answers.size > 0 || sockets.size > 0;
}

/** Whether anything is left to run or to wait for. */
export function hasPending(): boolean {
  return isExpecting() || hasJobs();
}

function hear(id: number, news: SocketNews): void {
  const receive = sockets.get(id);
  if (news.what === 'closed') sockets.delete(id);
  receive?.(news);
}

/** Runs jobs and events until none is left; gives the value of `result` if it is a promise. Throws what it was rejected with. */
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
    else if (event.kind === 'answer') deliver(answers, event.id, event);
    else if (event.kind === 'notice') notices.get(event.id)?.(event.value);
    else if (event.kind === 'socket') hear(event.id, event.news);
    else deliver(responses, event.id, event.id);
    runJobs();
  }
  if (!(result instanceof GuestPromise)) return result;
  if (outcome && 'reason' in outcome) throw outcome.reason;
  return outcome?.value;
}

/** After an iteration that threw: nothing of it may run on. */
export function dropEvents(): void {
  dropJobs();
  for (const [id, { queue }] of timers) host.stopTimer(id, queue);
  timers.clear();
  aliases.clear();
  responses.clear();
  answers.clear();
  sockets.clear();
  notices.clear();
}
