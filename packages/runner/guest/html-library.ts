// The HTML parser of the world, as much of it as k6/html uses. It is shared by all VUs and hands out objects of the world.

/** A node of a document. Element nodes have a name and attributes. */
export interface DomNode {
  readonly type: string;
  readonly nodeType: number;
  readonly name?: string;
  readonly attribs?: Readonly<Record<string, string>>;
  readonly namespace?: string;
  readonly data?: string;
  readonly children?: readonly DomNode[];
  readonly parent: DomNode | null;
  readonly prev: DomNode | null;
  readonly next: DomNode | null;
}

/** Methods of a set of nodes that return another set. */
export const SELECTING = [
  ...([
    'children',
    'closest',
    'contents',
    'eq',
    'find',
    'first',
    'has',
    'last',
    'next',
    'nextAll',
    'nextUntil',
  ] as const),
  ...(['parent', 'parents', 'parentsUntil', 'prev', 'prevAll', 'prevUntil', 'slice'] as const),
] as const;
type Selecting = (typeof SELECTING)[number];

/** A set of nodes. */
export interface Nodes extends Record<Selecting | 'filter' | 'not', (...args: readonly unknown[]) => Nodes> {
  readonly length: number;
  is(what: unknown): boolean;
  toArray(): DomNode[];
  attr(name: string): string | undefined;
  html(): string | null;
  text(): string;
  val(): string | string[] | undefined;
  data(name?: string): unknown;
  serialize(): string;
  serializeArray(): { name: string; value: string }[];
}

/** A parsed document: makes sets of its nodes. */
export interface Parsed {
  (nodes: readonly DomNode[]): Nodes;
  root(): Nodes;
}

declare const __native: { loadHtml(text: string): Parsed };

/** Parses a page as browsers do: what is missing of it is added. */
export function parse(text: string): Parsed {
  return __native.loadHtml(text);
}
