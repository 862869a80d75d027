// The guest's end of the host calls: typed, and out of the script's sight as soon as this module has loaded.
import { type CallName, SAMPLE_CAPACITY, SAMPLES_AT, SLOT } from '../protocol.ts';

type Value = string | number | ArrayBuffer | undefined;

interface Calls {
  next(tagSet: number): number;
  sleep(seconds: number): void;
  request(spec: number, url: string, bodyKind: number, body: string | ArrayBuffer | undefined): number;
  batch(requests: string): string;
  awaitEvent(): string;
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
  stopTimer(id: number): void;
  sharedPut(name: string, json: string): void;
  metric(json: string): number;
  tagSet(base: number, tags: string): number;
  checkHandle(tagSet: number, group: string, name: string): number;
  now(): number;
  execution(what: string, argument?: number): number;
  options(): string;
  startRequest(spec: number, url: string, bodyKind: number, body: string | ArrayBuffer | undefined): number;
  defineSpec(id: number, json: string): void;
  startTimer(delayMs: number): number;
  bodyText(id: number): string;
  bodyBytes(id: number): ArrayBuffer;
  responseDetails(id: number): string;
  cookies(json: string): string;
  openFile(path: string, mode: string): string | ArrayBuffer;
  resolvePath(specifier: string, base: string): string;
  sharedLength(name: string): number;
  sharedGet(name: string, index: number): string;
  digest(...args: Value[]): string | ArrayBuffer;
  randomBytes(size: number): ArrayBuffer;
  extensionOpen(extension: string, settings: string): number;
  extensionStart(json: string): number;
  extensionAsk(json: string): string;
  extensionBytes(handle: number, id: number): ArrayBuffer;
}

interface Installed extends Calls {
  mailbox: ArrayBuffer;
}

/** Does not compile when a call of the protocol is missing above. */
type Complete = CallName extends keyof Calls ? true : never;
const isComplete: Complete = true;
void isComplete;

const world = globalThis as unknown as { __host?: Installed };

export const host = world.__host as Installed;
export const mailbox = new Float64Array(host.mailbox);
delete world.__host;

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
  return host.unsupported(what, instead, new Error().stack ?? '');
}
