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

/** Methods of the language that call a function which they are given. */
export const CALLING = new Set(
  (
    'forEach map filter reduce reduceRight some every find findIndex findLast findLastIndex flatMap sort toSorted replace replaceAll from ' +
    'call apply bind'
  ).split(' '),
);

/** Methods of the language that call nothing. */
export const SILENT = new Set(
  (
    'push pop shift unshift slice splice concat join reverse indexOf lastIndexOf includes fill keys values entries at flat copyWithin charAt ' +
    'charCodeAt codePointAt split substring substr trim trimStart trimEnd toLowerCase toUpperCase padStart padEnd repeat startsWith endsWith ' +
    'match matchAll search normalize localeCompare test exec has clear toString toFixed toPrecision toISOString getTime getFullYear getHours ' +
    'getMinutes getSeconds getDate getDay getMonth hasOwnProperty valueOf now random floor ceil round min max abs stringify parse isArray ' +
    'fromEntries assign freeze subarray'
  ).split(' '),
);
