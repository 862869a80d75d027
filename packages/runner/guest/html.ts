// k6/html, and what an answer of k6/http does with the page in it: html(), submitForm(), clickLink().
import { host } from './host.ts';
import { type Parsed, parse } from './html-library.ts';
import { request } from './http.ts';
import { formOf } from './request.ts';
import type { Response } from './response.ts';
import { Selection } from './selection.ts';

declare const __native: { usePages(pages: object): void };

interface Page extends Response {
  readonly url: string;
  readonly body: unknown;
}
type Options = Readonly<Record<string, unknown>>;

export function parseHTML(source: unknown): Selection {
  const document = parse(String(source));
  return new Selection(document, document.root());
}

/** Pages that have been asked for: none of their methods changes them. */
const parsed = new WeakMap<object, Parsed>();

function html(page: Page, selector?: unknown): Selection {
  let document = parsed.get(page);
  if (!document) {
    if (typeof page.body !== 'string')
      throw new Error(
        `the body is ${page.body === null ? 'null' : 'binary'} so we can't transform it to HTML - this likely was because of a request error or the responseType`,
      );
    document = parse(page.body);
    parsed.set(page, document);
  }
  const whole = new Selection(document, document.root());
  return selector === undefined ? whole : whole.find(String(selector));
}

/** What a selector finds first; throws when it finds nothing. */
function found(page: Page, selector: unknown, what: string): Selection {
  const all = html(page, selector);
  if (all.size() === 0) throw new Error(`no ${what} found for selector '${selector}' in response '${page.url}'`);
  return all.first();
}

function addressOf(page: Page, target: string): URLParts {
  const parts = host.url(target, page.url);
  if (parts === '') throw new Error(`'${target}' in response '${page.url}' is not an address`);
  return JSON.parse(parts) as URLParts;
}

interface URLParts {
  href: string;
  search: string;
  hash: string;
}

function optionsOf(given: unknown, method: string): Options {
  if (given === undefined || given === null) return {};
  if (typeof given !== 'object') throw new TypeError(`Response.${method}() expects an object, got ${typeof given}`);
  return given as Options;
}

function clickLink(page: Page, given?: unknown): Response {
  const { selector = 'a[href]', params } = optionsOf(given, 'clickLink');
  const target = found(page, selector, 'element').attr('href');
  if (target === undefined)
    throw new Error(`the element of selector '${selector}' in response '${page.url}' has no attribute href`);
  return request('GET', addressOf(page, target).href, undefined, params);
}

/** What the form would send: its fields, the button that is pressed, and what the script sets. */
function fieldsOf(form: Selection, submit: unknown, set: unknown): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const { name, value } of form.serializeArray()) {
    const before = fields[name];
    fields[name] = before === undefined ? value : [before, value].flat();
  }
  const button = form.find(String(submit)).first();
  const name = button.attr('name');
  if (name) fields[name] = button.attr('value') ?? '';
  return { ...fields, ...(set as object | undefined) };
}

function submitForm(page: Page, given?: unknown): Response {
  const { formSelector = 'form', submitSelector = '[type="submit"]', fields, params } = optionsOf(given, 'submitForm');
  const form = found(page, formSelector, 'form');
  const values = fieldsOf(form, submitSelector, fields);
  const { href, search, hash } = addressOf(page, form.attr('action') ?? page.url);
  if (form.attr('method')?.toUpperCase() === 'POST') return request('POST', href, values, params);
  const bare = href.slice(0, href.length - search.length - hash.length);
  const query = formOf(Object.entries(values));
  return request('GET', query === '' ? bare : `${bare}?${query}`, undefined, params);
}

__native.usePages({ html, submitForm, clickLink });

export default { parseHTML };
