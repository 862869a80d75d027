// A secret in a text that somebody else wrote: as it is, in capitals, or encoded in a reversible way. Pure: k6 has no Buffer.

/** Shorter ones are no secret, and would hide half a text. */
const SHORTEST = 4;
/** Of an encoded form: fewer characters are in any text by chance. */
const SHORTEST_FORM = 6;
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The text with `[token]` in the place of the secret and of each form of it, in whatever case. */
export function withoutSecret(text: string, secret: string | undefined): string {
  if (!secret || secret.length < SHORTEST) return text;
  let [shown, folded] = [text, lower(text)];
  for (const form of formsOf(secret)) {
    if (!folded.includes(form)) continue;
    shown = without(shown, folded, form);
    folded = lower(shown);
  }
  return shown;
}

/** `folded`: the text in lower case. */
function without(text: string, folded: string, form: string): string {
  let [shown, at] = ['', 0];
  for (let found = folded.indexOf(form); found >= 0; found = folded.indexOf(form, at)) {
    shown += `${text.slice(at, found)}[token]`;
    at = found + form.length;
  }
  return shown + text.slice(at);
}

/** As long as the text, which toLowerCase() is not for every letter. */
function lower(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

let known: { secret: string; forms: string[] } | undefined;

/** In lower case, the longest first: one may be a part of another. */
function formsOf(secret: string): string[] {
  if (known?.secret === secret) return known.forms;
  const bytes = utf8(secret);
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, '0'));
  const once = hex.map((digits) => `%${digits}`).join('');
  const reserved = encodeURIComponent(wellFormed(secret));
  const base64 = [0, 1, 2].map((before) => base64Within(bytes, before));
  const encoded = [
    ...[once, reserved, encodeURIComponent(reserved), secret.replaceAll('/', '\\/')],
    ...[hex.join(''), `\\u00${hex.join('\\u00')}`, `\\x${hex.join('\\x')}`],
    ...base64,
    ...base64.map((form) => form.replaceAll('+', '-').replaceAll('/', '_')),
  ].filter((form) => form.length >= SHORTEST_FORM);
  const forms = [...new Set([secret, ...encoded].map(lower))].sort((a, b) => b.length - a.length);
  known = { secret, forms };
  return forms;
}

/** The characters of Base64 that follow from these bytes alone, with `before` bytes of a group of three in front of them. */
function base64Within(bytes: readonly number[], before: number): string {
  const bits = [...Array<number>(before).fill(0), ...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const first = Math.ceil((8 * before) / 6);
  const last = Math.floor(bits.length / 6);
  let text = '';
  for (let at = first; at < last; at++) text += BASE64[Number.parseInt(bits.slice(6 * at, 6 * at + 6), 2)];
  return text;
}

function utf8(text: string): number[] {
  return [...encodeURIComponent(wellFormed(text)).matchAll(/%([0-9A-F]{2})|./g)].map(([character, hex]) =>
    hex === undefined ? character.charCodeAt(0) : Number.parseInt(hex, 16),
  );
}

function wellFormed(text: string): string {
  return text.replace(/\p{Cs}/gu, '\uFFFD');
}
