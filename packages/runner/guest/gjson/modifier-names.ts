// The modifiers that GJSON has; `@` before any other name is part of the name.

const NAMES = [
  ...['reverse', 'ugly', 'pretty', 'this', 'valid', 'flatten', 'join', 'keys', 'values', 'tostr', 'fromstr'],
  ...['group', 'dig'],
] as const;

export type ModifierName = (typeof NAMES)[number];

export function isModifier(name: string): name is ModifierName {
  return (NAMES as readonly string[]).includes(name);
}
