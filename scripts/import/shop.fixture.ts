// For tests: a shop as an OpenAPI document of more than thirty operations, as a recorded session, and as access logs.

const RESOURCES = ['articles', 'baskets', 'orders', 'customers', 'vouchers', 'reviews'] as const;
const ARTICLE = {
  type: 'object',
  required: ['title', 'price'],
  properties: {
    title: { type: 'string', example: 'a "red" chair' },
    price: { type: 'number', default: 12.5 },
    id: { type: 'integer', readOnly: true },
  },
};

/** Five operations for each of six resources, and some that show what an import has to ask for. */
export function shopDocument(): object {
  const paths: Record<string, object> = {};
  for (const resource of RESOURCES) {
    const one = resource.slice(0, -1);
    const id = { name: `${one}-id`, in: 'path', required: true, schema: { type: 'string', example: `${one} 1/2` } };
    const body = { content: { 'application/json': { schema: { $ref: '#/components/schemas/Article' } } } };
    paths[`/${resource}`] = {
      get: {
        operationId: `list${resource}`,
        parameters: [{ name: 'page', in: 'query', schema: { type: 'integer', default: 1 } }],
        responses: { 200: { description: 'ok' } },
      },
      post: { requestBody: body, responses: { 201: { description: 'made' } } },
    };
    paths[`/${resource}/{${one}-id}`] = {
      parameters: [id],
      get: { responses: { 200: { description: 'ok' } } },
      put: { requestBody: body, responses: { 200: { description: 'ok' } } },
      delete: { operationId: 'delete', responses: { 204: { description: 'gone' } } },
    };
  }
  paths['/login'] = {
    post: {
      requestBody: {
        content: {
          'application/json': {
            schema: { type: 'object', required: ['password'], properties: { password: { type: 'string' } } },
          },
        },
      },
      responses: { 200: { description: 'ok' } },
    },
  };
  paths['/pictures'] = {
    post: { requestBody: { content: { 'multipart/form-data': {} } }, responses: { 200: { description: 'ok' } } },
  };
  paths['/search'] = {
    get: {
      parameters: [
        { name: 'q', in: 'query', required: true, schema: { type: 'string' } },
        { name: 'api_key', in: 'query', schema: { type: 'string', example: 'canary-key' } },
      ],
      responses: { 200: { description: 'ok' } },
    },
    head: { deprecated: true, responses: { 200: { description: 'ok' } } },
  };
  return {
    openapi: '3.0.3',
    info: { title: 'Shop', version: '1' },
    servers: [{ url: 'https://shop.example/v1' }],
    paths,
    components: {
      schemas: { Article: ARTICLE },
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
    },
  };
}

export const CANARIES = ['canary-token', 'canary-cookie', 'canary-password', 'canary-key', 'ann@example.org'] as const;

const entry = (method: string, url: string, more: { mimeType?: string; body?: [type: string, text: string] } = {}) => ({
  time: 12,
  request: {
    method,
    url,
    headers: [
      { name: 'Accept', value: 'application/json' },
      { name: 'User-Agent', value: 'Mozilla/5.0' },
      { name: 'Authorization', value: 'Bearer canary-token' },
      { name: 'Cookie', value: 'sid=canary-cookie' },
    ],
    ...(more.body && { postData: { mimeType: more.body[0], text: more.body[1] } }),
  },
  response: { status: 200, content: { mimeType: more.mimeType ?? 'application/json' } },
});

/** A login, then some shopping, and everything else that a browser requests. */
export function shopSession(): object {
  const api = 'https://api.shop.example';
  return {
    log: {
      entries: [
        entry('GET', 'https://shop.example/', { mimeType: 'text/html' }),
        entry('GET', 'https://shop.example/app.css', { mimeType: 'text/css' }),
        entry('POST', `${api}/login`, { body: ['application/json', '{"user":"ann","password":"canary-password"}'] }),
        entry('GET', `${api}/articles?page=1&api_key=canary-key`),
        entry('GET', `${api}/articles?page=2&api_key=canary-key`),
        entry('GET', `${api}/articles/17`),
        entry('GET', `${api}/articles/23`),
        entry('POST', `${api}/basket`, { body: ['application/json', '{"article":17,"count":1}'] }),
        entry('POST', `${api}/newsletter`, {
          body: ['application/x-www-form-urlencoded', 'on=yes&session=canary-key'],
        }),
        entry('GET', `${api}/users/ann@example.org`),
        { request: { method: 'GET' } },
      ],
    },
  };
}

/** Shares of a log's requests, in per cent, by what is asked. */
export const SHARES: readonly [request: string, perCent: number, ms: number][] = [
  ['GET /articles?page=2', 40, 50],
  ['GET /articles/{}', 30, 80],
  ['POST /orders', 20, 200],
  ['GET /orders/{}/invoice', 10, 400],
];

/** Lines of a log over a day, in the shares above; seeded by their number. */
export function* logLines(count: number, format: 'combined' | 'json'): Generator<string> {
  for (let at = 0; at < count; at++) {
    const place = (at * 37) % 100;
    let passed = 0;
    const [request, , ms] = SHARES.find(([, perCent]) => {
      passed += perCent;
      return place < passed;
    })!;
    const [method, target = ''] = request.split(' ');
    const path = target.replace('{}', String(1000 + (at % 500)));
    const hour = String(Math.floor((24 * at) / count)).padStart(2, '0');
    const took = ((ms * (90 + ((at * 7919) % 21))) / 100_000).toFixed(3);
    yield format === 'json'
      ? JSON.stringify({
          time_iso8601: `2026-11-28T${hour}:00:00+00:00`,
          request: `${method} ${path} HTTP/1.1`,
          status: 200,
          request_time: Number(took),
        })
      : `192.0.2.7 - - [28/Nov/2026:${hour}:00:00 +0000] "${method} ${path} HTTP/1.1" 200 612 "-" "curl/8" ${took}`;
  }
}
