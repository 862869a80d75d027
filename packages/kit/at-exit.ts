// What must not outlive the process, when it ends in the middle of something.

/** Does `action` when the process ends by itself; the returned function takes that back. Only what is done at once is done. */
export function atExit(action: () => void): () => void {
  process.once('exit', action);
  return () => void process.off('exit', action);
}
