// Waiting for others only as long as somebody needs the run.
import { Interrupted } from 'k6-kit/user-error';

/** How long an answer that is on its way may take after a signal, milliseconds. */
const GRACE_MS = 1_000;

/** What `work` comes to; throws Interrupted where a signal came and `work` is not done soon after it. Before any load. */
export async function whileWanted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  let timer: NodeJS.Timeout | undefined;
  let onAbort = () => {};
  const gone = new Promise<never>((_, reject) => {
    onAbort = () => {
      timer = setTimeout(
        () => reject(new Interrupted('interrupted before the load began: nothing was measured')),
        GRACE_MS,
      );
    };
  });
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort);
  return Promise.race([work, gone]).finally(() => {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  });
}
