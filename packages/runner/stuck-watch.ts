// Hears of scripts that do not come back from a native call, and ends the code that is stuck. See stuck-watcher.js for how.
import { url as inspectorUrl } from 'node:inspector';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { EXIT, type Stop } from './exit-codes.ts';
import { readyQueue } from './ready-queue.ts';
import type { ScriptText } from './script.ts';
import { Places } from './suspend/places.ts';
import { turns } from './turns.ts';

/** Longer than TurnLimit lets a script compute: who is still in the same turn does not reach the question whether to stop, milliseconds. */
export const STUCK_AFTER_MS = 15_000;

/** A VU that does not come back. */
export interface Stuck {
  vu: number;
  /** Lines of the script's code that it is in, the innermost first; empty where nobody can tell. */
  lines: readonly number[];
}

export type StuckStop = Stop & { vu: number };

const handlers = new Map<number, (stuck: Stuck) => void>();
let lastId = 0;
let watcher: Worker | undefined;

/** Calls `onStuck`, once, when the thread with these turns is stuck; a main thread has been freed by then. The result ends the watch. */
export function watchTurns(
  memory: SharedArrayBuffer,
  limitMs: number,
  onStuck: (stuck: Stuck) => void,
  isMain = false,
): () => void {
  // Who debugs the process stops it as long as they like.
  if (inspectorUrl() !== undefined) return () => {};
  const id = ++lastId;
  handlers.set(id, onStuck);
  watcher ??= startWatcher();
  watcher.postMessage({ id, memory, isMain, limitMs });
  return () => {
    handlers.delete(id);
    watcher?.postMessage({ id });
  };
}

/** One for the process: it costs some 20 ms to start. */
function startWatcher(): Worker {
  const worker = new Worker(new URL('./stuck-watcher.js', import.meta.url), { name: 'stuck-watcher', execArgv: [] });
  worker.on('message', ({ id, ...stuck }: Stuck & { id: number }) => handlers.get(id)?.(stuck));
  worker.on('error', () => {
    watcher = undefined;
  });
  // Last: who listens to a worker keeps the process for it.
  worker.unref();
  return worker;
}

/** Watches this thread, which has to be the main one, through a run. */
export class StuckWatch {
  readonly #limitMs: number;
  #text: ScriptText | undefined;
  #end: (() => void) | undefined;

  constructor(limitMs: number) {
    this.#limitMs = limitMs;
  }

  /** The script whose places are to be named. */
  set text(text: ScriptText) {
    this.#text = text;
  }

  get limitMs(): number {
    return this.#limitMs;
  }

  /**
   * What `work` comes to, or what `stopped` does where a VU is stuck in this thread: then `work` never ends. Not to be called
   * again before it has.
   */
  orStop<T>(work: () => Promise<T>, stopped: (stop: StuckStop) => T | Promise<T>): Promise<T> {
    this.#end?.();
    const stuck = new Promise<StuckStop>((resolve) => {
      const onStuck = (found: Stuck): void => {
        // What ended in the middle has not tidied up.
        turns.end();
        readyQueue.restart();
        resolve({ ...stuckStop(found, this.#limitMs, this.#text), vu: found.vu });
      };
      this.#end = watchTurns(turns.memory, this.#limitMs, onStuck, true);
    });
    // In a turn of its own: what is stuck takes its whole stack with it, and all promise jobs that wait behind it.
    const turn = new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
    // The watcher's word does not keep the process, and what has been ended may have left nothing that does.
    const stays = setInterval(() => {}, 60_000);
    return Promise.race([turn.then(work), stuck.then(stopped)]).finally(() => clearInterval(stays));
  }

  close(): void {
    this.#end?.();
  }
}

/** Why the run ends; `where` names a thread. */
export function stuckStop({ vu, lines }: Stuck, limitMs: number, text: ScriptText | undefined, where = ''): Stop {
  const place = text && placeOf(lines, text);
  const who = vu === 0 ? 'the init context, setup, teardown or handleSummary' : `VU ${vu}`;
  const reason = `${who}${where} did not come back from a call for ${limitMs / 1000} s${place ? ` (${place})` : ''}: the run ends`;
  return { exitCode: EXIT.scriptException, reason };
}

/** The innermost place in a file of the script. */
function placeOf(lines: readonly number[], { code, places }: ScriptText): string | undefined {
  const known = new Places(code, places);
  for (const line of lines) {
    const found = known.ofLine(line);
    if (found?.file.startsWith('script:'))
      return `${basename(fileURLToPath(found.file.slice('script:'.length)))}:${found.line}`;
  }
  return undefined;
}
