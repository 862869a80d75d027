// k6/browser (https://grafana.com/docs/k6/latest/javascript-api/k6-browser/): objects of the page's side, each a number on the host.
import {
  type BrowserRequest,
  type Kind,
  MARK,
  type Marked,
  MISSING_DEVICES,
  SURFACE,
  type Target,
} from '../browser/surface.ts';
import { type Asker, on, route, waitForEvent } from './browser-events.ts';
import { b64encode } from './encoding.ts';
import { call as callNow, open, start } from './extensions.ts';
import { host, unsupported } from './host.ts';
import { GuestPromise } from './promise.ts';
import { currentTags } from './tags.ts';

/** What an object of this module stands for on the host. */
const targets = new WeakMap<object, Target>();
const prototypes = new Map<Kind, object>();
let handle: number | undefined;

function targetOf(value: unknown): Target {
  const target = typeof value === 'object' && value !== null ? targets.get(value) : undefined;
  if (!target) throw new TypeError('not an object of k6/browser');
  return target;
}

function make(kind: Kind, target: Target): object {
  const made = Object.create(prototypes.get(kind) as object) as object;
  targets.set(made, target);
  return made;
}

function requestOf(object: unknown, method: string, args: unknown[]): BrowserRequest {
  handle ??= open('browser', null);
  return [currentTags(), targetOf(object), method, args.map(pack)];
}

function call(object: unknown, method: string, args: unknown[]): GuestPromise {
  try {
    const request = requestOf(object, method, args);
    return start(handle as number, 'call', request, unpack);
  } catch (error) {
    return GuestPromise.reject(error);
  }
}

function ask(object: unknown, method: string, args: unknown[]): unknown {
  const request = requestOf(object, method, args);
  return unpack(JSON.parse(host.extensionAsk(JSON.stringify([handle, 'ask', request]))));
}

/** The VU waits for the answer. */
function wait(object: unknown, method: string, args: unknown[]): unknown {
  const request = requestOf(object, method, args);
  return unpack(callNow(handle as number, 'call', request));
}

function mark(...marked: Marked): object {
  return { [MARK]: marked };
}

/** A value on its way to the host. */
function pack(value: unknown): unknown {
  if (value === undefined) return mark('nothing');
  if (typeof value === 'function') return mark('function', Function.prototype.toString.call(value));
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof RegExp) return mark('pattern', value.source, value.flags);
  if (value instanceof ArrayBuffer) return mark('bytes', b64encode(value));
  if (ArrayBuffer.isView(value))
    return mark(
      'bytes',
      b64encode(value.buffer.slice(value.byteOffset, value.byteOffset + value.byteLength) as ArrayBuffer),
    );
  const target = targets.get(value);
  if (target) return mark('target', target);
  if (Array.isArray(value)) return value.map(pack);
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, pack(entry)]));
}

/** A value that has come from the host. */
function unpack(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(unpack);
  const marked = (value as { [MARK]?: Marked })[MARK];
  if (!marked) return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, unpack(entry)]));
  switch (marked[0]) {
    case 'stored':
      return host.extensionBytes(handle as number, marked[1]);
    case 'object':
      return marked[1] === 0 ? browser : make(marked[2], { id: marked[1], steps: [] });
    case 'target':
      return make('Locator', marked[1]);
    case 'pairs':
      return new Map(marked[1].map(([key, entry]) => [unpack(key), unpack(entry)]));
    default:
      return undefined;
  }
}

function method(prototype: object, name: string, value: (this: object, ...args: unknown[]) => unknown): void {
  Object.defineProperty(prototype, name, { value, writable: true, configurable: true });
}

for (const [kind, { calls = [], asks = [], waits = [], builds = {}, parts = {} }] of Object.entries(SURFACE)) {
  const prototype = {};
  prototypes.set(kind as Kind, prototype);
  for (const name of calls)
    method(prototype, name, function (...args) {
      return call(this, name, args);
    });
  for (const name of asks)
    method(prototype, name, function (...args) {
      return ask(this, name, args);
    });
  for (const name of waits)
    method(prototype, name, function (...args) {
      return wait(this, name, args);
    });
  for (const [name, built] of Object.entries(builds))
    method(prototype, name, function (...args) {
      const { id, steps } = targetOf(this);
      return make(built, { id, steps: [...steps, [name, args.map(pack)]] });
    });
  for (const [name, part] of Object.entries(parts))
    Object.defineProperty(prototype, name, {
      get(this: object) {
        const { id, steps } = targetOf(this);
        return make(part, { id, steps: [...steps, [`.${name}`, []]] });
      },
    });
}

// One locator for each element that there is now.
method(prototypes.get('Locator') as object, 'all', function () {
  const { id, steps } = targetOf(this);
  return call(this, 'count', []).then((count: unknown) =>
    Array.from({ length: count as number }, (_, at) => make('Locator', { id, steps: [...steps, ['nth', [at]]] })),
  );
});

const asker: Asker = { ask, call, unpack };
method(prototypes.get('Page') as object, 'on', function (event, listener) {
  on(asker, this, event, listener);
});
method(prototypes.get('Page') as object, 'route', function (url, handler) {
  return route(asker, this, url, handler);
});
for (const kind of ['Page', 'BrowserContext'] as const)
  method(prototypes.get(kind) as object, 'waitForEvent', function (event, given) {
    return waitForEvent(asker, this, event, given);
  });

const browser = make('Browser', { id: 0, steps: [] });

/** By their names, as the browser's client knows them. */
const devices = new Proxy({} as Record<string, unknown>, {
  get: (_target, name) => {
    if (typeof name !== 'string') return undefined;
    if (MISSING_DEVICES.includes(name)) unsupported(`devices["${name}"]`);
    return ask(browser, 'device', [name]) ?? undefined;
  },
});

/** Connections of telephones as Chromium's own tools have them: latency in milliseconds, throughput in bytes per second. */
const networkProfiles = {
  'No Throttling': { latency: 0, download: -1, upload: -1 },
  'Fast 3G': { latency: 562.5, download: 180_000, upload: 84_375 },
  'Slow 3G': { latency: 2000, download: 50_000, upload: 50_000 },
};

/** Refused before the run, see known-refusals.ts. */
const chromium = {
  connectOverCDP: () => unsupported('chromium.connectOverCDP()', 'set K6_BROWSER_WS_URL'),
};

export { browser, chromium, devices, networkProfiles };
export default { browser, chromium, devices, networkProfiles };
