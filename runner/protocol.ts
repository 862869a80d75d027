// What host and guest agree on: the calls that a sandbox can make and the layout of the numbers they share. No imports.

/** Calls that suspend the guest until the host has an answer. A guest may have only one of them open. */
export const SUSPENDING_CALLS = [
  /** (tag set) -> 1: run an iteration; 0: stop. The tag set is for the samples of the iteration that just ended. */
  'nextIteration',
  /** (seconds) */
  'sleep',
  /** (number of the spec, url, bodyKind, body?) -> the Response. */
  'request',
  /** (JSON array of [number of the spec, url, bodyKind, body]) -> JSON array of ids of responses. */
  'batch',
  /** (queue) -> JSON of its next event. Queue 0 is the iteration's: timers, asynchronous requests, sockets. A socket may have its own. */
  'awaitEvent',
  /** (JSON of [handle, method, arguments]) -> JSON of the answer of an extension. */
  'extensionCall',
] as const;

/** Calls that are answered at once. */
export const DIRECT_CALLS = [
  /** () -> JSON of the Activation that the loop has to carry out. */
  'activation',
  /** (JSON of a GuestReport) */
  'report',
  /** (level, text) */
  'log',
  /** (level, text): what the script logs by itself. */
  'console',
  /** (text): an exception that left the script's function. */
  'exception',
  /** (): takes the samples out of the mailbox before it overflows. */
  'flush',
  /** (base, JSON of tags) -> number of the tag set; base 0 is empty. */
  'tagSet',
  /** (JSON of {name, type, isTime}) -> number of the metric. */
  'metric',
  /** (tag set, path of the group, name of the check) -> number that stands for the tag set in samples of this check. */
  'checkHandle',
  /** (path): names a group even if nothing runs in it. */
  'group',
  /** () -> milliseconds on the run's clock. */
  'now',
  /** (what) -> a number of k6/execution. */
  'execution',
  /** () -> JSON of the consolidated options. */
  'options',
  /** (message) */
  'abort',
  /** (what, what to do instead or '', the script's stack): ends the run, k6 has it and the runner lacks it. */
  'unsupported',
  /** (message) */
  'markFailed',
  /** (number, JSON of what a request has beside URL and body): the guest calls it by the number from now on. */
  'defineSpec',
  /** (number of the spec, url, bodyKind, body?) -> id of an asynchronous request. */
  'startRequest',
  /** (delayMs, queue of its event) -> id, which no other timer of the thread has. */
  'startTimer',
  /** (id, queue) */
  'stopTimer',
  /** (id of a response that a batch or an event has named) -> the Response, once. */
  'response',
  /** (JSON of a cookie operation) -> JSON */
  'cookies',
  /** (path, 't' | 'b', URL of the file that asks, empty for the main one) -> text or ArrayBuffer */
  'openFile',
  /** (specifier, base) -> URL */
  'resolvePath',
  /** (name) -> length, or -1 when nobody has made this array yet */
  'sharedLength',
  /** (name, JSON array of JSON texts) */
  'sharedPut',
  /** (name, index) -> JSON of the element */
  'sharedGet',
  /** (algorithm, encoding, kind of secret, secret, bytes or text, ...) -> text or ArrayBuffer */
  'digest',
  /** (size) -> ArrayBuffer */
  'randomBytes',
  /** (a stack trace) -> the same with places in the script's own files, and without the runner's frames. */
  'located',
  /** (name of the extension, JSON of its settings) -> handle */
  'extensionOpen',
  /** (JSON of [handle, method, arguments]) -> id of a call whose answer comes as an event. */
  'extensionStart',
  /** (JSON of [handle, method, argument]) -> JSON of an answer that the extension has at hand. */
  'extensionAsk',
  /** (handle, number) -> ArrayBuffer that an answer of the extension has named by this number. */
  'extensionBytes',
  /** (URL, base or '') -> JSON of its parts, '' for what is none. */
  'url',
  /** (anything) -> 1 for a key of crypto.subtle, else 0. */
  'isKey',
  /** (method, JSON of the arguments with {$part} for keys and bytes, these) -> id of a call whose answer comes as an event. */
  'subtleStart',
  /** (id of an answered call) -> its bytes, once. */
  'subtleBytes',
  /** (id of an answered call, 'key' | 'publicKey' | 'privateKey') -> the key, once. */
  'subtleKey',
  /** (JSON of a SocketSpec) -> id */
  'socketOpen',
  /** (id, kind, text or bytes); of kind none it is a ping. */
  'socketSend',
  /** (id, code, reason) */
  'socketClose',
  /** (id) -> text or ArrayBuffer: the message that an event has told of. */
  'socketMessage',
  /** (id) -> bytes that have not left yet. */
  'socketBuffered',
] as const;

export const CALLS = [...SUSPENDING_CALLS, ...DIRECT_CALLS] as const;
export type CallName = (typeof CALLS)[number];
/** The number of each call. Written down and frozen, as all constants here: so VUs share what has them (suspend/shared.ts). */
export const CALL = Object.freeze({
  nextIteration: 0,
  sleep: 1,
  request: 2,
  batch: 3,
  awaitEvent: 4,
  extensionCall: 5,
  activation: 6,
  report: 7,
  log: 8,
  console: 9,
  exception: 10,
  flush: 11,
  tagSet: 12,
  metric: 13,
  checkHandle: 14,
  group: 15,
  now: 16,
  execution: 17,
  options: 18,
  abort: 19,
  unsupported: 20,
  markFailed: 21,
  defineSpec: 22,
  startRequest: 23,
  startTimer: 24,
  stopTimer: 25,
  response: 26,
  cookies: 27,
  openFile: 28,
  resolvePath: 29,
  sharedLength: 30,
  sharedPut: 31,
  sharedGet: 32,
  digest: 33,
  randomBytes: 34,
  located: 35,
  extensionOpen: 36,
  extensionStart: 37,
  extensionAsk: 38,
  extensionBytes: 39,
  url: 40,
  isKey: 41,
  subtleStart: 42,
  subtleBytes: 43,
  subtleKey: 44,
  socketOpen: 45,
  socketSend: 46,
  socketClose: 47,
  socketMessage: 48,
  socketBuffered: 49,
} as const satisfies Record<CallName, number>);
export type SuspendingCallName = (typeof SUSPENDING_CALLS)[number];
export type DirectCallName = (typeof DIRECT_CALLS)[number];

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
  vuId: number;
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
