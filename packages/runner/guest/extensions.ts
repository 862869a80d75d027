// What the modules of extensions share: calls of a handle that suspend the VU, and calls that answer through a promise.
import { onAnswer } from './events.ts';
import { host } from './host.ts';
import { GuestPromise } from './promise.ts';

/** Opens a handle of the host's extension; returns its number. Throws when the settings are wrong. */
export function open(extension: 'postgres' | 'redis' | 'browser', settings: unknown): number {
  return host.extensionOpen(extension, JSON.stringify(settings));
}

/** The VU waits for the answer. */
export function call(handle: number, method: string, args: readonly unknown[]): unknown {
  return JSON.parse(host.extensionCall(JSON.stringify([handle, method, args])));
}

/** A promise of the answer, as `read` sees it. */
export function start(
  handle: number,
  method: string,
  args: readonly unknown[],
  read: (answer: unknown) => unknown,
): GuestPromise {
  const id = host.extensionStart(JSON.stringify([handle, method, args]));
  return new GuestPromise((resolve, reject) => {
    onAnswer(id, ({ error, value }) => {
      if (error !== undefined) {
        reject(new Error(error));
        return;
      }
      try {
        resolve(read(value));
      } catch (reason) {
        reject(reason);
      }
    });
  });
}
