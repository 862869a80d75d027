// The shop's stand-in, on loopback: logins with tokens that expire, products, a cart for each user, orders, receipts, and the stock by WebSocket.
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocketServer } from 'ws';

const LATENCY_MS = 20;
/** Short, so that tokens expire in mid-run. */
const TOKEN_S = 3;

interface Item {
  productId: number;
  quantity: number;
}
interface Call {
  user: string;
  body: string;
  url: URL;
  id: string;
}
type Answer = [status: number, value?: unknown];

const rowsOf = (file: string) => {
  const [, ...lines] = readFileSync(new URL(`data/${file}`, import.meta.url), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => line.split(','));
};
const passwords = new Map(rowsOf('users.csv').map(([email = '', password]) => [email, password]));
const products = rowsOf('products.csv').map(([id, name = '']) => ({ productId: Number(id), name, price: 4.9 }));
const tokens = new Map<string, { user: string; untilMs: number }>();
const carts = new Map<string, Item[]>();
let orders = 0;

const OPEN: Record<string, (call: Call) => Answer> = {
  'GET /status': () => [200, { status: 'ok' }],
  'POST /login': ({ body }) => {
    const { email, password } = JSON.parse(body) as { email: string; password: string };
    if (passwords.get(email) !== password) return [401, { error: 'wrong email or password' }];
    const token = `token-${crypto.randomUUID()}`;
    tokens.set(token, { user: email, untilMs: Date.now() + TOKEN_S * 1000 });
    return [200, { token, expiresInS: TOKEN_S }];
  },
};
const FOR_USERS: Record<string, (call: Call) => Answer> = {
  'GET /me': ({ user }) => [200, { email: user }],
  'GET /products': ({ url }) => [200, products.filter(({ name }) => name.includes(url.searchParams.get('q') ?? ''))],
  'GET /products/': ({ id }) => {
    const found = products.find(({ productId }) => productId === Number(id));
    return found ? [200, found] : [404, { error: 'no such product' }];
  },
  'GET /cart': ({ user }) => [200, cartOf(user)],
  'DELETE /cart': ({ user }) => {
    carts.delete(user);
    return [204];
  },
  'POST /cart/items': ({ user, body }) => {
    carts.set(user, [JSON.parse(body) as Item, ...(carts.get(user) ?? [])].slice(0, 5));
    return [201, cartOf(user)];
  },
  'POST /orders': ({ body }) => {
    const { items } = JSON.parse(body) as { items: Item[] };
    return items.length > 0 ? [201, { orderId: ++orders }] : [422, { error: 'nothing to order' }];
  },
  'POST /receipts': ({ body }) => {
    const [, content] = /filename="[^"]+"\r\n.*?\r\n\r\n(.*?)\r\n--/s.exec(body) ?? [];
    return content === undefined ? [422, { error: 'no file' }] : [201, { bytes: Buffer.byteLength(content) }];
  },
};

function cartOf(user: string): { items: Item[]; sum: number } {
  const items = carts.get(user) ?? [];
  return { items, sum: items.reduce((sum, { quantity }) => sum + quantity * 4.9, 0) };
}

async function answerOf(request: IncomingMessage): Promise<Answer> {
  const url = new URL(request.url ?? '', 'http://shop');
  const [, folder = '', id = ''] = /^(\/products\/)(.+)$/.exec(url.pathname) ?? [];
  const call = `${request.method} ${folder || url.pathname}`;
  let body = '';
  for await (const chunk of request) body += chunk;
  const open = OPEN[call];
  if (open) return open({ user: '', body, url, id });
  const user = userOf(request);
  if (user === undefined) return [401, { error: 'log in first' }];
  return FOR_USERS[call]?.({ user, body, url, id }) ?? [404, { error: 'not found' }];
}

function userOf({ headers }: IncomingMessage): string | undefined {
  const known = tokens.get(headers.authorization?.replace('Bearer ', '') ?? '');
  return known !== undefined && known.untilMs >= Date.now() ? known.user : undefined;
}

export async function startTarget(): Promise<{ url: string; stop: () => void }> {
  const server = createServer(async (request, response) => {
    const [status, value] = await answerOf(request).catch((): Answer => [400, { error: 'not understood' }]);
    await pause(LATENCY_MS);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(value === undefined ? undefined : JSON.stringify(value));
  });
  const sockets = new WebSocketServer({
    server,
    path: '/stock',
    verifyClient: ({ req }: { req: IncomingMessage }) => userOf(req) !== undefined,
  });
  sockets.on('connection', (socket) =>
    socket.on('message', (id) => socket.send(JSON.stringify({ productId: Number(id), stock: 7 }))),
  );
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const stop = (): void => {
    sockets.close();
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop };
}
