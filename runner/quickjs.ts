// One QuickJS sandbox on the low-level binding: values in and out, host calls that may suspend the guest, module loading.
//
// Each sandbox is a WebAssembly instance of its own, because an instance can hold only one suspended call. The instances
// share the compiled module. The high-level wrapper of quickjs-emscripten-core costs 5 to 17 µs a host call, this one 0.4 to 3.
import {
  type EvalDetectModule,
  EvalFlags,
  type EvalFlags as Flags,
  type HostRefId,
  type IntrinsicsFlags as Intrinsics,
  type JSContextPointer,
  type JSRuntimePointer,
  type JSValueConstPointer,
  type JSValuePointer,
  type JSVoidPointer,
  type QuickJSAsyncEmscriptenModule,
  type QuickJSAsyncFFI,
} from 'quickjs-emscripten-core';
import { GuestError } from './guest-error.ts';
import { type GuestValue, GuestValues } from './guest-values.ts';
import { type Instance, newInstance } from './quickjs-instance.ts';
import { copyMemory, restoreMemory, type SandboxImage } from './sandbox-image.ts';

/** The arguments of one host call; read them before the call returns or suspends. */
export interface CallArguments {
  text(index: number): string;
  number(index: number): number;
  bytes(index: number): Uint8Array;
}

/** Answers a call at once. A thrown Error is thrown in the guest. */
export type DirectCall = (args: CallArguments) => GuestValue;
/** Answers a call through `suspension.resume`, now or later. */
export type SuspendingCall = (args: CallArguments, suspension: Suspension) => void;
export type HostCall =
  | { name: string; suspends: false; call: DirectCall }
  | { name: string; suspends: true; call: SuspendingCall };

export interface ModuleLoader {
  /** Full name of the module that `specifier` means in `base`. Throws an Error to refuse it. */
  resolve(base: string, specifier: string): string;
  /** Source text. */
  load(name: string): string;
}

/** 0 stands for all language features. */
const INTRINSICS = 0 as Intrinsics;

export interface QuickJsOptions {
  /** Installed as properties of the global object `__host`, in this order. */
  calls: readonly HostCall[];
  loader: ModuleLoader;
  /** Length of the shared array of doubles at `__host.mailbox`. */
  mailboxLength: number;
  /** The error of a call that would have to wait in the init context. */
  cannotWait: (name: string) => Error;
  /** Called before a suspended guest goes on. */
  onResume?: () => void;
  /** Asked now and then while guest code runs; true stops it with an error that it cannot catch. */
  shouldInterrupt?: () => boolean;
}

/**
 * Most bytes that guest functions may take on the stack: some 700 calls deep. With QuickJS's own limit an endless recursion
 * overflows the stack of the thread first, and that is the end of the instance instead of an exception.
 */
const MAX_STACK_BYTES = 131_072;

/** A JavaScript world of its own. */
export class QuickJs {
  readonly #module: QuickJSAsyncEmscriptenModule;
  readonly #ffi: QuickJSAsyncFFI;
  readonly #runtime: JSRuntimePointer;
  readonly #context: JSContextPointer;
  readonly #values: GuestValues;
  readonly #calls: readonly HostCall[];
  readonly #loader: ModuleLoader;
  readonly #mailboxAt: number;
  readonly #mailboxLength: number;
  readonly #mailbox: Float64Array;
  /** Guest code runs that was started by `run`: only there can a call suspend. */
  #maySuspend = false;
  #isDisposed = false;
  #isBroken = false;
  /** Ends `run` when the instance fails while a call returns. */
  #breakDown: ((error: Error) => void) | undefined;
  #argv = 0 as JSValueConstPointer;
  /** An error of the module loader, which QuickJS itself would only report by name. */
  #loadError: Error | undefined;
  readonly #arguments: CallArguments;
  readonly #onResume: (() => void) | undefined;

  /** `image`: memory to start from, instead of an empty world. */
  static async create(options: QuickJsOptions, image?: SandboxImage): Promise<QuickJs> {
    return new QuickJs(await newInstance(image?.memory.lengthBytes), options, image);
  }

