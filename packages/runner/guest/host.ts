// The guest's end of the host calls: typed, and out of the script's sight.
import { CALL, type CallName, MAILBOX_LENGTH, SAMPLE_CAPACITY, SAMPLES_AT, SLOT } from '../protocol.ts';
import type { Response } from './response.ts';

type Value = string | number | ArrayBuffer | undefined;

interface Calls {
  nextIteration(tagSet: number): number;
  sleep(seconds: number): void;
  request(spec: number, url: string, bodyKind: number, body: string | ArrayBuffer | undefined): Response;
  batch(requests: string): string;
  awaitEvent(queue: number): string;
  extensionCall(json: string): string;
  activation(): string;
  report(json: string): void;
  log(level: string, text: string): void;
  console(level: string, text: string): void;
  exception(text: string): void;
  flush(): void;
  group(path: string): void;
  abort(message: string): void;
  unsupported(what: string, instead: string, stack: string): never;
  markFailed(message: string): void;
  stopTimer(id: number, queue: number): void;
  sharedPut(name: string, json: string): void;
  metric(json: string): number;
  tagSet(base: number, tags: string): number;
  checkHandle(tagSet: number, group: string, name: string): number;
  now(): number;
  execution(what: string, argument?: number): number;
  options(): string;
  startRequest(spec: number, url: string, bodyKind: number, body: string | ArrayBuffer | undefined): number;
  defineSpec(id: number, json: string): void;
  startTimer(delayMs: number, queue: number): number;
  response(id: number): Response;
  cookies(json: string): string;
  openFile(path: string, mode: string, base: string): string | ArrayBuffer;
  resolvePath(specifier: string, base: string): string;
  sharedLength(name: string): number;
  sharedGet(name: string, index: number): string;
  digest(...args: Value[]): string | ArrayBuffer;
  randomBytes(size: number): ArrayBuffer;
  located(stack: string): string;
  extensionOpen(extension: string, settings: string): number;
  extensionStart(json: string): number;
  extensionAsk(json: string): string;
  extensionBytes(handle: number, id: number): ArrayBuffer;
  url(text: string, base: string): string;
  isKey(value: unknown): number;
  subtleStart(method: string, json: string, parts: readonly unknown[]): number;
  subtleBytes(id: number): ArrayBuffer;
  subtleKey(id: number, name: string): object;
  socketOpen(spec: string): number;
  socketSend(id: number, kind: number, data: string | ArrayBuffer | undefined): void;
  socketClose(id: number, code: number, reason: string): void;
  socketMessage(id: number): string | ArrayBuffer;
  socketBuffered(id: number): number;
}

/** Does not compile when a call of the protocol is missing above. */
type Complete = CallName extends keyof Calls ? true : never;
const isComplete: Complete = true;
void isComplete;

/** What the host hands to the script of one VU. Its objects are of another world and must not get into the script's hands. */
interface Native {
  useMailbox(mailbox: Float64Array): void;
  /** Carries out call number `index` of the protocol. Bytes come as a Uint8Array; a failure is thrown as an Error. */
  invoke(index: number, args: readonly unknown[]): string | number | Uint8Array | undefined;
  /** Begins a call that takes time; its answer is the value of `__wait`. */
  start(index: number, args: readonly unknown[]): void;
}

declare const __native: Native;
/** Suspends the VU until the host has an answer; written by the transform. */
declare function __wait(started: unknown): unknown;

/** Numbers that both sides read and write; made here, so that what is cut out of it is of the script's own world. */
export const mailbox = new Float64Array(MAILBOX_LENGTH);
__native.useMailbox(mailbox);

function messageOf(failure: unknown): string {
  return String((failure as { message?: unknown }).message);
}

function answer(index: number, args: readonly unknown[]): unknown {
  let result: unknown;
  try {
    result = __native.invoke(index, args);
  } catch (failure) {
    // A new error: the host's is none of this world.
    throw new Error(messageOf(failure));
  }
  return typeof result === 'object' ? bytesOf(result as Uint8Array) : result;
}

/** A copy of this world. */
function bytesOf(bytes: Uint8Array): ArrayBuffer {
  const copy = new Uint8Array(bytes.length);
  copy.set(bytes);
  return copy.buffer;
}

function begin(index: number, args: readonly unknown[]): void {
  try {
    __native.start(index, args);
  } catch (failure) {
    throw new Error(messageOf(failure));
  }
}

/** A call that the VU waits for. */
function waitFor(index: number, args: readonly unknown[]): unknown {
  return __wait(begin(index, args));
}

