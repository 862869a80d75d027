// What k6's JavaScript engine has and lacks, for the contract check. Measured with the engine's own module; k6 adds the last group.

/** Globals that a bundle may read. TextEncoder and TextDecoder are left out: k6 has them only since v2.2. */
export const GLOBALS: ReadonlySet<string> = new Set([
  // language
  ...[
    'Array',
    'ArrayBuffer',
    'BigInt',
    'BigInt64Array',
    'BigUint64Array',
    'Boolean',
    'DataView',
    'Date',
    'Error',
    'EvalError',
  ],
  ...[
    'Float32Array',
    'Float64Array',
    'Function',
    'Infinity',
    'Int16Array',
    'Int32Array',
    'Int8Array',
    'JSON',
    'Map',
    'Math',
    'NaN',
  ],
  ...[
    'Number',
    'Object',
    'Promise',
    'Proxy',
    'RangeError',
    'ReferenceError',
    'Reflect',
    'RegExp',
    'Set',
    'String',
    'Symbol',
  ],
  ...[
    'SyntaxError',
    'TypeError',
    'URIError',
    'Uint16Array',
    'Uint32Array',
    'Uint8Array',
    'Uint8ClampedArray',
    'WeakMap',
    'WeakSet',
  ],
  ...[
    'AggregateError',
    'arguments',
    'decodeURI',
    'decodeURIComponent',
    'encodeURI',
    'encodeURIComponent',
    'escape',
    'unescape',
  ],
  ...['globalThis', 'isFinite', 'isNaN', 'parseFloat', 'parseInt', 'undefined'],
  // k6
  ...['__ENV', '__VU', '__ITER', 'console', 'crypto', 'open', 'require'],
  ...['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'],
]);

/**
 * Extensions under `k6/x/` that k6 v2 fetches when a script imports them (its registry's official ones). Any other needs a k6
 * built with it, Kafka's among them.
 */
export const EXTENSIONS: readonly string[] = [
  ...['dns', 'faker', 'icmp', 'mqtt', 'redis', 'sql', 'sql/driver/mysql', 'sql/driver/postgres', 'ssh', 'tcp'],
];

/** Functions of built-in objects that the engine lacks. */
export const MISSING_STATICS: Readonly<Record<string, readonly string[]>> = {
  Array: ['fromAsync'],
  Error: ['captureStackTrace', 'isError'],
  JSON: ['rawJSON', 'isRawJSON'],
  Map: ['groupBy'],
  Object: ['groupBy'],
  Promise: ['withResolvers', 'try'],
  Symbol: ['asyncIterator', 'dispose', 'asyncDispose'],
  Math: ['f16round', 'sumPrecise'],
  RegExp: ['escape'],
  Uint8Array: ['fromBase64', 'fromHex'],
};

/** Methods that the engine lacks whatever they are called on; only names that nobody uses for a method of their own. */
export const MISSING_METHODS: ReadonlySet<string> = new Set([
  ...['isWellFormed', 'toWellFormed', 'symmetricDifference', 'isSubsetOf', 'isSupersetOf', 'isDisjointFrom'],
  ...['toBase64', 'toHex', 'setFromBase64', 'setFromHex', 'transferToFixedLength'],
]);

/** Calls that need `Intl`, which the engine lacks: with a locale they throw a RangeError. */
export const LOCALE_METHODS: ReadonlySet<string> = new Set([
  'toLocaleString',
  'toLocaleDateString',
  'toLocaleTimeString',
  'toLocaleLowerCase',
  'toLocaleUpperCase',
]);
