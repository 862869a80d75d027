// Ctrl-C while a program is still being loaded: kept, and handed over when the program begins to listen.
// @ts-check

/** What asks a program to end. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Call it first. A program that does not listen at all is ended by the second signal. */
export function keepEarlySignals() {
  /** @type {Set<string | symbol>} */
  const kept = new Set();
  /** @param {NodeJS.Signals} signal */
  const keep = (signal) => {
    if (process.listenerCount(signal) > 1) return;
    if (kept.size > 0) process.exit(130);
    kept.add(signal);
  };
  for (const signal of SIGNALS) process.on(signal, keep);
  process.on('newListener', (event) => {
    if (kept.delete(event)) setImmediate(() => process.emit(/** @type {NodeJS.Signals} */ (event)));
  });
}
