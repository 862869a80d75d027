// The memory of a sandbox as something that other sandboxes can start from.
import type { JSContextPointer, JSRuntimePointer } from 'quickjs-emscripten-core';

/** A sandbox at rest; those that start from it have the same host calls. */
export interface SandboxImage {
  runtime: JSRuntimePointer;
  context: JSContextPointer;
  mailboxAt: number;
  memory: MemoryImage;
}

export interface MemoryImage {
  lengthBytes: number;
  /** The parts that are not all zeros. */
  parts: { at: number; bytes: Uint8Array }[];
}

/** Memories are compared and copied in steps of this many bytes. */
const STEP = 16_384;
const ZEROS = Buffer.alloc(STEP);

export function copyMemory(memory: Uint8Array): MemoryImage {
  const parts: MemoryImage['parts'] = [];
  for (let at = 0; at < memory.length; at += STEP) {
    const step = Buffer.from(memory.buffer as ArrayBuffer, at, STEP);
    if (step.compare(ZEROS) !== 0) parts.push({ at, bytes: memory.slice(at, at + STEP) });
  }
  return { lengthBytes: memory.length, parts };
}

/** Gives a fresh memory of the same length the content of an image. */
export function restoreMemory(memory: Uint8Array, { parts }: MemoryImage): void {
  for (const { at, bytes } of parts) memory.set(bytes, at);
}
