// What is known of JavaScript's own functions: which of them call nothing, and which call what they are given.

/** Objects and functions that a script has from the language; their methods wait for nothing. */
export const GLOBALS = new Set(
  (
    'Math JSON Object Number String Boolean Date Symbol BigInt Reflect RegExp Error TypeError RangeError SyntaxError ReferenceError EvalError ' +
    'URIError AggregateError Map Set WeakMap WeakSet WeakRef Array ArrayBuffer DataView Int8Array Uint8Array Uint8ClampedArray Int16Array ' +
    'Uint16Array Int32Array Uint32Array Float32Array Float64Array BigInt64Array BigUint64Array Intl Proxy parseInt parseFloat isNaN isFinite ' +
    'encodeURIComponent decodeURIComponent encodeURI decodeURI escape unescape undefined NaN Infinity'
  ).split(' '),
);

/** Constructors of the language that go through an iterator which they are given. */
export const ITERATING = /^(?:(?:Weak)?(?:Map|Set)|AggregateError|.+Array)$/;

/** Methods of the language that call a function which they are given. */
export const CALLING = new Set(
  (
    'forEach map filter reduce reduceRight some every find findIndex findLast findLastIndex flatMap sort toSorted replace replaceAll from ' +
    'call apply bind'
  ).split(' '),
);

/** Methods that a script's own objects have as well, and that may wait there. */
const OWN_TOO = new Set([
  'constructor',
  'next',
  'return',
  'throw',
  'then',
  'catch',
  'finally',
  'get',
  'set',
  'add',
  'delete',
]);

/** Methods of the language that call nothing, by their names on its objects. */
export const SILENT: ReadonlySet<string> = new Set(
  [...GLOBALS]
    .map((name) => (globalThis as unknown as Record<string, unknown>)[name])
    .flatMap((home) => (typeof home === 'function' ? [home, home.prototype as unknown] : [home]))
    .filter((home): home is object => (typeof home === 'object' && home !== null) || typeof home === 'function')
    .flatMap((home) => Object.getOwnPropertyNames(home))
    .filter((name) => !CALLING.has(name) && !OWN_TOO.has(name)),
);
