// Requests that vary, in the local runner: what arrives at the server, and that all have one name.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serve, textOf } from 'k6-local/testing.fixture';
import { runBundled } from '../bundled.fixture.ts';

const ORDERS = 'id,amount\n7/8,10\n"ä b",20\n';

/** What the iterations of a script that makes `spec` sent. */
async function sent(spec: string, iterations = 1) {
  const bodies: string[] = [];
  const headers: Record<string, unknown>[] = [];
  const server = await serve(async (request, response) => {
    headers.push(request.headers);
    bodies.push(await textOf(request));
    response.end();
  });
  const { summary, stderr } = await runBundled(
    `const orders = csv('orders.csv', { columns: ['id', 'amount'] });
    const upload = file('orders.csv', 'text/csv');
    export const options = { iterations: ${iterations}, thresholds: { 'http_reqs{name:order}': ['count>=0'] } };
    export default () => { send({ name: 'order', ${spec} }, { baseUrl: BASE }); };`,
    { files: { 'orders.csv': ORDERS }, env: { BASE_URL: server.url } },
  );
  await server.close();
  const { count } = (summary?.metrics['http_reqs{name:order}']?.values ?? {}) as { count?: number };
  return { seen: server.seen, bodies, headers, stderr, named: count };
}

test('path and query are made for each request from the row, encoded, and all have one name', async () => {
  const { seen, named } = await sent(
    `method: 'PUT', path: '/orders/{id}/lines/{line}', params: () => ({ id: orders.row().id, line: 3 }), query: { 'a&b': ['x y', '&'], full: true }`,
    3,
  );
  assert.deepEqual(seen, [
    'PUT /orders/7%2F8/lines/3?a%26b=x%20y&full=true',
    'PUT /orders/%C3%A4%20b/lines/3?a%26b=%26&full=true',
    'PUT /orders/7%2F8/lines/3?a%26b=x%20y&full=true',
  ]);
  assert.equal(named, 3);
});

test('bodies are made for each request: JSON, a form, a file to upload', async () => {
  const json = await sent(`method: 'POST', path: '/orders', json: () => ({ amount: Number(orders.row().amount) })`, 2);
  assert.deepEqual(json.bodies, ['{"amount":10}', '{"amount":20}']);
  assert.equal(json.headers[0]?.['content-type'], 'application/json');
  const form = await sent(
    `method: 'PATCH', path: '/orders', body: () => ({ amount: orders.row().amount, note: 'a b' })`,
  );
  assert.deepEqual(form.bodies, ['amount=10&note=a+b']);
  assert.equal(form.headers[0]?.['content-type'], 'application/x-www-form-urlencoded');
  const upload = await sent(`method: 'POST', path: '/orders', body: { note: 'x', list: upload }`);
  assert.match(String(upload.headers[0]?.['content-type']), /^multipart\/form-data; boundary=/);
  assert.match(upload.bodies[0]!, /name="note"\r\n\r\nx\r\n/);
  assert.match(
    upload.bodies[0]!,
    /name="list"; filename="orders\.csv"\r\nContent-Type: text\/csv\r\n\r\nid,amount\n7\/8,10/,
  );
});

test('headers are made for each request, and a body of its own type keeps it', async () => {
  const { headers, bodies } = await sent(
    `method: 'DELETE', path: '/orders', headers: () => ({ 'X-Order': orders.row().amount, 'Content-Type': 'application/vnd.x+json' }), json: [1]`,
  );
  assert.equal(headers[0]?.['x-order'], '10');
  assert.equal(headers[0]?.['content-type'], 'application/vnd.x+json');
  assert.deepEqual(bodies, ['[1]']);
});

test('a parameter without a value sends nothing', async () => {
  const { seen, stderr } = await sent(`method: 'GET', path: '/orders/{id}/{line}', params: { id: 1 }`);
  assert.deepEqual(seen, []);
  assert.match(stderr, /\/orders\/\{id\}\/\{line\}: the parameter line has no value/);
});
