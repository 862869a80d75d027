// What an import found: endpoints as a suite of one's own has them, and what it left out.

export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const;
export type Method = (typeof METHODS)[number];

/** Methods whose requests have a body as a rule. */
export const WITH_BODY: readonly Method[] = ['POST', 'PUT', 'PATCH'];

export interface ImportedEndpoint {
  /** Lower case with hyphens, unique: `get-orders-id`. */
  name: string;
  method: Method;
  /** With its parameters in braces: `/orders/{id}`. */
  path: string;
  /** Share of all requests, per cent; 1 where the source does not tell. */
  weight: number;
  /** Values of each path parameter in the source, encoded for a URL. An empty list: a person has to provide some. */
  params: Readonly<Record<string, readonly string[]>>;
  /** Values of query parameters, not yet encoded. */
  query: Readonly<Record<string, readonly string[]>>;
  headers: Readonly<Record<string, string>>;
  /** The body as the source shows it. */
  body: string | undefined;
  /** What the source does not show and a person has to add: `body`, names of parameters. */
  missing: readonly string[];
  /** Response times that the source has; proposals for the rows. */
  p95Ms: number | undefined;
  p99Ms: number | undefined;
  /** Requests per second in each hour of the day; absent where the source has no times. */
  hourlyPerS?: readonly number[];
}

export interface Imported {
  /** File name of the source, for comments. */
  source: string;
  endpoints: ImportedEndpoint[];
  /** What was left out and why, one line each: secrets, assets, rare paths. */
  leftOut: string[];
  /** Requests per second in each hour of the day, 24 numbers; undefined where the source has no times. */
  hourlyPerS: readonly number[] | undefined;
}

/** The status of a request that opened a WebSocket. */
export const SWITCHED = 101;
const MAX_SOCKETS = 20;

/** A line for WebSockets by their paths: what they say is in no source, so they are no endpoints. */
export function socketsLeftOut(paths: ReadonlySet<string>): string[] {
  if (paths.size === 0) return [];
  const more = paths.size > MAX_SOCKETS ? ' and others' : '';
  const listed = [...paths].slice(0, MAX_SOCKETS).join(', ');
  return [`WebSockets, which need a row in the table websockets and their messages: ${listed}${more}`];
}

/** Parameters without a value. */
export function emptyOf(params: Readonly<Record<string, readonly string[]>>): string[] {
  return Object.entries(params).flatMap(([name, values]) => (values.length === 0 ? [name] : []));
}

/** A name for a method and a path: `GET /orders/{id}` is `get-orders-id`. */
export function nameOf(text: string): string {
  const words = text
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return /^[a-z]/.test(words) ? words.slice(0, 60).replace(/-+$/, '') : `endpoint-${words}`.replace(/-+$/, '');
}

/** The name, or with a number behind it where it is taken; takes it. */
export function freeName(name: string, taken: Set<string>): string {
  let free = name;
  for (let count = 2; taken.has(free); count++) free = `${name}-${count}`;
  taken.add(free);
  return free;
}
