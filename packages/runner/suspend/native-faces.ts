// The generator faces of JavaScript's own functions that call what they are given.
import { call, type Face, type Fn, g, madeFor, none, type Waiting, withFace } from './face.ts';

const { apply, defineProperty } = Reflect;

type Spread = (value: unknown) => Waiting;
type ArrayFace = (this: ArrayLike<unknown>, f: Fn, given: unknown, isGiven: boolean) => Waiting;

const ARRAY_FACES: Record<string, ArrayFace> = {
  *forEach(f, self) {
    for (let i = 0, n = this.length; i < n; i++) if (i in this) yield* call(f, self, this[i], i, this);
  },
  *map(f, self) {
    const n = this.length;
    const out = new Array<unknown>(n);
    for (let i = 0; i < n; i++) if (i in this) out[i] = yield* call(f, self, this[i], i, this);
    return out;
  },
  *filter(f, self) {
    const out: unknown[] = [];
    for (let i = 0, n = this.length; i < n; i++) {
      if (!(i in this)) continue;
      const value = this[i];
      if (yield* call(f, self, value, i, this)) out.push(value);
    }
    return out;
  },
  *some(f, self) {
    for (let i = 0, n = this.length; i < n; i++) if (i in this && (yield* call(f, self, this[i], i, this))) return true;
    return false;
  },
  *every(f, self) {
    for (let i = 0, n = this.length; i < n; i++)
      if (i in this && !(yield* call(f, self, this[i], i, this))) return false;
    return true;
  },
  *find(f, self) {
    for (let i = 0, n = this.length; i < n; i++) {
      const value = this[i];
      if (yield* call(f, self, value, i, this)) return value;
    }
    return undefined;
  },
  *findIndex(f, self) {
    for (let i = 0, n = this.length; i < n; i++) if (yield* call(f, self, this[i], i, this)) return i;
    return -1;
  },
  *findLast(f, self) {
    for (let i = this.length - 1; i >= 0; i--) {
      const value = this[i];
      if (yield* call(f, self, value, i, this)) return value;
    }
    return undefined;
  },
  *findLastIndex(f, self) {
    for (let i = this.length - 1; i >= 0; i--) if (yield* call(f, self, this[i], i, this)) return i;
    return -1;
  },
  *flatMap(f, self) {
    return ((yield* ARRAY_FACES.map!.call(this, f, self, true)) as unknown[]).flat();
  },
  *reduce(f, given, isGiven) {
    return yield* reduce(this, f, given, isGiven, 0, 1);
  },
  *reduceRight(f, given, isGiven) {
    return yield* reduce(this, f, given, isGiven, this.length - 1, -1);
  },
  *sort(f) {
    const own = Array.prototype.filter.call(this, () => true);
    const sorted = yield* mergeSort(
      own.filter((value) => value !== undefined),
      f,
    );
    const all = [...sorted, ...new Array<unknown>(own.length - sorted.length).fill(undefined)];
    const target = this as Record<number, unknown>;
    for (let i = 0, n = this.length; i < n; i++) {
      if (i < all.length) target[i] = all[i];
      else delete target[i];
    }
    return this;
  },
  *toSorted(f) {
    const copy = Array.from(this);
    yield* ARRAY_FACES.sort!.call(copy, f, undefined, false);
    return copy;
  },
};

function* reduce(
  list: ArrayLike<unknown>,
  f: Fn,
  given: unknown,
  isGiven: boolean,
  start: number,
  step: 1 | -1,
): Waiting {
  const n = list.length;
  const isInside = (at: number): boolean => at >= 0 && at < n;
  let [at, result] = [start, given];
  if (!isGiven) {
    while (isInside(at) && !(at in list)) at += step;
    if (!isInside(at)) throw new TypeError('Reduce of empty array with no initial value');
    result = list[at];
    at += step;
  }
  for (; isInside(at); at += step) if (at in list) result = yield* call(f, undefined, result, list[at], at, list);
  return result;
}

