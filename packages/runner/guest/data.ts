// k6/data: arrays that the process keeps once; an element is copied into the VU when it is read.
import { host } from './host.ts';

const READ_ONLY = 'a SharedArray is read-only';

function elementAt(name: string, index: number): unknown {
  return JSON.parse(host.sharedGet(name, index));
}

function view(name: string, length: number): unknown[] {
  const refuse = (): never => {
    throw new TypeError(READ_ONLY);
  };
  return new Proxy([] as unknown[], {
    get(target, key, receiver) {
      if (key === 'length') return length;
      if (typeof key === 'string' && /^\d+$/.test(key))
        return Number(key) < length ? elementAt(name, Number(key)) : undefined;
      return Reflect.get(target, key, receiver);
    },
    has: (target, key) =>
      typeof key === 'string' && /^\d+$/.test(key) ? Number(key) < length : Reflect.has(target, key),
    set: refuse,
    defineProperty: refuse,
    deleteProperty: refuse,
  });
}

/** Made with `new`; what comes back behaves as an array. */
class SharedArray {
  constructor(name: unknown, build: unknown) {
    if (typeof name !== 'string' || name === '') throw new TypeError('SharedArray needs a name');
    if (typeof build !== 'function') throw new TypeError('SharedArray needs a function that returns an array');
    let length = host.sharedLength(name);
    if (length < 0) {
      const made: unknown = build();
      if (!Array.isArray(made)) throw new TypeError('only arrays can be made into a SharedArray');
      host.sharedPut(name, JSON.stringify(made.map((element) => JSON.stringify(element ?? null))));
      length = made.length;
    }
    // biome-ignore lint/correctness/noConstructorReturn: a class in k6 too, whose instances are arrays
    return view(name, length) as unknown as SharedArray;
  }
}

export { SharedArray };
export default { SharedArray };
