// How much memory scripts may keep: one that never stops allocating must not take the machine down, nor the other VUs.
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Share of the limit that is too much. */
const MOST_HEAP = 0.75;
/** The heap's limit counts the part for new objects, up to this much by Node's version; what is kept ends up in the other part. */
const NEW_OBJECTS_BYTES = 192 * 1024 ** 2;
/** Where the rest has its room. */
const roomOf = (limit: number): number => Math.max(limit / 2, limit - NEW_OBJECTS_BYTES);
/** Most bytes that the buffers of a process may hold together. */
const MAX_BUFFER_BYTES = 1024 ** 3;
/** New bytes after which buffers are looked at again. */
const LOOK_EVERY_BYTES = 64 * 1024 ** 2;

/** Share of the heap's limit that may come between two looks at it. */
const CALM_GROWTH = 1 / 64;
const LEAST_LOOPS = 10;

let lastUsed = 0;
let lastLoops = 0;

/**
 * How many loops and calls a script may make until the heap is looked at again, at most `most`: fewer where it grows fast, or large
 * arrays would fill it between two looks, which ends the process. 0: what this thread keeps is about to fill it.
 */
export function loopsLeft(most: number): number {
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
  const grown = used - lastUsed;
  lastUsed = used;
  if (used > MOST_HEAP * roomOf(limit) && isFull()) return 0;
  const calm = CALM_GROWTH * limit;
  const loops = grown <= 0 ? most : Math.floor(((lastLoops || most) * calm) / grown);
  lastLoops = Math.min(most, Math.max(LEAST_LOOPS, loops));
  return lastLoops;
}

/** Most of it may be garbage, of an iteration that has just failed because memory was short. */
function isFull(): boolean {
  collectGarbage();
  const { used_heap_size, heap_size_limit } = getHeapStatistics();
  lastUsed = used_heap_size;
  return used_heap_size > MOST_HEAP * roomOf(heap_size_limit);
}

let gc: (() => void) | undefined;

function collectGarbage(): void {
  if (!gc) {
    setFlagsFromString('--expose-gc');
    gc = runInNewContext('gc') as () => void;
  }
  gc();
}

let unseenBytes = 0;

/** Notes a new buffer; true: no room is left for it. */
export function grown(bytes: number): boolean {
  unseenBytes += bytes;
  if (unseenBytes < LOOK_EVERY_BYTES) return false;
  unseenBytes = 0;
  return process.memoryUsage().arrayBuffers + bytes > MAX_BUFFER_BYTES;
}

/**
 * An expression for a world: makes its buffers report their size before they are allocated. V8's own limit is that of the heap,
 * and buffers are not in it.
 */
export const MEASURED = `((natives, grown) => {
  for (const name of Object.keys(natives)) {
    const Native = natives[name];
    const each = name === 'ArrayBuffer' ? 1 : Native?.BYTES_PER_ELEMENT;
    if (!each) continue;
    const Measured = new Proxy(Native, {
      construct(target, args, newTarget) {
        const size = typeof args[0] === 'number' ? args[0] * each : 0;
        if (size > 0 && grown(size)) throw new RangeError('out of memory: buffers of more than ${MAX_BUFFER_BYTES / 1024 ** 2} MB');
        return Reflect.construct(target, args, newTarget === Measured ? target : newTarget);
      },
    });
    natives[name] = Measured;
  }
})`;
