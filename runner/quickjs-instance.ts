// Compiles QuickJS's WebAssembly module once per process and makes instances of it, cheaply enough for thousands.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import variant from '@jitl/quickjs-wasmfile-release-asyncify';
import type {
  EmscriptenModuleLoaderOptions,
  QuickJSAsyncEmscriptenModule,
  QuickJSAsyncFFI,
  QuickJSAsyncVariant,
} from 'quickjs-emscripten-core';

export type Instance = { module: QuickJSAsyncEmscriptenModule; ffi: QuickJSAsyncFFI };

/** The part of the global WebAssembly that is used here; Node's types have no values of that name. */
const {
  Module,
  Memory,
  Instance: WasmInstance,
} = (globalThis as unknown as { WebAssembly: WasmConstructors }).WebAssembly;

interface WasmConstructors {
  Module: new (bytes: Uint8Array) => object;
  Memory: new (limits: { initial: number; maximum: number; shared: boolean }) => object;
  Instance: new (module: object, imports: object) => { exports: never };
}

/** The package's types promise a namespace, what is imported is the variant itself. */
const asyncify = variant as unknown as QuickJSAsyncVariant;

/** Bytes of a WebAssembly page. */
const PAGE = 65_536;
/**
 * Most memory that one sandbox may take, bytes; more is an exception in the script ("out of memory"). QuickJS has a limit too, but
 * in this build it counts only what its own bookkeeping takes.
 */
export const MAX_MEMORY_BYTES = 536_870_912;

/** The compiled module, which all threads can use. */
export interface SharedModule {
  module: object;
  /** Pages of memory. */
  limits: { initial: number; maximum: number };
}

let compiled: SharedModule | undefined;
let factory: Promise<(lengthBytes?: number) => Promise<Instance>> | undefined;

/** The module of this thread, for others. */
export function sharedModule(): SharedModule {
  compiled ??= compile();
  return compiled;
}

/** Uses a module that another thread has compiled. */
export function useModule(shared: SharedModule): void {
  compiled = shared;
}

/** `lengthBytes`: memory to start with; without it, what the module asks for. */
export async function newInstance(lengthBytes?: number): Promise<Instance> {
  factory ??= newFactory(sharedModule());
  return (await factory)(lengthBytes);
}

/**
 * V8's optimizing compiler makes frames of 45 KB of QuickJS's interpreter function, which is the stack of a thread in 25 nested
 * calls of a script: a VU broke down once it was warm. Its baseline compiler's are 1 KB, and a run of requests takes a third less
 * CPU time with it. The flag counts for the whole process and only for what is compiled from now on.
 */
const BASELINE_ONLY = '--liftoff-only';

function compile(): SharedModule {
  setFlagsFromString(BASELINE_ONLY);
  const path = createRequire(import.meta.url).resolve('@jitl/quickjs-wasmfile-release-asyncify/wasm');
  const bytes = new Uint8Array(readFileSync(path));
  const limits = shareMemory(bytes);
  return { module: new Module(bytes), limits };
}

async function newFactory({
  module: wasmModule,
  limits,
}: SharedModule): Promise<(lengthBytes?: number) => Promise<Instance>> {
  const maximum = Math.min(limits.maximum, MAX_MEMORY_BYTES / PAGE);
  const [imported, Ffi] = await Promise.all([asyncify.importModuleLoader(), asyncify.importFFI()]);
  const load = ('default' in imported ? imported.default : imported) as (
    options: EmscriptenModuleLoaderOptions & { printErr(text: string): void },
  ) => Promise<QuickJSAsyncEmscriptenModule>;
  return async (lengthBytes = limits.initial * PAGE) => {
    const module = await load({
      // Who runs the instance hears of its end by an error.
      printErr: () => {},
      wasmMemory: new Memory({ initial: lengthBytes / PAGE, maximum, shared: true }) as never,
      instantiateWasm(imports, onSuccess) {
        const instance = new WasmInstance(wasmModule, imports);
        onSuccess(instance as never);
        return instance.exports;
      },
    });
    return { module, ffi: new Ffi(module) };
  };
}

const IMPORT_SECTION = 2;
const HAS_MAXIMUM = 1;
const IS_SHARED = 2;
/** Kinds of imports. */
const [FUNCTION, TABLE, MEMORY] = [0, 1, 2];

/**
 * Declares the module's memory as shared, in place, and gives its limits in pages.
 *
 * Nothing is shared by it. But V8 counts the 16 MB that each instance reserves (and hardly touches) as pressure on its heap and
 * collects garbage with every second VU, unless the memory is a shared one: 25 ms a VU instead of 3 were measured.
 */
export function shareMemory(bytes: Uint8Array): { initial: number; maximum: number } {
  const reader = new WasmReader(bytes);
  for (let left = reader.enter(IMPORT_SECTION); left > 0; left--) {
    reader.skip(reader.number());
    reader.skip(reader.number());
    const kind = reader.number();
    if (kind === FUNCTION) reader.number();
    else if (kind === TABLE) {
      reader.number();
      reader.limits();
    } else if (kind === MEMORY) {
      const flagsAt = reader.at;
      const { initial, maximum } = reader.limits();
      if (maximum === undefined) break;
      bytes[flagsAt] = HAS_MAXIMUM | IS_SHARED;
      return { initial, maximum };
    } else reader.skip(2);
  }
  throw new Error('the QuickJS module does not import a memory with a maximum');
}

class WasmReader {
  /** Behind the header. */
  at = 8;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Moves to the members of a section; gives their number. */
  enter(section: number): number {
    while (this.at < this.#bytes.length) {
      const id = this.number();
      const length = this.number();
      if (id === section) return this.number();
      this.skip(length);
    }
    return 0;
  }

  /** An unsigned LEB128 number. */
  number(): number {
    let [value, shift] = [0, 0];
    for (;;) {
      const byte = this.#bytes[this.at++] ?? 0;
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
      shift += 7;
    }
  }

  limits(): { initial: number; maximum: number | undefined } {
    const flags = this.number();
    return { initial: this.number(), maximum: flags & HAS_MAXIMUM ? this.number() : undefined };
  }

  skip(bytes: number): void {
    this.at += bytes;
  }
}
