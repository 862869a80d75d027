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
  type OwnedHeapCharPointer,
  type QuickJSAsyncEmscriptenModule,
  type QuickJSAsyncFFI,
} from 'quickjs-emscripten-core';
import { type GuestError, locate } from './guest-error.ts';
import { type Instance, newInstance } from './quickjs-instance.ts';

/** What a host call gives back to the guest. */
export type GuestValue = undefined | number | string | Uint8Array;

/** The arguments of one host call; read them before the call returns or suspends. */
export interface CallArguments {
  text(index: number): string;
  number(index: number): number;
  bytes(index: number): Uint8Array;
}

/** Answers a call at once. A thrown Error is thrown in the guest. */
export type DirectCall = (args: CallArguments) => GuestValue;
/** Answers a call through `resume`, now or later, exactly once. */
export type SuspendingCall = (args: CallArguments, resume: (value: GuestValue | Error) => void) => void;
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
  /** Most bytes that the guest's heap may take. */
  memoryLimitBytes?: number;
  /** Asked now and then while guest code runs; true stops it with an error that it cannot catch. */
  shouldInterrupt?: () => boolean;
}

/** The memory of a sandbox at rest, from which others with the same calls can start. */
export interface SandboxImage {
  runtime: JSRuntimePointer;
  context: JSContextPointer;
  mailboxAt: number;
  /** Length of the memory, bytes. */
  length: number;
  /** The parts that are not all zeros. */
  parts: { at: number; bytes: Uint8Array }[];
}

/** Images are compared and copied in steps of this many bytes. */
const IMAGE_STEP = 16_384;

/** A JavaScript world of its own. */
export class QuickJs {
  readonly #module: QuickJSAsyncEmscriptenModule;
  readonly #ffi: QuickJSAsyncFFI;
  readonly #runtime: JSRuntimePointer;
  readonly #context: JSContextPointer;
  readonly #calls: readonly HostCall[];
  readonly #loader: ModuleLoader;
  readonly #mailboxAt: number;
  readonly #mailboxLength: number;
  readonly #mailbox: Float64Array;
  /** Guest code runs that was started by `run`: only there can a call suspend. */
  #maySuspend = false;
  #isDisposed = false;
  #argv = 0 as JSValueConstPointer;
  /** An error of the module loader, which QuickJS itself would only report by name. */
  #loadError: Error | undefined;
  readonly #arguments: CallArguments;

  /** `image`: memory to start from, instead of an empty world. */
  static async create(options: QuickJsOptions, image?: SandboxImage): Promise<QuickJs> {
    return new QuickJs(await newInstance(image?.length), options, image);
  }

