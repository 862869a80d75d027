// Methods that elements of k6/html have besides those of all, by the element's name: links, fields of forms, tables.
import { host } from './host.ts';
import { encodeUtf8 } from './text-coding.ts';

/** What these methods ask of an element; see element.ts. */
interface Element {
  children(): Element[];
  contains(other: Element): boolean;
  getAttribute(name: string): string | undefined;
  hasAttribute(name: string): boolean;
  id(): string;
  innerHTML(): string | undefined;
  isSameNode(other: Element): boolean;
  nodeName(): string;
  ownerDocument(): Element | undefined;
  parentElement(): Element | undefined;
  querySelector(selector: string): Element | undefined;
  querySelectorAll(selector: string): Element[];
  textContent(): string;
}

type Read = (element: Element) => unknown;
type Methods = Readonly<Record<string, Read>>;

/** An attribute as text. */
const text =
  (name: string, otherwise = ''): Read =>
  (element) =>
    element.getAttribute(name) ?? otherwise;
const flag =
  (name: string): Read =>
  (element) =>
    element.hasAttribute(name);
const number =
  (name: string, otherwise: number): Read =>
  (element) => {
    const value = Number.parseFloat(element.getAttribute(name) ?? '');
    return Number.isNaN(value) ? otherwise : value;
  };
const words =
  (name: string): Read =>
  (element) =>
    (element.getAttribute(name) ?? '').split(/\s+/).filter((word) => word !== '');
const all =
  (selector: string): Read =>
  (element) =>
    element.querySelectorAll(selector);
const content: Read = (element) => element.textContent();
const texts = (...names: string[]): Methods =>
  Object.fromEntries(names.map((name) => [name, text(name.toLowerCase())]));
const flags = (...names: string[]): Methods =>
  Object.fromEntries(names.map((name) => [name, flag(name.toLowerCase())]));

function closest(element: Element, name: string): Element | undefined {
  let at: Element | undefined = element;
  while (at && at.nodeName() !== name) at = at.parentElement();
  return at;
}

function byId(element: Element, id: string): Element | undefined {
  return element
    .ownerDocument()
    ?.querySelectorAll('[id]')
    .find((one) => one.id() === id);
}

/** Position of an element in a list; -1 when it is not there. */
function placeIn(list: readonly Element[], element: Element): number {
  return list.findIndex((one) => one.isSameNode(element));
}

const form = (element: Element): Element | undefined => {
  const id = element.getAttribute('form');
  return id === undefined ? closest(element, 'form') : byId(element, id);
};
const labels: Read = (element) => {
  const id = element.id();
  const every = element.ownerDocument()?.querySelectorAll('label') ?? [];
  return every.filter((label) =>
    label.hasAttribute('for') ? label.getAttribute('for') === id : label.contains(element),
  );
};

const FIELDS = 'button, fieldset, input, object, output, select, textarea';

/** An attribute of a field, or else what its form has. */
const submitted =
  (own: string, ofForm: string, otherwise: string): Read =>
  (element) =>
    element.getAttribute(own) ?? form(element)?.getAttribute(ofForm) ?? otherwise;

/** A part of the address of a link; empty when that is not a whole URL. */
const part =
  (name: string): Read =>
  (element) => {
    const parts = host.url(element.getAttribute('href') ?? '', '');
    return parts === '' ? '' : (JSON.parse(parts) as Record<string, string>)[name];
  };
const LINK: Methods = {
  ...Object.fromEntries(
    ['hash', 'host', 'hostname', 'origin', 'password', 'pathname', 'port', 'protocol', 'search', 'username'].map(
      (name) => [name, part(name)],
    ),
  ),
  relList: words('rel'),
  text: content,
  ...texts('href', 'target', 'rel', 'type', 'hreflang', 'media'),
};

const FIELD: Methods = {
  ...{ form, labels },
  formAction: submitted('formaction', 'action', ''),
  formEnctype: submitted('formenctype', 'enctype', 'application/x-www-form-urlencoded'),
  formMethod: submitted('formmethod', 'method', 'get'),
  formNoValidate: (element) =>
    element.hasAttribute('formnovalidate') || form(element)?.hasAttribute('novalidate') === true,
  formTarget: submitted('formtarget', 'target', ''),
  ...texts('name', 'type', 'value'),
  ...flags('disabled'),
};

const options = (element: Element): Element[] => element.querySelectorAll('option');
const optionValue = (element: Element): string => element.getAttribute('value') ?? element.textContent();

/** As a browser has it: without a choice the first option of a single select is chosen. */
function chosen(select: Element): Element[] {
  const every = options(select);
  const marked = every.filter((one) => one.hasAttribute('selected'));
  if (select.hasAttribute('multiple')) return marked;
  return (marked.length > 0 ? marked.slice(-1) : every.filter((one) => !one.hasAttribute('disabled'))).slice(0, 1);
}

