// A HAR file, as browsers and proxies record it: what a person's session asked of one host.
import { basename } from 'node:path';
import { readText } from 'k6-kit/read-bounded';
import { shaped } from 'k6-kit/shapes';
import { UserError } from 'k6-kit/user-error';
import * as v from 'valibot';
import { fold } from './fold.ts';
import {
  emptyOf,
  freeName,
  type Imported,
  type ImportedEndpoint,
  METHODS,
  type Method,
  nameOf,
  SWITCHED,
  socketsLeftOut,
} from './model.ts';
import { isSecret, isSecretName, SECRET_MARK, withoutSecrets } from './secrets.ts';

const pairs = v.optional(v.array(v.object({ name: v.string(), value: v.string() })), []);
const entrySchema = v.object({
  request: v.object({
    method: v.string(),
    url: v.string(),
    headers: pairs,
    postData: v.optional(v.object({ mimeType: v.optional(v.string(), ''), text: v.optional(v.string(), '') })),
  }),
  response: v.object({
    status: v.number(),
    content: v.optional(v.object({ mimeType: v.optional(v.string(), '') }), {}),
  }),
});
const harSchema = v.object({ log: v.object({ entries: v.array(v.unknown()) }) });
type Entry = v.InferOutput<typeof entrySchema>;

const MAX_BYTES = 500 * 1024 * 1024;
/** What a page is made of, by the type of the answer. */
const ASSET = /^(image|font|video|audio)\/|css|javascript|font|octet-stream/i;
/** Sent along because the server asks for them; what else a browser sends, it sends to everybody. */
const KEPT_HEADERS = /^(accept|content-type|x-(?!forwarded|real-ip|requested-with).*)$/i;
/** A body that cannot be sent again as text. */
const MULTIPART = /multipart\//i;

/** Throws a UserError for anything but a HAR file, and for one without a request to the host. */
export async function readHar(file: string, host: string | undefined): Promise<Imported> {
  const har = parse(file, await readText(file, MAX_BYTES));
  const leftOut: string[] = [];
  const entries = har.log.entries.flatMap((entry) => shaped(entrySchema, entry) ?? []);
  const odd = har.log.entries.length - entries.length;
  if (odd > 0) leftOut.push(`${odd} entries without method, URL or status`);
  const sockets = entries.filter((entry) => isSocket(entry));
  leftOut.push(...socketsLeftOut(new Set(sockets.map(({ request }) => fold(new URL(request.url).pathname).template))));
  const calls = entries.filter((entry) => isCall(entry));
  const files = entries.length - sockets.length - calls.length;
  if (files > 0) leftOut.push(`${files} requests for files of a page`);
  const chosen = host ?? mostFrequent(calls.map(({ request }) => new URL(request.url).host));
  const own = calls.filter(({ request }) => new URL(request.url).host === chosen);
  if (chosen === undefined || own.length === 0)
    throw new UserError('E_IMPORT', `${file} has no request to ${chosen ?? 'a host'}: expected API calls; see --host`);
  if (own.length < calls.length)
    leftOut.push(`${calls.length - own.length} requests to other hosts than ${chosen}; --host chooses another`);
  const secrets = new Set<string>();
  const endpoints = endpointsOf(own, secrets);
  leftOut.push(...[...secrets].sort().map((name) => `may be secret: ${name}`));
  return { source: basename(file), endpoints, leftOut, hourlyPerS: undefined };
}

function parse(file: string, text: string): v.InferOutput<typeof harSchema> {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new UserError('E_IMPORT', `${file} is not JSON (${(cause as Error).message}): expected a HAR file`, {
      cause,
    });
  }
  const har = shaped(harSchema, value);
  if (har !== undefined) return har;
  throw new UserError(
    'E_IMPORT',
    `${file} has no log.entries: expected a HAR file, as a browser's network tab saves it`,
  );
}

function isSocket({ request, response }: Entry): boolean {
  return URL.canParse(request.url) && (/^wss?:/i.test(request.url) || response.status === SWITCHED);
}

