// A world for scripts: a V8 context without anything of Node, with the script's code compiled in it. VUs share one.
import vm from 'node:vm';
import type { Answered, ResponseHost } from './guest/response.ts';
import { GuestError } from './guest-error.ts';
import { type Answer, detailsOf } from './http-answer.ts';
import { grown, loopsLeft, MEASURED } from './memory.ts';
import { type ScriptText, urlOfSource } from './script.ts';
import { FULL, STOP } from './suspend/faces.ts';
import { originalText, Places } from './suspend/places.ts';
import type { ScriptCode } from './suspend/transform.ts';

/** What a world asks of the VU whose code is running. */
export interface Inhabitant {
  /** Asked now and then while code runs: true ends it with an error that it cannot catch. */
  mustStop(): boolean;
  /** A call that waits was reached where nothing can wait: the run must end. `place`: of the call in the script. */
  wouldWait(place: string): void;
  /** The script asked for what k6 has and the runner lacks: the run must end. `stack`: where. */
  unsupported(what: string, instead: string, stack: string): void;
  /** Carries out a call of the protocol, or begins one that takes time. */
  invoke(index: number, args: readonly unknown[]): unknown;
  start(index: number, args: readonly unknown[]): void;
  mailbox: Float64Array;
  /** Class of the VU's promises. */
  promise: unknown;
  /** What its script does with pages: see guest/html.ts. */
  pages: object | undefined;
  /** Variables of its script: see suspend/shared.ts. */
  variables: unknown;
}

/** What the code of a VU returns. */
export interface GuestExports {
  loop: () => void;
  abandon: () => void;
  /** Names that the script has put into its global object. */
  globals: () => readonly string[];
}

type Face = () => Generator<unknown, unknown, unknown>;

type Keys = ReturnType<typeof import('./guest/crypto-key.ts').makeKeys>;

/** Exports of guest/world.ts, or of guest/world-html.ts. */
interface SharedCode {
  makeFaces(host: object): { g(f: unknown): Face | undefined };
  makeResponse(host: ResponseHost): new (answer: Answered) => object;
  ownFields(value: unknown): unknown;
  makeKeys(): Keys;
  /** The parser. */
  load?: unknown;
}

/** Objects of JavaScript or V8 that k6 does not have. */
const FOREIGN = [
  'SharedArrayBuffer',
  'Atomics',
  'WebAssembly',
  'WeakRef',
  'FinalizationRegistry',
  'Iterator',
  'Intl',
  'console',
];
/** Name of the script's code in stack traces. */
const CODE_NAME = 'runner:script';
const SHARED_NAME = 'runner:world';
/** Loops and calls between two questions whether to stop, at most. */
const FUEL = 2_000;
/** An endless recursion has hundreds of lines. */
const STACK_LINES = 10;

/** An expression: how many members the objects of the language have, and which functions the commonest are. */
const MEASURE = `(() => {
  const homes = Object.getOwnPropertyNames(globalThis).map((name) => globalThis[name]).flatMap((home) => [home, home?.prototype])
    .filter((home) => (typeof home === 'object' && home !== null && home !== globalThis) || typeof home === 'function');
  const functions = homes.map((home) => Reflect.ownKeys(home).map((key) => Reflect.getOwnPropertyDescriptor(home, key)));
  return () => {
    const same = homes.map((home, at) => {
      const keys = Reflect.ownKeys(home);
      return keys.length === functions[at].length && keys.every((key, i) => {
        const now = Reflect.getOwnPropertyDescriptor(home, key), before = functions[at][i];
        return now.value === before.value && now.get === before.get || now.value !== now.value;
      });
    });
    return String(same.every(Boolean));
  };
})()`;