const SELECT: Methods = {
  ...{ form, labels, options, selectedOptions: chosen },
  length: (element) => options(element).length,
  selectedIndex: (element) => {
    const [first] = chosen(element);
    return first ? placeIn(options(element), first) : -1;
  },
  size: (element) => number('size', element.hasAttribute('multiple') ? 4 : 1)(element),
  type: (element) => (element.hasAttribute('multiple') ? 'select-multiple' : 'select-one'),
  value: (element) => {
    const [first] = chosen(element);
    return first ? optionValue(first) : '';
  },
  ...texts('name'),
  ...flags('disabled', 'multiple', 'required'),
};

const CELL: Methods = {
  cellIndex: (element) => placeIn(element.parentElement()?.children() ?? [], element),
  colSpan: number('colspan', 1),
  rowSpan: number('rowspan', 1),
};
const rowsOf = (element: Element): Element[] => element.children().filter((child) => child.nodeName() === 'tr');
/** Rows of a table: those of its head first, those of its foot last. */
const tableRows = (table: Element): Element[] => {
  const parts = (name: string): Element[] => table.children().filter((child) => child.nodeName() === name);
  const middle = table
    .children()
    .flatMap((child) => (child.nodeName() === 'tbody' ? rowsOf(child) : child.nodeName() === 'tr' ? [child] : []));
  return [...parts('thead').flatMap(rowsOf), ...middle, ...parts('tfoot').flatMap(rowsOf)];
};
const child =
  (name: string): Read =>
  (element) =>
    element.children().find((one) => one.nodeName() === name);
const SECTION: Methods = { rows: rowsOf };
const MEDIA: Methods = { textTracks: all('track'), ...texts('src') };
const max = number('max', 1) as (element: Element) => number;
const progress = number('value', 0) as (element: Element) => number;

export const ELEMENT_METHODS: Readonly<Record<string, Methods | undefined>> = {
  __proto__: null as never,
  ...{
    a: LINK,
    area: LINK,
    audio: MEDIA,
    video: MEDIA,
    tbody: SECTION,
    thead: SECTION,
    tfoot: SECTION,
    td: CELL,
    th: CELL,
  },
  button: {
    ...FIELD,
    value: (element) => element.getAttribute('value') ?? element.innerHTML(),
    type: text('type', 'submit'),
  },
  canvas: { height: number('height', 150), width: number('width', 300) },
  col: { span: number('span', 1) },
  datalist: { options },
  fieldset: { form, elements: all(FIELDS), type: () => 'fieldset', validity: () => undefined, ...texts('name') },
  form: {
    elements: all(FIELDS),
    length: (element) => element.querySelectorAll(FIELDS).length,
    method: (element) => (element.getAttribute('method') ?? 'get').toLowerCase(),
    ...texts('action', 'enctype', 'name', 'target'),
  },
  ...{ iframe: texts('src', 'name'), img: texts('src', 'alt'), source: texts('src', 'type'), track: texts('src') },
  input: { ...FIELD, type: text('type', 'text'), ...texts('placeholder'), ...flags('checked', 'required', 'readonly') },
  keygen: { form, labels },
  label: {
    form,
    control: (element) =>
      element.hasAttribute('for')
        ? byId(element, element.getAttribute('for') as string)
        : element.querySelector(FIELDS),
    htmlFor: text('for'),
  },
  legend: { form },
  link: { relList: words('rel'), ...texts('href', 'rel', 'type', 'media') },
  map: {
    areas: all('area'),
    images: (element) => {
      const name = element.getAttribute('name');
      const every = element.ownerDocument()?.querySelectorAll('img[usemap], object[usemap]') ?? [];
      return every.filter((one) => one.getAttribute('usemap') === `#${name}`);
    },
    ...texts('name'),
  },
  meta: { ...texts('content', 'name'), httpEquiv: text('http-equiv') },
  meter: { labels },
  object: { form },
  option: {
    form,
    text: content,
    value: optionValue,
    disabled: flag('disabled'),
    index: (element) => {
      const list = closest(element, 'select') ?? closest(element, 'datalist');
      return list ? placeIn(options(list), element) : 0;
    },
    label: (element) => element.getAttribute('label') ?? element.textContent(),
    selected: flag('selected'),
  },
  output: { ...{ form, labels }, defaultValue: content, value: content },
  progress: {
    ...{ labels, max, value: progress },
    position: (element) => (element.hasAttribute('value') ? progress(element) / max(element) : -1),
  },
  script: { text: content, ...texts('src', 'type') },
  select: SELECT,
  style: texts('type'),
  table: {
    ...{ caption: child('caption'), tFoot: child('tfoot'), tHead: child('thead'), rows: tableRows },
    tBodies: (element) => element.children().filter((one) => one.nodeName() === 'tbody'),
  },
  textarea: {
    ...{ form, labels, value: content },
    length: (element) => encodeUtf8(element.textContent()).length,
    ...texts('name'),
  },
  title: { text: content },
  tr: {
    cells: (element) => element.children().filter((one) => /^t[dh]$/.test(one.nodeName())),
    rowIndex: (element) => placeIn(tableRows(closest(element, 'table') ?? element), element),
    sectionRowIndex: (element) => placeIn(rowsOf(element.parentElement() ?? element), element),
  },
};
