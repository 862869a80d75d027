// Makes texts from outside harmless: metric names, URLs and people's names may hold anything.

import { withoutCredentials } from 'k6-kit/url-credentials';

/** Longer texts are cut: a report is not a dump. Names are cut far shorter (`clip`). */
const MAX_TEXT = 2000;

/** Most texts are figures and words: single spaces, printable ASCII. */
const HARMLESS = /^(?! )(?!.*(?: {2}| $))[ -~]*$/;

/**
 * One line of visible characters. Control characters, marks that turn the writing direction and halves of surrogate pairs
 * become U+FFFD; a long text is cut with an ellipsis; URLs are without user and password.
 */
export function plain(given: string): string {
  const text = withoutCredentials(given);
  if (HARMLESS.test(text) && text.length <= MAX_TEXT) return text;
  const oneLine = text.replaceAll(/\s+/g, ' ').trim();
  const visible = oneLine.replaceAll(/[\p{Cc}\p{Cs}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/gu, '\uFFFD');
  return visible.length > MAX_TEXT ? `${[...visible].slice(0, MAX_TEXT).join('')}…` : visible;
}

/** What GitHub makes a link of by itself, up to what could end a code span or a table's cell. */
const LINK = /(?:\b(?:https?|ftp):\/\/|\bwww\.)[^\s`|\\<>]*[^\s`|\\<>.,;:!?)\]'"]/gi;

/**
 * Text for a Markdown table cell, list item or sentence: nothing in it starts markup, HTML or a mention. What is not markup where it
 * is, such as `<` before a figure, has no escape sign; an address is code.
 */
export function escapeMarkdown(text: string): string {
  const line = plain(text);
  let [escaped, end] = ['', 0];
  for (const link of line.matchAll(LINK)) {
    escaped += `${escapeInline(line.slice(end, link.index))}\`${link[0]}\``;
    end = link.index + link[0].length;
  }
  return (escaped + escapeInline(line.slice(end)))
    .replace(/^(\d+)([.)])(?=\s|$)/, '$1\\$2')
    .replace(/^(?:[-+=](?=\s|$|[-+=])|[#>])/, '\\$&');
}

function escapeInline(text: string): string {
  return text
    .replaceAll(/[\\`*[\]|~$]|<(?=[a-z/!?])|&(?=[#\w]+;)|!(?=\[)|#(?=\w)/gi, '\\$&')
    .replaceAll(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replaceAll(/:(?=\/\/)|(?<=\bwww)\./gi, '\\$&')
    .replaceAll(/@(?=[\p{L}\p{N}])/gu, '@\u200B');
}

/** Text for an element or an attribute of XML. */
export function escapeXml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return plain(text).replaceAll(/[&<>"']/g, (character) => entities[character]!);
}

/** Every text of a view, escaped; the templates then hold all the markup there is. */
export function mapTexts<T>(view: T, convert: (text: string) => string): T {
  if (typeof view === 'string') return convert(view) as T;
  if (Array.isArray(view)) return view.map((item) => mapTexts(item, convert)) as T;
  if (typeof view !== 'object' || view === null) return view;
  return Object.fromEntries(Object.entries(view).map(([key, value]) => [key, mapTexts(value, convert)])) as T;
}
