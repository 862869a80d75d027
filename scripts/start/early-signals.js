// Ctrl-C while a program is still being loaded: kept, and handed over when the program begins to listen.
// @ts-check
import childProcess from 'node:child_process';

/** What asks a program to end. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** npm passes on what the terminal has sent to all: a signal within this time is the same one again, milliseconds. */
const SAME_WISH_MS = 1_000;

/** Call it first. A program that does not listen at all is ended by the second signal. */
export function keepEarlySignals() {
  /** @type {Set<string | symbol>} */
  const kept = new Set();
  let firstMs = 0;
  /** @param {NodeJS.Signals} signal */
  const keep = (signal) => {
    if (process.listenerCount(signal) > 1) return;
    if (kept.size > 0 && performance.now() - firstMs >= SAME_WISH_MS) process.exit(130);
    if (kept.size === 0) firstMs = performance.now();
    kept.add(signal);
  };
  for (const signal of SIGNALS) process.on(signal, keep);
  process.on('newListener', (event) => {
    if (kept.delete(event)) setImmediate(() => process.emit(/** @type {NodeJS.Signals} */ (event)));
  });
}

/**
 * esbuild works in a process of its own. Ctrl-C reaches that one as well and ends it, while we go on and may need it for the report:
 * so it has a process group of its own. It ends with us, since it reads from us.
 */
export function keepCompiler() {
  for (const name of /** @type {const} */ (['spawn', 'execFileSync'])) {
    /** @type {(program: string, args: string[], options: object) => unknown} */
    const start = childProcess[name];
    const isCompiler = (/** @type {unknown[]} */ ...words) =>
      words.flat().some((word) => /\besbuild\b/.test(String(word)));
    Object.assign(childProcess, {
      /** @type {typeof start} */
      [name]: (program, args, options) =>
        start(program, args, isCompiler(program, args) ? { ...options, detached: true } : options),
    });
  }
}
