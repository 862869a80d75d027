// Compiles QuickJS's WebAssembly module once per process and makes instances of it.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import variant from '@jitl/quickjs-wasmfile-release-asyncify';
import {
  newVariant,
  type QuickJSAsyncEmscriptenModule,
  type QuickJSAsyncFFI,
  type QuickJSAsyncVariant,
} from 'quickjs-emscripten-core';

export type Instance = { module: QuickJSAsyncEmscriptenModule; ffi: QuickJSAsyncFFI };

let factory: Promise<() => Promise<Instance>> | undefined;

export async function newInstance(): Promise<Instance> {
  factory ??= compile();
  return (await factory)();
}

/** The part of the global WebAssembly that is used here; Node's types have no value of that name. */
const { Module } = (globalThis as unknown as { WebAssembly: { Module: new (bytes: Uint8Array) => WebAssembly.Module } })
  .WebAssembly;

/** The package's types promise a namespace, what is imported is the variant itself. */
const asyncify = variant as unknown as QuickJSAsyncVariant;

/** Compiles the WebAssembly module once per process; the result makes instances of it. */
async function compile(): Promise<() => Promise<Instance>> {
  const path = createRequire(import.meta.url).resolve('@jitl/quickjs-wasmfile-release-asyncify/wasm');
  const shared = newVariant(asyncify, { wasmModule: new Module(readFileSync(path)) });
  const [loader, Ffi] = await Promise.all([shared.importModuleLoader(), shared.importFFI()]);
  if (typeof loader !== 'function') throw new Error('the QuickJS package has no module loader');
  return async () => {
    const module = await loader();
    return { module, ffi: new Ffi(module) };
  };
}
