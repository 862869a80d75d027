// Patterns of names and of texts: `*` is any characters, `?` is one, and a backslash takes the meaning of what follows.

/** Patterns that were used last, by their text. */
const known = new Map<string, RegExp>();
const MOST_KNOWN = 100;

export function matches(text: string, pattern: string): boolean {
  let expression = known.get(pattern);
  if (!expression) {
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(pattern, (expression = toExpression(pattern)));
  }
  return expression.test(text);
}

function toExpression(pattern: string): RegExp {
  const parts = pattern.match(/\\[\s\S]|\*+|[\s\S]/gu) ?? [];
  const source = parts.map((part) => {
    if (part.startsWith('*')) return '[^]*';
    if (part === '?') return '[^]';
    return (part.length > 1 && part.startsWith('\\') ? part.slice(1) : part).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  });
  return new RegExp(`^${source.join('')}$`, 'u');
}