/** Frozen, as all that the script has through it: so VUs can share it. */
export const host = Object.freeze<Calls>({
  nextIteration: (tagSet) => waitFor(CALL.nextIteration, [tagSet]) as number,
  sleep: (seconds) => waitFor(CALL.sleep, [seconds]),
  request: (spec, url, bodyKind, body) => waitFor(CALL.request, [spec, url, bodyKind, body]) as Response,
  batch: (requests) => waitFor(CALL.batch, [requests]) as string,
  awaitEvent: (queue) => waitFor(CALL.awaitEvent, [queue]) as string,
  extensionCall: (json) => waitFor(CALL.extensionCall, [json]) as string,
  activation: () => answer(CALL.activation, []) as string,
  report: (json) => answer(CALL.report, [json]),
  log: (level, text) => answer(CALL.log, [level, text]),
  console: (level, text) => answer(CALL.console, [level, text]),
  exception: (text) => answer(CALL.exception, [text]),
  flush: () => answer(CALL.flush, []),
  tagSet: (base, tags) => answer(CALL.tagSet, [base, tags]) as number,
  metric: (json) => answer(CALL.metric, [json]) as number,
  checkHandle: (tagSet, group, name) => answer(CALL.checkHandle, [tagSet, group, name]) as number,
  group: (path) => answer(CALL.group, [path]),
  now: () => answer(CALL.now, []) as number,
  execution: (what, argument) => answer(CALL.execution, [what, argument]) as number,
  options: () => answer(CALL.options, []) as string,
  abort: (message) => answer(CALL.abort, [message]),
  unsupported: (what, instead, stack) => answer(CALL.unsupported, [what, instead, stack]) as never,
  markFailed: (message) => answer(CALL.markFailed, [message]),
  defineSpec: (id, json) => answer(CALL.defineSpec, [id, json]),
  startRequest: (spec, url, bodyKind, body) => answer(CALL.startRequest, [spec, url, bodyKind, body]) as number,
  startTimer: (delayMs, queue) => answer(CALL.startTimer, [delayMs, queue]) as number,
  stopTimer: (id, queue) => answer(CALL.stopTimer, [id, queue]),
  response: (id) => __native.invoke(CALL.response, [id]) as unknown as Response,
  cookies: (json) => answer(CALL.cookies, [json]) as string,
  openFile: (path, mode, base) => answer(CALL.openFile, [path, mode, base]) as string | ArrayBuffer,
  resolvePath: (specifier, base) => answer(CALL.resolvePath, [specifier, base]) as string,
  sharedLength: (name) => answer(CALL.sharedLength, [name]) as number,
  sharedPut: (name, json) => answer(CALL.sharedPut, [name, json]),
  sharedGet: (name, index) => answer(CALL.sharedGet, [name, index]) as string,
  digest: (...args) => answer(CALL.digest, [...args]) as string | ArrayBuffer,
  randomBytes: (size) => answer(CALL.randomBytes, [size]) as ArrayBuffer,
  located: (stack) => answer(CALL.located, [stack]) as string,
  extensionOpen: (extension, settings) => answer(CALL.extensionOpen, [extension, settings]) as number,
  extensionStart: (json) => answer(CALL.extensionStart, [json]) as number,
  extensionAsk: (json) => answer(CALL.extensionAsk, [json]) as string,
  extensionBytes: (handle, id) => answer(CALL.extensionBytes, [handle, id]) as ArrayBuffer,
  url: (text, base) => answer(CALL.url, [text, base]) as string,
  isKey: (value) => answer(CALL.isKey, [value]) as number,
  subtleStart: (method, json, parts) => answer(CALL.subtleStart, [method, json, parts]) as number,
  subtleBytes: (id) => answer(CALL.subtleBytes, [id]) as ArrayBuffer,
  subtleKey: (id, name) => __native.invoke(CALL.subtleKey, [id, name]) as unknown as object,
  socketOpen: (spec) => answer(CALL.socketOpen, [spec]) as number,
  socketSend: (id, kind, data) => answer(CALL.socketSend, [id, kind, data]),
  socketClose: (id, code, reason) => answer(CALL.socketClose, [id, code, reason]),
  socketMessage: (id) => answer(CALL.socketMessage, [id]) as string | ArrayBuffer,
  socketBuffered: (id) => answer(CALL.socketBuffered, [id]) as number,
});

/** Records a sample: the host collects it with the next call. */
export function record(metric: number, value: number, tagSet: number): void {
  let count = mailbox[SLOT.sampleCount] as number;
  if (count === SAMPLE_CAPACITY) {
    host.flush();
    count = 0;
  }
  const at = SAMPLES_AT + 3 * count;
  mailbox[at] = metric;
  mailbox[at + 1] = value;
  mailbox[at + 2] = tagSet;
  mailbox[SLOT.sampleCount] = count + 1;
}

/** Ends the run: k6 has what the script asks for, and the runner lacks it. */
export function unsupported(what: string, instead = ''): never {
  return host.unsupported(what, instead, host.located(String(new Error().stack)));
}
