// `perf import`: what it adds to a suite, what it keeps, what it asks for, and what it never writes.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { transform } from 'esbuild';
import { EXIT } from 'k6-kit/exit-codes';
import { testFolder } from 'k6-kit/folder.fixture';
import { perf } from '../perf.fixture.ts';
import { CANARIES, logLines, shopDocument, shopSession } from './shop.fixture.ts';

const folder = testFolder();
before(async () => {
  await writeFile(join(folder, 'shop.json'), JSON.stringify(shopDocument()));
  await writeFile(join(folder, 'session.har'), JSON.stringify(shopSession()));
  await writeFile(join(folder, 'access.log'), [...logLines(500, 'combined')].join('\n'));
});

const imports = (...args: string[]) => perf(['import', ...args], { cwd: folder });

/** What a module of a suite exports, without its imports. */
async function exportsOf(file: string): Promise<Record<string, Record<string, Record<string, unknown>>>> {
  const { code } = await transform(await readFile(join(folder, file), 'utf8'), { loader: 'ts' });
  const copy = join(folder, `${file.replace(/\W/g, '-')}-${Math.random()}.mjs`);
  await writeFile(copy, code);
  return import(pathToFileURL(copy).href);
}

async function textOfAll(suite: string): Promise<string> {
  const found = await readdir(join(folder, suite), { recursive: true, withFileTypes: true });
  const files = found.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join('\n');
}

test('an OpenAPI document: a row and a file for each operation, values and bodies by its examples', async () => {
  const { code, out, err } = await imports('openapi', 'shop.json', '--into', 'shop');
  assert.equal(code, EXIT.passed, err);
  assert.match(out, /^shop\.json: 33 endpoints were added to shop$/m);
  assert.match(out, /get-v1-search +GET \/v1\/search +1 +needs q$/m);
  assert.match(out, /post-v1-login .* needs body$/m);
  const { endpoints } = await exportsOf('shop/thresholds/tables.ts');
  assert.equal(Object.keys(endpoints!).length, 34);
  assert.deepEqual(endpoints!['get-v1-orders-order-id'], {
    ...{ path: '/v1/orders/{order_id}', weight: 1, p95Ms: null, p99Ms: null },
  });
  const { postV1Articles } = await exportsOf('shop/tests/endpoints/post-v1-articles.ts');
  assert.equal(postV1Articles!.body, '{"title":"a \\"red\\" chair","price":12.5}');
  const { getV1OrdersOrderId } = await exportsOf('shop/tests/endpoints/get-v1-orders-order-id.ts');
  assert.deepEqual(getV1OrdersOrderId!.params, { order_id: ['order 1/2'] });
  const { postV1Login } = await exportsOf('shop/tests/endpoints/post-v1-login.ts');
  assert.deepEqual([postV1Login!.body, postV1Login!.missing], [undefined, ['body']]);
});

test('a session: calls of the API alone, without a single secret', async () => {
  const { code, out, err } = await imports('har', 'session.har', '--into', 'session');
  assert.equal(code, EXIT.passed, err);
  assert.match(out, /post-login +POST \/login +12\.5 +needs password in the body \(__SECRET__\)$/m);
  assert.match(out, /^left out: may be secret: header authorization$/m);
  const all = out + (await textOfAll('session'));
  for (const canary of CANARIES) assert.ok(!all.includes(canary), canary);
  const { getArticles } = await exportsOf('session/tests/endpoints/get-articles.ts');
  assert.deepEqual(getArticles!.query, { page: ['1', '2'] });
});

test('a log: weights, proposed limits and the course of the day', async () => {
  const { code, out, err } = await imports('accesslog', 'access.log', '--into', 'log');
  assert.equal(code, EXIT.passed, err);
  const { endpoints, testTypes } = await exportsOf('log/thresholds/tables.ts');
  const { path, weight, p95Ms } = endpoints!['get-articles-id']!;
  assert.deepEqual([path, weight], ['/articles/{id}', 30]);
  assert.ok(Math.abs(Number(p95Ms) - 88) <= 1, String(p95Ms));
  assert.equal((testTypes!.day!.ratesPerS as number[]).length, 24);
  assert.ok(existsSync(join(folder, 'log/tests/day.ts')));
  assert.match(out, /the test type day/);
});

