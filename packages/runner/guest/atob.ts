// atob for the HTML parser, whose tables of entities are Base64: the language has none, and scripts get none. No imports.

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** `text`: Base64 that is known to be right. A character for each byte. */
export function atob(text: string): string {
  let result = '';
  let [word, bits] = [0, 0];
  for (const digit of text.replace(/=+$/, '')) {
    word = ((word << 6) | DIGITS.indexOf(digit)) & 0xff_ff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    result += String.fromCharCode((word >> bits) & 0xff);
  }
  return result;
}
