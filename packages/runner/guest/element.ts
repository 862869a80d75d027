// k6/html Element (https://grafana.com/docs/k6/latest/javascript-api/k6-html/element/): one node, with methods like those of the DOM.
import { ELEMENT_METHODS } from './element-kinds.ts';
import type { DomNode, Nodes, Parsed } from './html-library.ts';
import { Selection } from './selection.ts';

/** What an Element has inside; kept off the object so that scripts see no more than they should. */
const insides = new WeakMap<Element, { document: Parsed; node: DomNode }>();

function insideOf(element: Element): { document: Parsed; node: DomNode } {
  const inside = insides.get(element);
  if (!inside) throw new TypeError('not an Element');
  return inside;
}

export function nodeOf(element: Element): DomNode {
  return insideOf(element).node;
}

function isElement({ nodeType }: DomNode): boolean {
  return nodeType === ELEMENT;
}

const [ELEMENT, DOCUMENT] = [1, 9];
const HTML = 'http://www.w3.org/1999/xhtml';

/** An attribute of an element. */
export class Attribute {
  readonly name: string;
  readonly value: string;
  readonly ownerElement: Element;

  constructor(name: string, value: string, owner: Element) {
    this.name = name;
    this.value = value;
    this.ownerElement = owner;
  }

  localName(): string {
    return this.name.split(':').at(-1) as string;
  }

  namespaceURI(): string {
    return '';
  }

  prefix(): string {
    return this.name.includes(':') ? (this.name.split(':')[0] as string) : '';
  }
}

export class Element {
  constructor(document: Parsed, node: DomNode) {
    insides.set(this, { document, node });
  }

  selection(): Selection {
    const { document } = insideOf(this);
    return new Selection(document, this.#own);
  }

  attributes(): Record<string, Attribute> {
    const all = Object.entries(nodeOf(this).attribs ?? {});
    return Object.fromEntries(all.map(([name, value]) => [name, new Attribute(name, value, this)]));
  }

  childElementCount(): number {
    return this.#elements.length;
  }

  childNodes(): Element[] {
    return this.#wrap(this.#nodes);
  }

  children(): Element[] {
    return this.#wrap(this.#elements);
  }

  classList(): string[] {
    return (this.className() ?? '').split(/\s+/).filter((name) => name !== '');
  }

  className(): string | undefined {
    return this.getAttribute('class');
  }

  contains(other: unknown): boolean {
    if (!(other instanceof Element)) return false;
    let node: DomNode | null = nodeOf(other);
    while (node && node !== nodeOf(this)) node = node.parent;
    return node !== null;
  }

  firstChild(): Element | undefined {
    return this.#one(this.#nodes[0]);
  }

  firstElementChild(): Element | undefined {
    return this.#one(this.#elements[0]);
  }

  getAttribute(name: unknown): string | undefined {
    const { attribs } = nodeOf(this);
    return attribs && Object.hasOwn(attribs, String(name)) ? attribs[String(name)] : undefined;
  }

  getAttributeNode(name: unknown): Attribute | undefined {
    const value = this.getAttribute(name);
    return value === undefined ? undefined : new Attribute(String(name), value, this);
  }

  getElementsByClassName(names: unknown): Element[] {
    const wanted = String(names)
      .split(/\s+/)
      .filter((name) => name !== '');
    return this.querySelectorAll('[class]').filter((one) => wanted.every((name) => one.classList().includes(name)));
  }

  getElementsByTagName(name: unknown): Element[] {
    return this.querySelectorAll(name);
  }

  hasAttribute(name: unknown): boolean {
    return this.getAttribute(name) !== undefined;
  }

  hasAttributes(): boolean {
    return Object.keys(nodeOf(this).attribs ?? {}).length > 0;
  }

  hasChildNodes(): boolean {
    return this.#nodes.length > 0;
  }

  id(): string {
    return this.getAttribute('id') ?? '';
  }

  innerHTML(): string | undefined {
    return this.#own.html() ?? undefined;
  }

  isDefaultNamespace(): boolean {
    return this.namespaceURI() === HTML;
  }

  isEqualNode(other: unknown): boolean {
    return other instanceof Element && isEqual(nodeOf(this), nodeOf(other));
  }

  isSameNode(other: unknown): boolean {
    return other instanceof Element && nodeOf(this) === nodeOf(other);
  }

  lang(): string | undefined {
    return this.getAttribute('lang');
  }

  lastChild(): Element | undefined {
    return this.#one(this.#nodes.at(-1));
  }

  lastElementChild(): Element | undefined {
    return this.#one(this.#elements.at(-1));
  }

  matches(selector: unknown): boolean {
    return this.#own.is(String(selector));
  }

  namespaceURI(): string {
    return isElement(nodeOf(this)) ? (nodeOf(this).namespace ?? HTML) : '';
  }

  nextElementSibling(): Element | undefined {
    return this.#one(this.#own.next().toArray()[0]);
  }

  nextSibling(): Element | undefined {
    return this.#one(nodeOf(this).next);
  }

  nodeName(): string {
    const { name, nodeType, type } = nodeOf(this);
    if (nodeType === DOCUMENT) return '#document';
    return isElement(nodeOf(this)) ? (name ?? '') : type === 'directive' ? 'html' : `#${type}`;
  }

  nodeType(): number {
    // The parser takes a doctype for an instruction.
    return nodeOf(this).type === 'directive' ? DOCTYPE : nodeOf(this).nodeType;
  }

  nodeValue(): string | undefined {
    return isElement(nodeOf(this)) || nodeOf(this).type === 'directive' ? undefined : nodeOf(this).data;
  }

  ownerDocument(): Element | undefined {
    return nodeOf(this).nodeType === DOCUMENT ? undefined : this.#one(insideOf(this).document.root().toArray()[0]);
  }

  parentElement(): Element | undefined {
    const { parent } = nodeOf(this);
    return parent && isElement(parent) ? this.#one(parent) : undefined;
  }

  parentNode(): Element | undefined {
    return this.#one(nodeOf(this).parent);
  }

  previousElementSibling(): Element | undefined {
    return this.#one(this.#own.prev().toArray()[0]);
  }

  previousSibling(): Element | undefined {
    return this.#one(nodeOf(this).prev);
  }

  querySelector(selector: unknown): Element | undefined {
    return this.querySelectorAll(selector)[0];
  }

  querySelectorAll(selector: unknown): Element[] {
    return this.#wrap(this.#own.find(String(selector)).toArray());
  }

  textContent(): string {
    return this.#own.text();
  }

  toString(): string {
    return '[object html.Node]';
  }

  get #own(): Nodes {
    const { document, node } = insideOf(this);
    return document([node]);
  }

