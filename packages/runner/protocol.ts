// What host and guest agree on: the calls that a sandbox can make and the layout of the numbers they share. No imports.

/**
 * The number of each call. Written down and frozen, as all constants here: so VUs share what has them (suspend/shared.ts). The first ones
 * suspend the guest until the host has an answer, and it may have only one of them open; all others are answered at once.
 */
export const CALL = Object.freeze({
  /** (tag set) -> 1: run an iteration; 0: stop. The tag set is for the samples of the iteration that just ended. */
  nextIteration: 0,
  /** (seconds) */
  sleep: 1,
  /** (number of the spec, url, bodyKind, body?) -> the Response. */
  request: 2,
  /** (JSON array of [number of the spec, url, bodyKind, body]) -> JSON array of ids of responses. */
  batch: 3,
  /** (queue) -> JSON of its next event. Queue 0 is the iteration's: timers, asynchronous requests, sockets. A socket may have its own. */
  awaitEvent: 4,
  /** (JSON of [handle, method, arguments]) -> JSON of the answer of an extension. */
  extensionCall: 5,
  /** () -> JSON of the Activation that the loop has to carry out. */
  activation: 6,
  /** (JSON of a GuestReport) */
  report: 7,
  /** (level, text) */
  log: 8,
  /** (level, text): what the script logs by itself. */
  console: 9,
  /** (text): an exception that left the script's function. */
  exception: 10,
  /** (): takes the samples out of the mailbox before it overflows. */
  flush: 11,
  /** (base, JSON of tags) -> number of the tag set; base 0 is empty. */
  tagSet: 12,
  /** (JSON of {name, type, isTime}) -> number of the metric. */
  metric: 13,
  /** (tag set, path of the group, name of the check) -> number that stands for the tag set in samples of this check. */
  checkHandle: 14,
  /** (path): names a group even if nothing runs in it. */
  group: 15,
  /** () -> milliseconds on the run's clock. */
  now: 16,
  /** (what) -> a number of k6/execution, or `id`: that of the VU. */
  execution: 17,
  /** () -> JSON of the consolidated options. */
  options: 18,
  /** (message) */
  abort: 19,
  /** (what, what to do instead or '', the script's stack): ends the run, k6 has it and the runner lacks it. */
  unsupported: 20,
  /** (message) */
  markFailed: 21,
  /** (number, JSON of what a request has besides URL and body): the guest calls it by the number from now on. */
  defineSpec: 22,
  /** (number of the spec, url, bodyKind, body?) -> id of an asynchronous request. */
  startRequest: 23,
  /** (delayMs, queue of its event) -> id, which no other timer of the thread has. */
  startTimer: 24,
  /** (id, queue) */
  stopTimer: 25,
  /** (id of a response that a batch or an event has named) -> the Response, once. */
  response: 26,
  /** (JSON of a cookie operation) -> JSON */
  cookies: 27,
  /** (path, 't' | 'b', URL of the file that asks, empty for the main one) -> text or ArrayBuffer */
  openFile: 28,
  /** (specifier, base) -> URL */
  resolvePath: 29,
  /** (name) -> length, or -1 when nobody has made this array yet */
  sharedLength: 30,
  /** (name, JSON array of JSON texts) */
  sharedPut: 31,
  /** (name, index) -> JSON of the element */
  sharedGet: 32,
  /** (algorithm, encoding, kind of secret, secret, bytes or text, ...) -> text or ArrayBuffer */
  digest: 33,
  /** (size) -> ArrayBuffer */
  randomBytes: 34,
  /** (a stack trace) -> the same with places in the script's own files, and without the runner's frames. */
  located: 35,
  /** (name of the extension, JSON of its settings) -> handle */
  extensionOpen: 36,
  /** (JSON of [handle, method, arguments]) -> id of a call whose answer comes as an event. */
  extensionStart: 37,
  /** (JSON of [handle, method, argument]) -> JSON of an answer that the extension has at hand. */
  extensionAsk: 38,
  /** (handle, number) -> ArrayBuffer that an answer of the extension has named by this number. */
  extensionBytes: 39,
  /** (URL, base or '') -> JSON of its parts, '' for what is none. */
  url: 40,
  /** (anything) -> 1 for a key of crypto.subtle, else 0. */
  isKey: 41,
  /** (method, JSON of the arguments with {$part} for keys and bytes, these) -> id of a call whose answer comes as an event. */
  subtleStart: 42,
  /** (id of an answered call) -> its bytes, once. */
  subtleBytes: 43,
  /** (id of an answered call, 'key' | 'publicKey' | 'privateKey') -> the key, once. */
  subtleKey: 44,
  /** (JSON of a SocketSpec) -> id */
  socketOpen: 45,
  /** (id, kind, text or bytes); of kind none it is a ping. */
  socketSend: 46,
  /** (id, code, reason) */
  socketClose: 47,
  /** (id) -> text or ArrayBuffer: the message that an event announced. */
  socketMessage: 48,
  /** (id) -> bytes that have not left yet. */
  socketBuffered: 49,
});
export type CallName = keyof typeof CALL;
export type SuspendingCallName = 'nextIteration' | 'sleep' | 'request' | 'batch' | 'awaitEvent' | 'extensionCall';
export type DirectCallName = Exclude<CallName, SuspendingCallName>;