test('a WebSocket is no endpoint: it is named, and its row is up to a person', async () => {
  const lines = ['"GET /status HTTP/1.1" 200', '"GET /rooms/17/chat?token=canary-key HTTP/1.1" 101'];
  const text = lines.map((line) => `192.0.2.7 - - [28/Nov/2026:10:00:00 +0000] ${line} 612 "-" "curl/8"\n`).join('');
  await writeFile(join(folder, 'sockets.log'), text);
  const entries = ['https://api.shop.example/a', 'wss://api.shop.example/chat', 'https://api.shop.example/stock'].map(
    (url, at) => ({ request: { method: 'GET', url }, response: { status: [200, 101, 101][at] } }),
  );
  await writeFile(join(folder, 'sockets.har'), JSON.stringify({ log: { entries } }));
  for (const [kind, file, paths] of [
    ['accesslog', 'sockets.log', '/rooms/{id}/chat'],
    ['har', 'sockets.har', '/chat, /stock'],
  ] as const) {
    const { code, out, err } = await imports(kind, file, '--into', kind);
    assert.equal(code, EXIT.passed, err);
    assert.match(out, /: 1 endpoints were added/);
    const left = out.split('\n').filter((line) => line.startsWith('left out'));
    assert.deepEqual(left, [
      `left out: WebSockets, which need a row in the table websockets and their messages: ${paths}`,
    ]);
  }
});

test('what a suite has stays as it is, and nothing comes twice', async () => {
  const own = join(folder, 'log/tests/endpoints/get-articles.ts');
  await writeFile(own, '// mine\n');
  const before = await textOfAll('log');
  const { out } = await imports('accesslog', 'access.log', '--into', 'log');
  assert.match(out, /^access\.log: 0 endpoints were added to log$/m);
  assert.match(out, /^kept as they are: get-articles, get-articles-id, post-orders, get-orders-id-invoice$/m);
  assert.equal(await textOfAll('log'), before);
  const { out: json } = await imports('har', 'session.har', '--into', 'log', '--json');
  assert.equal(JSON.parse(json).kept.length, 2, 'two endpoints of the session are in the log');
  assert.equal(await readFile(own, 'utf8'), '// mine\n');
});

test('a dry run shows all of it and writes nothing', async () => {
  const { code, out } = await imports('openapi', 'shop.json', '--into', 'dry', '--dry-run');
  assert.equal(code, EXIT.passed);
  assert.match(out, /33 endpoints would be added to dry\n[\s\S]*nothing was written\n$/);
  assert.ok(!existsSync(join(folder, 'dry')));
});

test('hostile names and values stay in quotes', async () => {
  const evil = `'"\`\${process.exit(1)}\n*/ \u2028__proto__`;
  const paths = {
    [`/${evil}/{${evil}}`]: {
      get: {
        operationId: evil,
        parameters: [
          { name: evil, in: 'path', required: true, schema: { type: 'string', example: evil } },
          { name: '__proto__', in: 'query', required: true, schema: { type: 'string', example: evil } },
        ],
        responses: { 200: { description: 'ok' } },
      },
    },
  };
  await writeFile(
    join(folder, 'evil.json'),
    JSON.stringify({ openapi: '3.0.3', info: { title: '', version: '' }, paths }),
  );
  const { code, err } = await imports('openapi', 'evil.json', '--into', 'evil');
  assert.equal(code, EXIT.passed, err);
  const { processExit1Proto } = await exportsOf('evil/tests/endpoints/process-exit-1-proto.ts');
  assert.deepEqual(Object.values(processExit1Proto!.params as object), [[evil]]);
  assert.deepEqual(Object.entries(processExit1Proto!.query as object), [['__proto__', [evil]]]);
  const { endpoints } = await exportsOf('evil/thresholds/tables.ts');
  assert.equal(Object.keys(endpoints!).length, 2);
});

const REFUSED: [what: string, args: string[], message: RegExp][] = [
  [
    'no OpenAPI document',
    ['openapi', 'session.har', '--into', 'x'],
    /session\.har cannot be read: .*expected an OpenAPI document/,
  ],
  ['no HAR file', ['har', 'shop.json', '--into', 'x'], /shop\.json has no log\.entries: expected a HAR file/],
  ['another host', ['har', 'session.har', '--host', 'other', '--into', 'x'], /session\.har has no request to other/],
  ['a file that is not there', ['har', 'gone.har', '--into', 'x'], /gone\.har: no such file/],
  [
    'a folder that is not a suite',
    ['har', 'session.har', '--into', '.'],
    /^\. is not a suite: expected a folder that perf init made/,
  ],
];
for (const [what, args, message] of REFUSED)
  test(`${what} is one line, and nothing is written`, async () => {
    const { code, err } = await imports(...args);
    assert.equal(code, EXIT.badInput);
    assert.match(err, message);
    assert.equal(err.trim().split('\n').length, 1);
    assert.ok(!existsSync(join(folder, 'x')));
  });