  get #nodes(): readonly DomNode[] {
    return nodeOf(this).children ?? [];
  }

  get #elements(): DomNode[] {
    return this.#nodes.filter(isElement);
  }

  #one(node: DomNode | null | undefined): Element | undefined {
    return node ? elementOf(insideOf(this).document, node) : undefined;
  }

  #wrap(nodes: readonly DomNode[]): Element[] {
    return nodes.map((node) => elementOf(insideOf(this).document, node));
  }
}

const DOCTYPE = 10;

function isEqual(one: DomNode, other: DomNode): boolean {
  if (one.type !== other.type || one.name !== other.name || one.data !== other.data) return false;
  const [mine, theirs] = [one.attribs ?? {}, other.attribs ?? {}];
  const names = Object.keys(mine);
  if (names.length !== Object.keys(theirs).length || names.some((name) => mine[name] !== theirs[name])) return false;
  const [children, more] = [one.children ?? [], other.children ?? []];
  return children.length === more.length && children.every((child, i) => isEqual(child, more[i] as DomNode));
}

/** Classes of elements that have methods of their own, by the name of the element. */
const kinds = new Map<string, typeof Element>();

/** The script's object for a node. */
export function elementOf(document: Parsed, node: DomNode): Element {
  const Kind = isElement(node) ? kindOf(node.name ?? '') : Element;
  return new Kind(document, node);
}

function kindOf(name: string): typeof Element {
  const methods = ELEMENT_METHODS[name];
  if (!methods) return Element;
  let Kind = kinds.get(name);
  if (!Kind) {
    Kind = class extends Element {};
    for (const [method, read] of Object.entries(methods)) {
      Object.defineProperty(Kind.prototype, method, {
        value(this: Element) {
          return read(this);
        },
        writable: true,
        configurable: true,
      });
    }
    kinds.set(name, Kind);
  }
  return Kind;
}
