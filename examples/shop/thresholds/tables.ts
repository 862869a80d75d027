// Every number of the suite: what endpoints are measured with, and how hard each test type loads.

export interface Endpoint {
  path: string;
  /** Share of the requests of a mix, against the others. */
  weight: number;
  /** Limits of every test type; null: not measured yet, so not judged. */
  p95Ms: number | null;
  p99Ms: number | null;
}

export const endpoints = {
  status: { path: '/status', weight: 1, p95Ms: 1000, p99Ms: 2000 },
  login: { path: '/login', weight: 1, p95Ms: 1000, p99Ms: 2000 },
  me: { path: '/me', weight: 4, p95Ms: 1000, p99Ms: 2000 },
  'search-products': { path: '/products', weight: 20, p95Ms: 1000, p99Ms: 2000 },
  product: { path: '/products/{productId}', weight: 40, p95Ms: 1000, p99Ms: 2000 },
  cart: { path: '/cart', weight: 15, p95Ms: 1000, p99Ms: 2000 },
  'empty-cart': { path: '/cart', weight: 2, p95Ms: 1000, p99Ms: 2000 },
  'add-to-cart': { path: '/cart/items', weight: 12, p95Ms: 1000, p99Ms: 2000 },
  order: { path: '/orders', weight: 4, p95Ms: 1000, p99Ms: 2000 },
  'upload-receipt': { path: '/receipts', weight: 1, p95Ms: 1000, p99Ms: 2000 },
} satisfies Record<string, Endpoint>;

export interface Websocket {
  path: string;
  /** Share of the turns of a mix, against the others and the endpoints above. */
  weight: number;
  /** Until the connection is open, and from a message to its answer. Limits of every test type; null: not measured yet, so not judged. */
  connectP95Ms: number | null;
  roundTripP95Ms: number | null;
}

export const websockets = {
  stock: { path: '/stock', weight: 10, connectP95Ms: 1000, roundTripP95Ms: 500 },
} satisfies Record<string, Websocket>;

export interface TestType {
  vus: number;
  durationS: number;
  /** Of a user, between two turns. */
  pauseS: number;
  errorRatio: number;
  /** Each endpoint in every turn, or one of them by its weight. */
  pick: 'each' | 'weighted';
  /** Turns per second in each part of the run, which is durationS long in all; without it each user turns as fast as it can. */
  ratesPerS?: readonly number[];
  /** Weights in each part of the run, in place of those of the rows; an endpoint that a part does not name has none in it. */
  weights?: readonly Partial<Record<EndpointName | WebsocketName, number>>[];
  /** Answers per second that a WebSocket has to give, to all users together; the others are not judged by it. */
  messagesPerS?: Partial<Record<WebsocketName, number>>;
}

export const testTypes = {
  smoke: { vus: 1, durationS: 3, pauseS: 0.1, errorRatio: 0, pick: 'each' },
  mix: { vus: 10, durationS: 8, pauseS: 0.5, errorRatio: 0.01, pick: 'weighted', messagesPerS: { stock: 1 } },
} satisfies Record<string, TestType>;

export type EndpointName = keyof typeof endpoints;
export type WebsocketName = keyof typeof websockets;
export type TestTypeName = keyof typeof testTypes;
