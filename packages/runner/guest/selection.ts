// k6/html Selection (https://grafana.com/docs/k6/latest/javascript-api/k6-html/selection/): a set of nodes with jQuery's methods.
import { Element, elementOf, nodeOf } from './element.ts';
import { type DomNode, type Nodes, type Parsed, SELECTING } from './html-library.ts';

type Call = (index: number, value: unknown) => unknown;
type Selecting = Record<(typeof SELECTING)[number], (...args: unknown[]) => Selection>;

export interface Selection extends Selecting {}

// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the methods of SELECTING are defined in a loop
export class Selection {
  readonly #document: Parsed;
  readonly #nodes: Nodes;

  constructor(document: Parsed, nodes: Nodes) {
    this.#document = document;
    this.#nodes = nodes;
  }

  static {
    for (const name of SELECTING) {
      Object.defineProperty(Selection.prototype, name, {
        value(this: Selection, ...args: unknown[]) {
          return this.#with(this.#nodes[name](...args.map(Selection.#plain)));
        },
        writable: true,
        configurable: true,
      });
    }
  }

  /** What the parser's methods take for an argument of the script. */
  static #plain(value: unknown): unknown {
    if (value instanceof Selection) return value.#nodes;
    return value instanceof Element ? nodeOf(value) : value;
  }

  attr(name: unknown): string | undefined {
    return this.#nodes.attr(String(name));
  }

  data(key?: unknown): unknown {
    return key === undefined ? { ...(this.#nodes.data() as object | undefined) } : this.#nodes.data(String(key));
  }

  html(): string | undefined {
    return this.#nodes.html() ?? undefined;
  }

  text(): string {
    return this.#nodes.text();
  }

  val(): string | string[] | undefined {
    return this.#nodes.val();
  }

  size(): number {
    return this.#nodes.length;
  }

  get(index: unknown): Element | undefined {
    const node = this.#nodes.toArray().at(Number(index));
    return node && elementOf(this.#document, node);
  }

  toArray(): Selection[] {
    return this.#nodes.toArray().map((node) => this.#only(node));
  }

  each(handler: unknown): this {
    const call = functionOf(handler, 'each');
    const nodes = this.#nodes.toArray();
    for (let i = 0; i < nodes.length; i++) call(i, elementOf(this.#document, nodes[i] as DomNode));
    return this;
  }

  map(mapper: unknown): unknown[] {
    const call = functionOf(mapper, 'map');
    const values: unknown[] = [];
    const all = this.toArray();
    for (let i = 0; i < all.length; i++) values.push(call(i, all[i]));
    return values;
  }

  filter(test: unknown): Selection {
    return this.#with(
      typeof test === 'function' ? this.#those(test as Call, true) : this.#nodes.filter(Selection.#plain(test)),
    );
  }

  not(test: unknown): Selection {
    return this.#with(
      typeof test === 'function' ? this.#those(test as Call, false) : this.#nodes.not(Selection.#plain(test)),
    );
  }

  is(test: unknown): boolean {
    return typeof test === 'function'
      ? this.#those(test as Call, true).length > 0
      : this.#nodes.is(Selection.#plain(test));
  }

  serialize(): string {
    return this.#nodes.serialize();
  }

  serializeArray(): { name: string; value: string }[] {
    return this.#nodes.serializeArray();
  }

  /** Of several fields of a name the last one stays. */
  serializeObject(): Record<string, string> {
    return Object.fromEntries(this.serializeArray().map(({ name, value }) => [name, value]));
  }

  #with(nodes: Nodes): Selection {
    return new Selection(this.#document, nodes);
  }

  #only(node: DomNode): Selection {
    return this.#with(this.#document([node]));
  }

  /** The nodes for which a function of the script says `wanted`. */
  #those(call: Call, wanted: boolean): Nodes {
    const kept: DomNode[] = [];
    const nodes = this.#nodes.toArray();
    for (let i = 0; i < nodes.length; i++) {
      const node = nodes[i] as DomNode;
      if (Boolean(call(i, this.#only(node))) === wanted) kept.push(node);
    }
    return this.#document(kept);
  }
}

function functionOf(value: unknown, method: string): Call {
  if (typeof value !== 'function') throw new TypeError(`Selection.${method}() expects a function, got ${typeof value}`);
  return value as Call;
}
