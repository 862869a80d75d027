// Words and names as a report writes them.
import { digits } from 'k6-format/figures';

/** `Baseline`, as the guide writes test types; `Page load under load`. */
export function typeText(type: string): string {
  const words = type.replaceAll('-', ' ');
  return words === '' ? words : `${words[0]!.toUpperCase()}${words.slice(1)}`;
}

/** A URL without what could be a secret: user, password, query, fragment. */
export function targetText(target: string): string {
  try {
    const url = new URL(target);
    return `${url.protocol}//${url.host}${url.pathname === '/' ? '' : url.pathname}`;
  } catch {
    return target.replace(/^[^/]*@/, '').split(/[?#]/, 1)[0]!;
  }
}

/** `1 limit`, `3 limits`. */
export function plural(count: number, noun: string): string {
  return `${digits(count, 15)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `3 more endpoints are not listed`; null when all are. */
export function omitted(count: number, noun: string): string | null {
  if (count <= 0) return null;
  return count === 1 ? `1 more ${noun} is not listed` : `${count} more ${noun}s are not listed`;
}

/** A name as long as a table can bear. */
export function clip(name: string, length = 80): string {
  const characters = [...name];
  return characters.length <= length ? name : `${characters.slice(0, length - 1).join('')}…`;
}

/** Hashes in a text by their first characters, with the whole text where that is shorter. */
export function shortId(id: string): { text: string; full?: string } {
  const text = clip(
    id.replaceAll(/[0-9a-f]{12,}/g, (hash) => hash.slice(0, 7)),
    40,
  );
  return text === id ? { text } : { text, full: clip(id, 400) };
}

/** The end of a path, which says most about it. */
export function clipStart(path: string, length = 80): string {
  const characters = [...path];
  return characters.length <= length ? path : `…${characters.slice(1 - length).join('')}`;
}

/** What the guard left out, for the end of a verdict: the other endpoints were asked more often for it. */
export function leftOutText(names: readonly string[] = []): string {
  return names.length === 0 ? '' : `; without ${names.join(', ')}: writing is not allowed in this environment`;
}
