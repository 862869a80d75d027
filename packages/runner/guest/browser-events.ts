// The part of k6/browser that calls functions of the script: page.on, page.route, waitForEvent.
import { console } from './console.ts';
import { clearTimer, forgetNotices, onNotice, setTimeout } from './events.ts';
import { GuestPromise } from './promise.ts';

/** How browser.ts asks the host about one of its objects. */
export interface Asker {
  ask(object: object, method: string, args: unknown[]): unknown;
  call(object: object, method: string, args: unknown[]): GuestPromise;
  unpack(value: unknown): unknown;
}

type Listener = (value: unknown) => unknown;

let lastListener = 0;

function functionOf(value: unknown, what: string): Listener {
  if (typeof value !== 'function') throw new TypeError(`${what} needs a function`);
  return value as Listener;
}

/** Assigns the function a number by which the host calls it. */
function register({ unpack }: Asker, receive: Listener): number {
  lastListener += 1;
  onNotice(lastListener, (value) => receive(unpack(value)));
  return lastListener;
}

/** What a function of the script throws later than at once has nobody else to tell. */
function watched(listener: Listener): Listener {
  return (value) => {
    const result = listener(value);
    if (result instanceof GuestPromise) result.catch((error: unknown) => console.error(error));
  };
}

/** `page.on(event, listener)`. */
export function on(asker: Asker, page: object, event: unknown, listener: unknown): void {
  const hear = functionOf(listener, `page.on(${JSON.stringify(event)})`);
  if (event === 'metric') hear(metricMessage(asker, page));
  else asker.ask(page, 'subscribe', [event, register(asker, watched(hear))]);
}

/** The rules of tag() hold for all samples of the page from now on. */
function metricMessage(asker: Asker, page: object): object {
  const tag = (rule: { name?: unknown; matches?: unknown } | undefined): void => {
    const { name, matches } = rule ?? {};
    if (typeof name !== 'string' || name.trim() === '') throw new TypeError('metric.tag: name must be a text');
    const hasUrls = Array.isArray(matches) && matches.every((one: { url?: unknown }) => one?.url instanceof RegExp);
    if (!hasUrls || matches.length === 0)
      throw new TypeError('metric.tag: matches must be an array of { url: RegExp, method }');
    asker.ask(page, 'addMetricRule', [{ name, matches }]);
  };
  return { tag };
}

/** `page.route(url, handler)`. */
export function route(asker: Asker, page: object, url: unknown, handler: unknown): GuestPromise {
  const hear = functionOf(handler, 'page.route()');
  return asker.call(page, 'route', [url, register(asker, watched(hear))]);
}

/** `waitForEvent(event, optionsOrPredicate)` of pages and contexts. A timeout of 0 is none. */
export function waitForEvent(asker: Asker, object: object, event: unknown, given: unknown): GuestPromise {
  const options = (typeof given === 'function' ? { predicate: given } : (given ?? {})) as Record<string, unknown>;
  return new GuestPromise((resolve, reject) => {
    const timeoutMs = Number(options.timeout ?? asker.ask(object, 'timeoutMs', []));
    const predicate = options.predicate === undefined ? () => true : functionOf(options.predicate, 'predicate');
    const listener = register(asker, (value) => {
      // A condition may be an async function.
      new GuestPromise((decide) => decide(predicate(value))).then(
        (isMet: unknown) => {
          if (!isMet) return;
          end();
          resolve(value);
        },
        (error: unknown) => {
          end();
          reject(error);
        },
      );
    });
    asker.ask(object, 'subscribe', [event, listener]);
    const late = (): void => {
      end();
      reject(
        new Error(`waitForEvent: Timeout ${timeoutMs}ms exceeded while waiting for event ${JSON.stringify(event)}`),
      );
    };
    // Something has to be expected, or the iteration would end.
    const timer = setTimeout(late, timeoutMs === 0 ? LONGEST_MS : timeoutMs);
    const end = (): void => {
      clearTimer(timer);
      forgetNotices(listener);
      asker.ask(object, 'unsubscribe', [listener]);
    };
  });
}

/** As good as no timeout: a day. */
const LONGEST_MS = 86_400_000;
