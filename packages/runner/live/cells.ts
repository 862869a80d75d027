// Text for a terminal: cut to a number of columns, whatever is in it.

/** Below this all characters take one column; above it some take two, and all but dashes, dots, boxes and blocks are counted so. */
const WIDE_FROM = 0x1100;
const NARROW = /[\u2010-\u2027\u2500-\u259f]/;
const widthOf = (character: string): number =>
  (character.codePointAt(0) ?? 0) < WIDE_FROM || NARROW.test(character) ? 1 : 2;

/** One line: control characters and marks that turn the direction of writing are replaced, since names may hold anything. */
export function visible(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\p{Cc}\p{Cs}\p{Cf}\p{Zl}\p{Zp}]/gu, '\uFFFD');
}

/** At least the columns that a terminal needs for the text. */
export function columnsOf(text: string): number {
  return [...text].reduce((sum, character) => sum + widthOf(character), 0);
}

/** The text, or as much of it as fits in front of an ellipsis. */
export function cutToColumns(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  let [kept, used] = ['', 1];
  for (const character of text) {
    used += widthOf(character);
    if (used > columns) break;
    kept += character;
  }
  return columns < 1 ? '' : `${kept}…`;
}

/** Exactly so many columns, as far as the widths of its characters are known. */
export function cell(text: string, columns: number, isNumber = false): string {
  const cut = cutToColumns(text, columns);
  const space = ' '.repeat(Math.max(0, columns - columnsOf(cut)));
  return isNumber ? space + cut : cut + space;
}

/** `0:07`, `12:30`, `1:02:03`. */
export function clockText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** Three significant digits, without an exponent. */
export function shortNumber(value: number): string {
  return String(value >= 100 ? Math.round(value) : Number(value.toPrecision(3)));
}