export class World {
  /** The VU whose code is running. */
  #current: Inhabitant | undefined;
  readonly #unknownNames: readonly string[];
  readonly #measure: () => string;
  readonly #before: string;
  readonly #faces: { g(f: unknown): Face | undefined };
  readonly #script: ScriptCode<GuestExports>;
  readonly #places: Places;
  readonly #originals: ReadonlyMap<string, string>;
  readonly #Response: new (
    answer: Answered,
  ) => object;
  /** Keys of crypto.subtle. */
  readonly keys: Keys;
  readonly #newError: (message: string) => unknown;

  /** `isOwn`: of one VU alone, whose global object is the world's. */
  constructor({ code, world, natives, originals, places, unknownNames }: ScriptText, isOwn: boolean) {
    this.#unknownNames = unknownNames;
    this.#places = new Places(code, places);
    this.#originals = originals;
    const context = vm.createContext(Object.create(null) as object, { codeGeneration: { strings: true, wasm: false } });
    const run = (text: string, filename?: string): unknown =>
      vm.runInContext(text, context, filename === undefined ? {} : { filename });
    const weakRef = run('WeakRef');
    run(`for (const name of ${JSON.stringify(FOREIGN)}) delete globalThis[name];`);
    const shared = run(world, SHARED_NAME) as SharedCode;
    this.#Response = shared.makeResponse({
      details: (answer) => JSON.stringify(detailsOf(answer as Answer)),
      unsupported: (what, instead, stack) => this.#current?.unsupported(what, instead, this.located(stack)),
      pages: () => this.#current?.pages as ReturnType<ResponseHost['pages']>,
    });
    this.keys = shared.makeKeys();
    this.#newError = run('(message) => new Error(message)') as (message: string) => unknown;
    this.#faces = shared.makeFaces({
      tick: () => (this.#current?.mustStop() ? STOP : loopsLeft(FUEL) || FULL),
      own: shared.ownFields,
      wouldWait: (stack: string) => this.#current?.wouldWait(this.#firstPlace(stack)),
      textOf: (native: string) => originalText(this.#originals, native),
      promise: () => this.#current?.promise,
    });
    const own = run(`({ ${natives.map((name) => `${name}: globalThis.${name}`).join(', ')} })`) as object;
    Object.assign(own, { WeakRef: weakRef });
    const measure = run(MEASURED) as (natives: object, grown: (bytes: number) => boolean) => void;
    measure(own, grown);
    this.#measure = run(MEASURE) as () => string;
    this.#before = this.#measure();
    const make = run(code, CODE_NAME) as (...given: unknown[]) => ScriptCode<GuestExports>;
    this.#script = make(this.#faces, own, this.#native(shared.load), run('globalThis'), isOwn);
  }

  /** The host's side of the VU whose code is running, as guest/host.ts has it. */
  #native(loadHtml: unknown): object {
    const current = (): Inhabitant => this.#current as Inhabitant;
    return {
      loadHtml,
      invoke: (index: number, args: readonly unknown[]) => current().invoke(index, args),
      start: (index: number, args: readonly unknown[]) => current().start(index, args),
      useMailbox: (mailbox: Float64Array) => {
        current().mailbox = mailbox;
      },
      usePromise: (promise: unknown) => {
        current().promise = promise;
      },
      usePages: (pages: object) => {
        current().pages = pages;
      },
    };
  }

  /** Evaluates the script for a VU, whose code is the running one from then on. Throws what the script throws. */
  evaluate(inhabitant: Inhabitant): GuestExports {
    this.#current = inhabitant;
    const exports = this.#script.evaluate();
    inhabitant.variables = this.#script.variables();
    return exports;
  }

  /** Code of this VU is about to run. */
  enter(inhabitant: Inhabitant): void {
    this.#current = inhabitant;
    this.#script.use(inhabitant.variables);
  }

  /** Calls code of a VU, maybe in the middle of another's. */
  call<T>(inhabitant: Inhabitant, f: () => T): T {
    const before = [this.#current, this.#script.variables()] as const;
    this.enter(inhabitant);
    try {
      return f();
    } finally {
      this.#current = before[0];
      this.#script.use(before[1]);
    }
  }

  /** Starts a function of the script: a generator that can be resumed. */
  start(f: () => void): Generator<unknown, unknown, unknown> {
    const face = this.#faces.g(f);
    if (!face) throw new Error('the loop of the script cannot wait');
    return face();
  }

  /** Whether a script has changed objects of the language. */
  hasChanged(): boolean {
    return this.#measure() !== this.#before;
  }

  /** Whether the script uses one of these names without declaring it. */
  needs(names: readonly string[]): boolean {
    return names.some((name) => this.#unknownNames.includes(name));
  }

  /** The script's object for an answer. */
  response(answer: Answer): object {
    return new this.#Response(answer as Answered);
  }

  /** An error of the script's world. */
  error(message: string): unknown {
    return this.#newError(message);
  }

  /** An exception of this world. */
  toGuestError(thrown: unknown): GuestError {
    if (typeof thrown !== 'object' || thrown === null) return new GuestError('', `Uncaught ${String(thrown)}`, '');
    const { name, message, stack } = thrown as { name?: unknown; message?: unknown; stack?: unknown };
    if (message === undefined) return new GuestError('', `Uncaught ${JSON.stringify(thrown)}`, '');
    return new GuestError(String(name ?? 'Error'), String(message), this.located(String(stack ?? '')));
  }

  /** A stack trace with the places of the script's own files, and without the runner's frames. */
  located(stack: string): string {
    const lines = stack.split('\n').flatMap((line) => this.#frame(line) ?? []);
    return lines.slice(0, STACK_LINES).join('\n');
  }

  #firstPlace(stack: string): string {
    return /\((.*)\)$/.exec(this.located(stack).split('\n')[0] ?? '')?.[1] ?? '';
  }

  #frame(line: string): string | undefined {
    const [, name = '', row, column] = /^\s+at (?:(.*?) \()?runner:script:(\d+):(\d+)\)?$/.exec(line) ?? [];
    if (row === undefined) return undefined;
    const place = this.#places.original(Number(row), Number(column));
    const file = place && urlOfSource(place.file);
    return file && `    at ${this.#nameOf(name)} (${file}:${place.line}:${place.column + 1})`;
  }

  /** The script's name of a function. */
  #nameOf(shown: string): string {
    const id = /\$\$+h(\d+)/.exec(shown)?.[1];
    const text = id === undefined ? undefined : this.#originals.get(id);
    const name = text === undefined ? shown : (/^function\*? ([\w$]+)/.exec(text)?.[1] ?? '');
    return name.replace(/^Object\./, '').replace(/\.next$/, '') || '<anonymous>';
  }
}