function* mergeSort(list: unknown[], f: Fn): Waiting<unknown[]> {
  if (list.length < 2) return list;
  const half = list.length >> 1;
  const left = yield* mergeSort(list.slice(0, half), f);
  const right = yield* mergeSort(list.slice(half), f);
  const out: unknown[] = [];
  let [i, j] = [0, 0];
  while (i < left.length && j < right.length)
    out.push(((yield* call(f, undefined, left[i], right[j])) as number) > 0 ? right[j++] : left[i++]);
  return [...out, ...left.slice(i), ...right.slice(j)];
}

/** Wraps the native functions of this world, once. `natives`: takes them in. `textOf`: the script's text for a function's own. */
export function addNativeFaces(natives: WeakSet<Fn>, textOf: (native: string) => string, spread: Spread): void {
  const give = (f: Fn | undefined, face: Face): void => {
    if (f === undefined) return;
    natives.add(f);
    withFace(f, face);
  };
  for (const [name, face] of Object.entries(ARRAY_FACES)) {
    const native = (Array.prototype as unknown as Record<string, Fn>)[name];
    give(native, function (this: ArrayLike<unknown>, ...args: unknown[]) {
      const [f, given] = args;
      return g(f) ? face.call(this, f as Fn, given, args.length > 1) : none(apply(native as Fn, this, args));
    } as Face);
  }
  for (const native of [Map.prototype.forEach, Set.prototype.forEach]) {
    give(native, function* (this: Map<unknown, unknown>, f: unknown, self: unknown) {
      if (!g(f)) return apply(native, this, [f, self]) as unknown;
      for (const [key, value] of this.entries()) yield* call(f as Fn, self, value, key, this);
      return undefined;
    } as Face);
  }
  const { from } = Array;
  give(from, function* (this: unknown, given: unknown, f: unknown, self: unknown) {
    const source = yield* spread(given);
    if (!g(f)) return apply(from, this, f === undefined ? [source] : [source, f, self]) as unknown;
    const all = from(source as Iterable<unknown>);
    for (let i = 0; i < all.length; i++) all[i] = yield* call(f as Fn, self, all[i], i);
    return all;
  } as Face);
  for (const native of [String.prototype.replace, String.prototype.replaceAll]) give(native, replaceFace(native as Fn));
  addFunctionFaces(give, textOf);
}

function replaceFace(native: Fn): Face {
  return function* (this: string, pattern: unknown, f: unknown): Waiting {
    if (!g(f)) return apply(native, this, [pattern, f]) as unknown;
    const matches: unknown[][] = [];
    apply(native, this, [pattern, (...match: unknown[]) => void matches.push(match)]);
    const texts: string[] = [];
    for (const match of matches) texts.push(String(yield* call(f as Fn, undefined, ...match)));
    let next = 0;
    return apply(native, this, [pattern, () => texts[next++]]) as unknown;
  } as Face;
}

function addFunctionFaces(give: (f: Fn, face: Face) => void, shown: (native: string) => string): void {
  const prototype = Function.prototype as unknown as Record<'call' | 'apply' | 'bind' | 'toString', Fn>;
  const { bind, toString: textOf } = prototype;
  give(prototype.call, function (this: Fn, self: unknown, ...args: unknown[]) {
    const face = g(this);
    return face ? apply(face, self, args) : none(apply(this, self, args));
  } as Face);
  give(prototype.apply, function (this: Fn, self: unknown, args?: ArrayLike<unknown> | null) {
    const face = g(this);
    return face ? apply(face, self, args ?? []) : none(apply(this, self, args ?? []));
  } as Face);
  give(Reflect.apply as Fn, (f, self, args) => call(f as Fn, self, ...Array.from(args as ArrayLike<unknown>)));
  const define = (name: string, value: Fn): void => {
    defineProperty(prototype, name, { value, writable: true, configurable: true });
  };
  define(
    'bind',
    {
      bind(this: Fn, self: unknown, ...first: unknown[]) {
        const bound = apply(bind, this, [self, ...first]) as Fn;
        const face = g(this);
        return face ? withFace(bound, (...more) => apply(face, self, [...first, ...more]) as Waiting) : bound;
      },
    }.bind as Fn,
  );
  define(
    'toString',
    {
      toString(this: Fn) {
        return shown(apply(textOf, madeFor.get(this) ?? this, []) as string);
      },
    }.toString as Fn,
  );
}