function isCall(entry: Entry): boolean {
  const { request, response } = entry;
  return (
    !isSocket(entry) &&
    METHODS.includes(request.method.toUpperCase() as Method) &&
    URL.canParse(request.url) &&
    /^https?:/i.test(request.url) &&
    !ASSET.test(response.content.mimeType ?? '')
  );
}

function mostFrequent(names: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}

function endpointsOf(entries: readonly Entry[], secrets: Set<string>): ImportedEndpoint[] {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const key = `${entry.request.method.toUpperCase()} ${fold(new URL(entry.request.url).pathname).template}`;
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  const taken = new Set<string>();
  return [...groups].map(([key, group]) => {
    const [method = 'GET', path = '/'] = key.split(' ');
    const params = collected(group.map(({ request }) => Object.entries(fold(new URL(request.url).pathname).values)));
    const query = collected(group.map(({ request }) => queryOf(request.url, secrets)));
    const { body, missing } = bodyOf(group[0]!, secrets);
    return {
      name: freeName(nameOf(key), taken),
      method: method as Method,
      path,
      weight: (100 * group.length) / entries.length,
      params: withoutSecretValues(params, secrets),
      query,
      headers: headersOf(group[0]!, secrets),
      body,
      missing: [...emptyOf(withoutSecretValues(params, secrets)), ...missing],
      // Times of one person's browser say nothing of the system under load.
      p95Ms: undefined,
      p99Ms: undefined,
    };
  });
}

function collected(all: readonly (readonly (readonly [string, string])[])[]): Record<string, string[]> {
  const values: Record<string, string[]> = {};
  for (const [name, value] of all.flat()) {
    values[name] ??= [];
    if (!values[name].includes(value)) values[name].push(value);
  }
  return values;
}

function withoutSecretValues(params: Record<string, string[]>, secrets: Set<string>): Record<string, string[]> {
  const clean = Object.entries(params).map(([name, values]): [string, string[]] => {
    const kept = values.filter((value) => !name.startsWith('address') && !isSecret(name, value));
    if (kept.length < values.length) secrets.add(`values of {${name}} in paths`);
    return [name, kept];
  });
  return Object.fromEntries(clean);
}

function queryOf(url: string, secrets: Set<string>): [string, string][] {
  return [...new URL(url).searchParams].filter(([name, value]) => {
    if (isSecret(name, value)) secrets.add(`query parameter ${name}`);
    return !isSecret(name, value);
  });
}

function headersOf({ request }: Entry, secrets: Set<string>): Record<string, string> {
  const kept = request.headers.filter(({ name, value }) => {
    if (isSecretName(name)) secrets.add(`header ${name.toLowerCase()}`);
    return KEPT_HEADERS.test(name) && !isSecret(name, value) && !MULTIPART.test(value);
  });
  return Object.fromEntries(kept.map(({ name, value }) => [name.toLowerCase(), value]));
}

function bodyOf(
  { request: { postData } }: Entry,
  secrets: Set<string>,
): { body: string | undefined; missing: string[] } {
  if (postData === undefined) return { body: undefined, missing: [] };
  const { mimeType, text } = postData;
  if (MULTIPART.test(mimeType) || text === '') return { body: undefined, missing: ['body'] };
  const found: string[] = [];
  const body = /json/i.test(mimeType) ? jsonBody(text, found) : formBody(text, mimeType, found);
  for (const field of found) secrets.add(`field ${field} of a body`);
  if (body === undefined) return { body, missing: ['body'] };
  return { body, missing: found.map((field) => `${field} in the body (${SECRET_MARK})`) };
}

function jsonBody(text: string, found: string[]): string | undefined {
  try {
    return JSON.stringify(withoutSecrets(JSON.parse(text), (field) => found.push(field)));
  } catch {
    return undefined;
  }
}

/** Forms field by field; another text is sent only where nothing in it can be taken for a secret. */
function formBody(text: string, mimeType: string, found: string[]): string | undefined {
  if (!/x-www-form-urlencoded/i.test(mimeType)) return isSecretName(text) ? undefined : text;
  const fields = [...new URLSearchParams(text)].map(([name, value]): [string, string] => {
    if (!isSecret(name, value)) return [name, value];
    found.push(name);
    return [name, SECRET_MARK];
  });
  return new URLSearchParams(fields).toString();
}