  private constructor(instance: Instance, options: QuickJsOptions, image: SandboxImage | undefined) {
    const { module, ffi } = instance;
    this.#module = module;
    this.#ffi = ffi;
    this.#calls = options.calls;
    this.#loader = options.loader;
    this.#onResume = options.onResume;
    if (image) restoreMemory(module.HEAPU8, image.memory);
    this.#runtime = image?.runtime ?? ffi.QTS_NewRuntime();
    this.#context = image?.context ?? ffi.QTS_NewContext(this.#runtime, INTRINSICS);
    this.#values = new GuestValues(instance, this.#context);
    ffi.QTS_RuntimeSetMaxStackSize(this.#runtime, MAX_STACK_BYTES);
    this.#arguments = {
      text: (index) => this.#values.text(ffi.QTS_ArgvGetJSValueConstPointer(this.#argv, index)),
      number: (index) => ffi.QTS_GetFloat64(this.#context, ffi.QTS_ArgvGetJSValueConstPointer(this.#argv, index)),
      bytes: (index) => this.#values.bytes(ffi.QTS_ArgvGetJSValueConstPointer(this.#argv, index)),
    };
    module.callbacks = {
      callFunction: (asyncify, _context, _this, _count, argv, id) => {
        const call = this.#calls[id] as HostCall;
        if (!call.suspends) return this.#callDirect(call.call, argv);
        if (!asyncify || !this.#maySuspend) return this.#values.throw(options.cannotWait(call.name));
        return asyncify.handleSleep((wake) => this.#callSuspending(call.call, argv, wake));
      },
      loadModuleSource: (_asyncify, _runtime, _context, name) => this.#loadText(() => this.#loader.load(name)) as never,
      normalizeModule: (_asyncify, _runtime, _context, base, specifier) =>
        this.#loadText(() => this.#loader.resolve(base, specifier)) as never,
      shouldInterrupt: () => (options.shouldInterrupt?.() ? 1 : 0),
      freeHostRef: () => {},
    };
    ffi.QTS_RuntimeEnableModuleLoader(this.#runtime, 1);
    if (options.shouldInterrupt) ffi.QTS_RuntimeEnableInterruptHandler(this.#runtime);
    this.#mailboxLength = options.mailboxLength;
    this.#mailboxAt = image?.mailboxAt ?? module._malloc(options.mailboxLength * 8);
    // Stays valid when the memory grows: a shared memory does not move.
    this.#mailbox = new Float64Array(module.HEAPU8.buffer, this.#mailboxAt, options.mailboxLength);
    if (!image) this.#install();
  }

  /** What others can start from. Only a sandbox that nothing is running in can be copied. */
  takeImage(): SandboxImage {
    const memory = copyMemory(this.#module.HEAPU8);
    return { runtime: this.#runtime, context: this.#context, mailboxAt: this.#mailboxAt, memory };
  }

  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  /** The instance itself has failed, not the guest's code: it can do nothing any more. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** The numbers that host and guest share. */
  get mailbox(): Float64Array {
    return this.#mailbox;
  }

  /** Evaluates a module and what it imports; no call may suspend. Throws a GuestError. */
  evaluateModule(source: string, filename: string): void {
    this.#evaluate(source, filename, EvalFlags.JS_EVAL_TYPE_MODULE | EvalFlags.JS_EVAL_FLAG_STRICT);
  }

  /** Runs a global script in which calls may suspend. Resolves when it has ended, rejects with a GuestError. */
  async run(source: string): Promise<void> {
    const wasAllowed = this.#maySuspend;
    if (wasAllowed) throw new Error('this sandbox is running already');
    const at = this.#values.allocate(source);
    this.#maySuspend = true;
    try {
      const length = this.#module.lengthBytesUTF8(source);
      const flags = EvalFlags.JS_EVAL_TYPE_GLOBAL as Flags;
      const broken = new Promise<never>((_resolve, reject) => {
        this.#breakDown = reject;
      });
      const { QTS_Eval_MaybeAsync: evaluate } = this.#ffi;
      const result = await Promise.race([
        evaluate(this.#context, at as never, length, 'runner', 0 as EvalDetectModule, flags),
        broken,
      ]);
      if (!this.#isDisposed) this.#release(result);
    } catch (error) {
      this.#isBroken = !(error instanceof GuestError);
      throw error;
    } finally {
      this.#maySuspend = false;
      if (!this.#isDisposed && !this.#isBroken) this.#module._free(at);
    }
  }

  /** Lets go of the instance. A suspended guest never wakes up again. */
  dispose(): void {
    this.#isDisposed = true;
  }

  #evaluate(source: string, filename: string, flags: number): void {
    const result = this.#values.withText(source, (at, length) =>
      this.#ffi.QTS_Eval(this.#context, at as never, length, filename, 0 as EvalDetectModule, flags as Flags),
    );
    this.#release(result);
  }

  #install(): void {
    const { QTS_GetGlobalObject, QTS_NewObject, QTS_NewFunction, QTS_NewArrayBuffer } = this.#ffi;
    const global = QTS_GetGlobalObject(this.#context);
    const host = QTS_NewObject(this.#context);
    this.#calls.forEach(({ name }, id) => {
      this.#values.setProperty(host, name, QTS_NewFunction(this.#context, name, 0, false, id as HostRefId));
    });
    const buffer = QTS_NewArrayBuffer(this.#context, this.#mailboxAt as JSVoidPointer, this.#mailboxLength * 8);
    this.#values.setProperty(host, 'mailbox', buffer);
    this.#values.setProperty(global, '__host', host);
    this.#values.free(global);
  }

  #callDirect(call: DirectCall, argv: JSValueConstPointer): JSValuePointer {
    this.#argv = argv;
    try {
      return this.#values.toGuest(call(this.#arguments));
    } catch (error) {
      return this.#values.throw(error as Error);
    }
  }

  /** A value for the guest; what does not fit becomes an exception. */
  #toGuest(value: GuestValue): JSValuePointer {
    try {
      return this.#values.toGuest(value);
    } catch (error) {
      return this.#values.throw(error as Error);
    }
  }

  #callSuspending(call: SuspendingCall, argv: JSValueConstPointer, wake: (value: JSValuePointer) => void): void {
    this.#argv = argv;
    const suspension = new Suspension(this, wake);
    try {
      call(this.#arguments, suspension);
    } catch (error) {
      suspension.resume(error as Error);
    }
  }

  /** Lets a suspended call return; used by Suspension. */
  wake(value: GuestValue | Error, wake: (value: JSValuePointer) => void): void {
    if (this.#isDisposed || this.#isBroken) return;
    this.#onResume?.();
    const { exitCode } = process;
    try {
      wake(value instanceof Error ? this.#values.throw(value) : this.#toGuest(value));
    } catch (error) {
      this.#breakDown?.(error as Error);
    }
    // An instance that breaks down sets it.
    if (process.exitCode !== exitCode) process.exitCode = exitCode;
  }

  /** A text that QuickJS frees itself; 0 when `make` refuses. */
  #loadText(make: () => string): number {
    try {
      return this.#values.allocate(make());
    } catch (error) {
      this.#loadError ??= error as Error;
      return 0;
    }
  }

  /** Frees a result, or throws what it stands for. */
  #release(result: JSValuePointer): void {
    const loadError = this.#loadError;
    this.#loadError = undefined;
    const error = this.#ffi.QTS_ResolveException(this.#context, result);
    this.#values.free(result);
    if (loadError) throw loadError;
    if (error) throw this.#values.toError(error);
  }
}

/** A call that the guest waits in. A class, not a closure: one is made for every request. */
export class Suspension {
  readonly #js: QuickJs;
  readonly #wake: (value: JSValuePointer) => void;
  #isAnswered = false;

  constructor(js: QuickJs, wake: (value: JSValuePointer) => void) {
    this.#js = js;
    this.#wake = wake;
  }

  /** Lets the guest go on with a value or an exception; only the first time counts. */
  resume(value: GuestValue | Error): void {
    if (this.#isAnswered) return;
    this.#isAnswered = true;
    this.#js.wake(value, this.#wake);
  }
}
