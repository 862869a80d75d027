// k6/encoding: Base64 in its four variants.
import { bufferOf, bytesOf, decodeUtf8, encodeUtf8 } from './text-coding.ts';

const STANDARD = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const URL_SAFE = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

interface Variant {
  alphabet: string;
  isPadded: boolean;
}

function variantOf(name: unknown): Variant {
  switch (name ?? 'std') {
    case 'std':
      return { alphabet: STANDARD, isPadded: true };
    case 'rawstd':
      return { alphabet: STANDARD, isPadded: false };
    case 'url':
      return { alphabet: URL_SAFE, isPadded: true };
    case 'rawurl':
      return { alphabet: URL_SAFE, isPadded: false };
    default:
      throw new Error(`Base64 variant reads "${String(name)}": expected std, rawstd, url or rawurl`);
  }
}

function b64encode(input: unknown, variant?: unknown): string {
  const { alphabet, isPadded } = variantOf(variant);
  const bytes = bytesOf(input) ?? encodeUtf8(String(input));
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const left = Math.min(3, bytes.length - at);
    const word = ((bytes[at] as number) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    for (let i = 0; i <= left; i++) text += alphabet[(word >> (18 - 6 * i)) & 63];
    if (isPadded) text += '='.repeat(3 - left);
  }
  return text;
}

function b64decode(input: unknown, variant?: unknown, format?: unknown): string | ArrayBuffer {
  const { alphabet, isPadded } = variantOf(variant);
  const text = String(input);
  const digits = isPadded ? text.replace(/={1,2}$/, '') : text;
  const isComplete = isPadded ? text.length % 4 === 0 : digits.length % 4 !== 1;
  if (!isComplete) throw new Error('illegal base64 data: the length does not fit the variant');
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let word = 0;
  let at = 0;
  for (let i = 0; i < digits.length; i++) {
    const value = alphabet.indexOf(digits[i] as string);
    if (value < 0) throw new Error(`illegal base64 data at input byte ${i}`);
    word = (word << 6) | value;
    if (i % 4 !== 0) bytes[at++] = (word >> (6 - 2 * (i % 4))) & 255;
  }
  return format === 's' ? decodeUtf8(bytes) : bufferOf(bytes);
}

export { b64decode, b64encode };
export default { b64decode, b64encode };