/** The mailbox is an array of doubles in the guest's memory that both sides read and write. Lengths in doubles. */
export const MAILBOX_LENGTH = 104;
/** Positions of single numbers in the mailbox. */
export const SLOT = Object.freeze({
  /** Guest: how many samples stand at SAMPLES_AT. */
  sampleCount: 0,
  /** Host: number of the iteration in its scenario, over all VUs. */
  scenarioIteration: 2,
  /** Host: number of the iteration of this VU in its scenario. */
  vuIterationInScenario: 3,
  /** Host: number of the iteration of this VU since its start. */
  vuIteration: 4,
  /** Host: number of the iteration in its scenario, over all instances of the test. */
  testIteration: 5,
} as const);
/** Guest: samples, three numbers each: metric, value, tag set (for the metric `checks`: check handle). */
export const SAMPLES_AT = 8;
export const SAMPLE_CAPACITY = (MAILBOX_LENGTH - SAMPLES_AT) / 3;

/** Kinds of request bodies, and of other data that is text or bytes. */
export const BODY = Object.freeze({ none: 0, text: 1, bytes: 2 } as const);

/** What a guest loop is started for. */
export type Activation =
  | {
      kind: 'scenario';
      name: string;
      executor: string;
      /** Milliseconds since 1970. */
      startTimeMs: number;
      exec: string;
      env: Record<string, string>;
      tags: Record<string, string>;
      /** The option `throw`. */
      throws: boolean;
      /** JSON of what setup() returned. */
      setupData: string | undefined;
    }
  | {
      kind: 'setup' | 'teardown' | 'handleSummary';
      exec: string;
      tags: Record<string, string>;
      throws: boolean;
      /** JSON of the function's argument. */
      argument: string | undefined;
    };

/** What a sandbox asks for first, through the call `activation`. */
export interface Boot {
  env: Record<string, string>;
}

/** What a sandbox tells of its own accord, through the call `report`. */
export type GuestReport =
  /** The script has been evaluated; `typeof` of each export, and its options. */
  | { kind: 'script'; exports: Record<string, string>; options: unknown }
  /** A lifecycle function has returned. */
  | { kind: 'result'; value: unknown };

/** What became of a lifecycle function. */
export type LifecycleOutcome =
  | { state: 'returned'; value: unknown }
  | { state: 'threw'; text: string }
  /** It has ended the run itself. */
  | { state: 'ended' }
  | { state: 'interrupted' };

/** Answers of `awaitEvent`. */
export type GuestEvent =
  | { kind: 'timer'; id: number }
  | { kind: 'response'; id: number }
  /** An extension has answered, with a value or with the message of an error. */
  | { kind: 'answer'; id: number; value?: unknown; error?: string }
  /** An extension tells of something that nobody waits for; `id` is the number of the guest's listener. */
  | { kind: 'notice'; id: number; value: unknown }
  | { kind: 'socket'; id: number; news: SocketNews }
  /** Nothing is due any more. */
  | { kind: 'idle' };

/** A WebSocket that a script opens. */
export interface SocketSpec {
  url: string;
  headers: [name: string, value: string][];
  isCompressed: boolean;
  tagSet: number;
  jar: number;
  /** Its events have a queue of their own, with its id as the number: the VU waits for nothing else. */
  hasOwnQueue: boolean;
}

/** What the other side answers to the request for a WebSocket. */
export interface SocketResponse {
  status: number;
  headers: [name: string, value: string][];
}

/** What happens to a WebSocket. `closed` comes last, whatever happens. */
export type SocketNews =
  | { what: 'answer'; response: SocketResponse; url: string }
  | { what: 'open' | 'text' | 'bytes' | 'ping' | 'pong' }
  | { what: 'error'; text: string }
  | { what: 'closed'; code: number; reason: string };

/** Built-in metrics that the guest itself records, in the order of their numbers. */
export const GUEST_METRICS = ['checks', 'group_duration'] as const;
