// The guest's event loop: timers and asynchronous requests that an iteration waits for before it ends.
import type { GuestEvent } from '../protocol.ts';
import { host } from './host.ts';
import { dropJobs, GuestPromise, hasJobs, runJobs } from './promise.ts';

interface Timer {
  callback: () => void;
  /** Undefined for a single shot. */
  everyMs: number | undefined;
}

const timers = new Map<number, Timer>();
const responses = new Map<number, (id: number) => void>();
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

function startTimer(callback: unknown, delayMs: unknown, args: unknown[], repeats: boolean): number {
  if (typeof callback !== 'function') throw new TypeError(`${repeats ? 'setInterval' : 'setTimeout'} wants a function`);
  const ms = Math.max(0, Number(delayMs) || 0);
  const id = host.startTimer(ms);
  timers.set(id, { callback: () => callback(...args), everyMs: repeats ? Math.max(1, ms) : undefined });
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
  if (timers.delete(current)) host.stopTimer(current);
}

function fire(id: number): void {
  const timer = timers.get(id);
  if (!timer) return;
  timers.delete(id);
  if (timer.everyMs !== undefined) {
    const again = host.startTimer(timer.everyMs);
    timers.set(again, timer);
    for (const [known, current] of aliases) if (current === id) aliases.set(known, again);
  }
  timer.callback();
}

/** Whether an event is still to come. */
function isExpecting(): boolean {
  return timers.size > 0 || responses.size > 0 || answers.size > 0;
}

/** Whether anything is left to run or to wait for. */
export function hasPending(): boolean {
  return isExpecting() || hasJobs();
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
    const event = JSON.parse(host.awaitEvent()) as GuestEvent;
    if (event.kind === 'idle') break;
    if (event.kind === 'timer') fire(event.id);
    else if (event.kind === 'answer') deliver(answers, event.id, event);
    else if (event.kind === 'notice') notices.get(event.id)?.(event.value);
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
  for (const id of timers.keys()) host.stopTimer(id);
  timers.clear();
  aliases.clear();
  responses.clear();
  answers.clear();
  notices.clear();
}