  private constructor({ module, ffi }: Instance, options: QuickJsOptions, image: SandboxImage | undefined) {
    this.#module = module;
    this.#ffi = ffi;
    this.#calls = options.calls;
    this.#loader = options.loader;
    if (image) restore(module, image);
    this.#runtime = image?.runtime ?? ffi.QTS_NewRuntime();
    this.#context = image?.context ?? ffi.QTS_NewContext(this.#runtime, INTRINSICS);
    if (options.memoryLimitBytes) ffi.QTS_RuntimeSetMemoryLimit(this.#runtime, options.memoryLimitBytes);
    this.#arguments = {
      text: (index) => this.#text(ffi.QTS_ArgvGetJSValueConstPointer(this.#argv, index)),
      number: (index) => ffi.QTS_GetFloat64(this.#context, ffi.QTS_ArgvGetJSValueConstPointer(this.#argv, index)),
      bytes: (index) => this.#bytes(ffi.QTS_ArgvGetJSValueConstPointer(this.#argv, index)),
    };
    module.callbacks = {
      callFunction: (asyncify, _context, _this, _count, argv, id) => {
        const call = this.#calls[id] as HostCall;
        if (!call.suspends) return this.#callDirect(call.call, argv);
        if (!asyncify || !this.#maySuspend)
          return this.#throw(new Error(`${call.name} cannot be called in the init context`));
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

  /** A copy of the memory. Only a sandbox that nothing is running in can be copied. */
  takeImage(): SandboxImage {
    const memory = this.#module.HEAPU8;
    const parts: SandboxImage['parts'] = [];
    for (let at = 0; at < memory.length; at += IMAGE_STEP) {
      const step = new Float64Array(memory.buffer, at, IMAGE_STEP / 8);
      if (step.some((value) => !Object.is(value, 0))) parts.push({ at, bytes: memory.slice(at, at + IMAGE_STEP) });
    }
    return { runtime: this.#runtime, context: this.#context, mailboxAt: this.#mailboxAt, length: memory.length, parts };
  }

  /** Parses a module, so that a later import finds it. Throws a GuestError. */
  compileModule(source: string, filename: string): void {
    this.#evaluate(
      source,
      filename,
      EvalFlags.JS_EVAL_TYPE_MODULE | EvalFlags.JS_EVAL_FLAG_STRICT | EvalFlags.JS_EVAL_FLAG_COMPILE_ONLY,
    );
  }

  get isDisposed(): boolean {
    return this.#isDisposed;
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
    const at = this.#allocate(source);
    this.#maySuspend = true;
    try {
      const length = this.#module.lengthBytesUTF8(source);
      const flags = EvalFlags.JS_EVAL_TYPE_GLOBAL as Flags;
      const result = await this.#ffi.QTS_Eval_MaybeAsync(
        this.#context,
        at as never,
        length,
        'runner',
        0 as EvalDetectModule,
        flags,
      );
      if (!this.#isDisposed) this.#release(result);
    } finally {
      this.#maySuspend = false;
      if (!this.#isDisposed) this.#module._free(at);
    }
  }

  /** Lets go of the instance. A suspended guest never wakes up again. */
  dispose(): void {
    this.#isDisposed = true;
  }

  #evaluate(source: string, filename: string, flags: number): void {
    const result = this.#withText(source, (at, length) =>
      this.#ffi.QTS_Eval(this.#context, at as never, length, filename, 0 as EvalDetectModule, flags as Flags),
    );
    this.#release(result);
  }

  #install(): void {
    const { QTS_GetGlobalObject, QTS_NewObject, QTS_NewFunction, QTS_NewArrayBuffer } = this.#ffi;
    const global = QTS_GetGlobalObject(this.#context);
    const host = QTS_NewObject(this.#context);
    this.#calls.forEach(({ name }, id) => {
      this.#setProperty(host, name, QTS_NewFunction(this.#context, name, 0, false, id as HostRefId));
    });
    const buffer = QTS_NewArrayBuffer(this.#context, this.#mailboxAt as JSVoidPointer, this.#mailboxLength * 8);
    this.#setProperty(host, 'mailbox', buffer);
    this.#setProperty(global, '__host', host);
    this.#free(global);
  }

  #setProperty(object: JSValuePointer, name: string, value: JSValuePointer): void {
    const key = this.#newText(name);
    this.#ffi.QTS_SetProp(this.#context, object, key, value);
    this.#free(key);
    this.#free(value);
  }

  #callDirect(call: DirectCall, argv: JSValueConstPointer): JSValuePointer {
    this.#argv = argv;
    try {
      return this.#toGuest(call(this.#arguments));
    } catch (error) {
      return this.#throw(error as Error);
    }
  }

  #callSuspending(call: SuspendingCall, argv: JSValueConstPointer, wake: (value: JSValuePointer) => void): void {
    this.#argv = argv;
    let isAnswered = false;
    const resume = (value: GuestValue | Error): void => {
      if (isAnswered || this.#isDisposed) return;
      isAnswered = true;
      wake(value instanceof Error ? this.#throw(value) : this.#toGuest(value));
    };
    try {
      call(this.#arguments, resume);
    } catch (error) {
      resume(error as Error);
    }
  }

  #toGuest(value: GuestValue): JSValuePointer {
    if (value === undefined) return 0 as JSValuePointer;
    if (typeof value === 'number') return this.#ffi.QTS_NewFloat64(this.#context, value);
    if (typeof value === 'string') return this.#newText(value);
    const at = this.#module._malloc(value.length || 1);
    this.#module.HEAPU8.set(value, at);
    return this.#ffi.QTS_NewArrayBuffer(this.#context, at as JSVoidPointer, value.length);
  }

  #throw(error: Error): JSValuePointer {
    const thrown = this.#ffi.QTS_NewError(this.#context);
    this.#setProperty(thrown, 'name', this.#newText(error.name));
    this.#setProperty(thrown, 'message', this.#newText(error.message));
    return this.#ffi.QTS_Throw(this.#context, thrown);
  }

  #text(value: JSValueConstPointer): string {
    const at = this.#ffi.QTS_GetString(this.#context, value);
    const text = this.#module.UTF8ToString(at);
    this.#ffi.QTS_FreeCString(this.#context, at);
    return text;
  }

  #bytes(value: JSValueConstPointer): Uint8Array {
    const length = this.#ffi.QTS_GetArrayBufferLength(this.#context, value);
    const at = this.#ffi.QTS_GetArrayBuffer(this.#context, value);
    const copy = this.#module.HEAPU8.slice(at, at + length);
    this.#module._free(at);
    return copy;
  }

  #newText(text: string): JSValuePointer {
    return this.#withText(text, (at) => this.#ffi.QTS_NewString(this.#context, at as never));
  }

  #withText<T>(text: string, use: (at: number, lengthBytes: number) => T): T {
    const lengthBytes = this.#module.lengthBytesUTF8(text);
    const at = this.#module._malloc(lengthBytes + 1);
    this.#module.stringToUTF8(text, at as OwnedHeapCharPointer, lengthBytes + 1);
    try {
      return use(at, lengthBytes);
    } finally {
      this.#module._free(at);
    }
  }

  #allocate(text: string): number {
    const lengthBytes = this.#module.lengthBytesUTF8(text) + 1;
    const at = this.#module._malloc(lengthBytes);
    this.#module.stringToUTF8(text, at as OwnedHeapCharPointer, lengthBytes);
    return at;
  }

  /** A text that QuickJS frees itself; 0 when `make` refuses. */
  #loadText(make: () => string): number {
    try {
      return this.#allocate(make());
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
    this.#free(result);
    if (loadError) throw loadError;
    if (error) throw this.#toError(error);
  }

  #toError(value: JSValuePointer): GuestError {
    const dump = this.#ffi.QTS_Dump(this.#context, value);
    const text = this.#module.UTF8ToString(dump as never);
    this.#ffi.QTS_FreeCString(this.#context, dump);
    this.#free(value);
    return locate(text);
  }

  #free(value: JSValuePointer): void {
    this.#ffi.QTS_FreeValuePointer(this.#context, value);
  }
}

/** Gives a new instance the memory of an image. Everything that QuickJS knows is in it. */
function restore(module: QuickJSAsyncEmscriptenModule, { parts }: SandboxImage): void {
  for (const { at, bytes } of parts) module.HEAPU8.set(bytes, at);
}
