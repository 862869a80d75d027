// Values on their way between host and guest: numbers, texts, bytes and errors in the memory of one sandbox.
import type {
  JSContextPointer,
  JSValueConstPointer,
  JSValuePointer,
  JSVoidPointer,
  OwnedHeapCharPointer,
  QuickJSAsyncEmscriptenModule,
  QuickJSAsyncFFI,
} from 'quickjs-emscripten-core';
import { type GuestError, locate } from './guest-error.ts';
import type { Instance } from './quickjs-instance.ts';

/** What a host call gives back to the guest. */
export type GuestValue = undefined | number | string | Uint8Array;

/** From so many characters on Node writes texts faster than the sandbox's own function. */
const LONG_TEXT = 1000;

export class GuestValues {
  readonly #module: QuickJSAsyncEmscriptenModule;
  readonly #ffi: QuickJSAsyncFFI;
  readonly #context: JSContextPointer;

  constructor({ module, ffi }: Instance, context: JSContextPointer) {
    this.#module = module;
    this.#ffi = ffi;
    this.#context = context;
  }

  /** Takes `value` over. */
  setProperty(object: JSValuePointer, name: string, value: JSValuePointer): void {
    const key = this.newText(name);
    this.#ffi.QTS_SetProp(this.#context, object, key, value);
    this.free(key);
    this.free(value);
  }

  /** A value that the guest owns from now on. */
  toGuest(value: GuestValue): JSValuePointer {
    if (value === undefined) return 0 as JSValuePointer;
    if (typeof value === 'number') return this.#ffi.QTS_NewFloat64(this.#context, value);
    if (typeof value === 'string') return this.newText(value);
    const at = this.#reserve(value.length || 1);
    this.#module.HEAPU8.set(value, at);
    return this.#ffi.QTS_NewArrayBuffer(this.#context, at as JSVoidPointer, value.length);
  }

  /** What a host call returns so that the guest gets an exception. */
  throw(error: Error): JSValuePointer {
    const thrown = this.#ffi.QTS_NewError(this.#context);
    this.setProperty(thrown, 'name', this.newText(error.name));
    this.setProperty(thrown, 'message', this.newText(error.message));
    const exception = this.#ffi.QTS_Throw(this.#context, thrown);
    this.free(thrown);
    return exception;
  }

  text(value: JSValueConstPointer): string {
    const at = this.#ffi.QTS_GetString(this.#context, value);
    const text = this.#module.UTF8ToString(at);
    this.#ffi.QTS_FreeCString(this.#context, at);
    return text;
  }

  bytes(value: JSValueConstPointer): Uint8Array {
    const length = this.#ffi.QTS_GetArrayBufferLength(this.#context, value);
    const at = this.#ffi.QTS_GetArrayBuffer(this.#context, value);
    const copy = this.#module.HEAPU8.slice(at, at + length);
    this.#module._free(at);
    return copy;
  }

  newText(text: string): JSValuePointer {
    return this.withText(text, (at) => this.#ffi.QTS_NewString(this.#context, at as never));
  }

  /** Puts a text into the guest's memory for as long as `use` runs. */
  withText<T>(text: string, use: (at: number, lengthBytes: number) => T): T {
    const isLong = text.length > LONG_TEXT;
    const lengthBytes = isLong ? Buffer.byteLength(text) : this.#module.lengthBytesUTF8(text);
    const at = this.#reserve(lengthBytes + 1);
    if (isLong) this.#write(text, at, lengthBytes);
    else this.#module.stringToUTF8(text, at as OwnedHeapCharPointer, lengthBytes + 1);
    try {
      return use(at, lengthBytes);
    } finally {
      this.#module._free(at);
    }
  }

  #write(text: string, at: number, lengthBytes: number): void {
    const memory = this.#module.HEAPU8;
    Buffer.from(memory.buffer as ArrayBuffer, at, lengthBytes).write(text);
    memory[at + lengthBytes] = 0;
  }

  /** A text in the guest's memory that somebody else frees. */
  allocate(text: string): number {
    const lengthBytes = this.#module.lengthBytesUTF8(text) + 1;
    const at = this.#reserve(lengthBytes);
    this.#module.stringToUTF8(text, at as OwnedHeapCharPointer, lengthBytes);
    return at;
  }

  toError(value: JSValuePointer): GuestError {
    const dump = this.#ffi.QTS_Dump(this.#context, value);
    const text = this.#module.UTF8ToString(dump as never);
    this.#ffi.QTS_FreeCString(this.#context, dump);
    this.free(value);
    return locate(text);
  }

  /** Throws when the sandbox has no room: address 0 must not be written to. */
  #reserve(lengthBytes: number): number {
    const at = this.#module._malloc(lengthBytes);
    if (at === 0) throw new Error(`out of memory: ${lengthBytes} bytes do not fit into the VU's sandbox`);
    return at;
  }

  free(value: JSValuePointer): void {
    this.#ffi.QTS_FreeValuePointer(this.#context, value);
  }
}
