// Journeys in the local runner, on a small shop: what is kept and sent on, what a failed step does to the rest, and what is said of it.
import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { after, before, test } from 'node:test';
import { build } from 'esbuild';
import { runText, serve, type TestServer } from 'k6-local/testing.fixture';

const TOKEN = 'eyJhbGciOiJub25l.c2VjcmV0';
/** The shop's paths; each test may have others in their place. */
const SHOP: Record<string, (response: ServerResponse, request: IncomingMessage) => void> = {
  '/form': (response) => response.end('<form><input name="user"><input type="hidden" name="csrf" value="c-17"></form>'),
  '/login': (response) => response.end(JSON.stringify({ session: { token: TOKEN, seconds: 60 } })),
  '/orders': (response, { headers }) => {
    response.statusCode = headers.authorization === `Bearer ${TOKEN}` ? 201 : 401;
    response.setHeader('Location', '/orders/4711').end();
  },
  '/orders/4711': (response) => response.end('order no. 4711: packed'),
};
let shop: TestServer;
let inPlace: typeof SHOP = {};
before(async () => {
  shop = await serve((request, response) => {
    const answer = { ...SHOP, ...inPlace }[request.url ?? ''];
    if (answer) answer(response, request);
    else response.writeHead(404).end('no such path');
  });
});
after(() => shop.close());

const STEPS = `[
  { name: 'open', request: () => ({ url: BASE + '/form' }), keep: { csrf: formField('csrf') }, thinkS: 0.02 },
  { name: 'login', request: (kept) => ({ method: 'POST', url: BASE + '/login', body: { csrf: kept('csrf') } }),
    keep: { token: jsonPath('session.token') } },
  { name: 'order', status: 201, keep: { path: header('location') },
    request: (kept) => ({ method: 'POST', url: BASE + '/orders', params: { headers: { Authorization: 'Bearer ' + kept('token') } } }) },
  { name: 'read', request: (kept) => ({ url: BASE + kept('path') }), keep: { number: pattern(/no\\. (\\d+)/) },
    checks: { 'order is packed': ({ body }) => body.includes('packed') } },
]`;

/** Walks once; `edit` may change the steps. */
async function walk({ edit = '', changed = {} }: { edit?: string; changed?: typeof SHOP } = {}) {
  inPlace = changed;
  shop.seen.length = 0;
  const source = `import { formField, header, journey, jsonPath, pattern } from './index.ts';
    const BASE = '${shop.url}';
    const steps = ${STEPS};
    ${edit}
    export const options = { thresholds: {
      'http_reqs{step:read,journey:order}': ['count>=0'], 'journey_duration{journey:order}': ['max>=0'], 'http_req_duration{name:read}': ['max>=0'],
    } };
    const walkOnce = journey('order', steps);
    export default function () { console.log('complete=' + walkOnce()); }`;
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: import.meta.dirname, loader: 'ts' },
    ...{ bundle: true, write: false, format: 'esm', platform: 'neutral', external: ['k6', 'k6/*'] },
  });
  const { summary, stderr } = await runText(outputFiles[0]!.text);
  const metrics = summary?.metrics ?? {};
  const of = (metric: string, stat: string) => (metrics[metric]?.values as Record<string, number>)?.[stat];
  return {
    of,
    stderr,
    seen: [...shop.seen],
    problems: [...stderr.matchAll(/journey order, step [^"\n]*/g)].map(String),
  };
}

test('what a step keeps goes into the next requests, and each step has its figures', async () => {
  const { of, seen, stderr } = await walk();
  assert.match(stderr, /complete=true/);
  assert.deepEqual(seen, ['GET /form', 'POST /login', 'POST /orders', 'GET /orders/4711']);
  assert.equal(of('http_reqs{step:read,journey:order}', 'count'), 1);
  assert.ok(of('http_req_duration{name:read}', 'max')! > 0);
  assert.equal(of('journey_completed', 'rate'), 1);
  assert.equal(of('checks', 'rate'), 1);
});

test('the duration of a journey has no think time in it', async () => {
  const { of } = await walk({ edit: 'steps[0].thinkS = 0.4;' });
  const tookMs = of('iteration_duration', 'max')! - of('journey_duration{journey:order}', 'max')!;
  assert.ok(tookMs >= 195, `${tookMs} ms of at least 200`);
});

test('a failed step stops the journey, which has not completed and has no duration then', async () => {
  const { of, seen, problems } = await walk({
    changed: { '/login': (response) => response.writeHead(503).end('down') },
  });
  assert.deepEqual(seen, ['GET /form', 'POST /login']);
  assert.deepEqual(problems, ['journey order, step login: answered 503 with a text that starts: down']);
  assert.deepEqual([of('journey_completed', 'rate'), of('journey_duration{journey:order}', 'count') ?? 0], [0, 0]);
});

test('where the journey goes on, a step that misses a value is not sent, and says which', async () => {
  const { of, seen, problems } = await walk({
    edit: "steps[1].whenFailed = 'go on'; steps[2].whenFailed = 'go on';",
    changed: { '/login': (response) => response.writeHead(503).end() },
  });
  assert.deepEqual(seen, ['GET /form', 'POST /login']);
  assert.deepEqual(problems, [
    'journey order, step login: answered 503 with an empty body',
    'journey order, step order: needs token, which no step before it has kept',
    'journey order, step read: needs path, which no step before it has kept',
  ]);
  assert.equal(of('journey_completed', 'rate'), 0);
});

const absent: [what: string, changed: typeof SHOP, problem: string][] = [
  [
    'a JSON path',
    { '/login': (response) => response.end(JSON.stringify({ access_token: TOKEN, user: 'ann' })) },
    'login: no token: looked for JSON path session.token, found an object with access_token, user',
  ],
  [
    'a JSON path in a body that is none',
    { '/login': (response) => response.end(`token=${TOKEN}`) },
    'login: no token: looked for JSON path session.token, found a body that is not JSON',
  ],
  [
    'a header',
    { '/orders': (response) => response.writeHead(201, { 'X-Order': '4711' }).end() },
    'order: no path: looked for header location, found headers X-Order, Date, Connection, Keep-Alive, Transfer-Encoding',
  ],
  [
    'a match',
    { '/orders/4711': (response) => response.end(`packed for "ann", session=${TOKEN} or ${TOKEN}`) },
    'read: no number: looked for match of /no\\. (\\d+)/, found a text that starts: packed for ..., session=... or ...',
  ],
  [
    'a form field',
    { '/form': (response) => response.end('<input name="user" value="ann">') },
    'open: no csrf: looked for form field csrf, found form fields user',
  ],
];
for (const [what, changed, problem] of absent)
  test(`${what} that is not there fails its step: what was looked for and what was found, no values`, async () => {
    const { of, problems, stderr } = await walk({ changed });
    assert.deepEqual(
      problems.map((line) => line.replace('journey order, step ', '')),
      [problem],
    );
    assert.equal(of('journey_completed', 'rate'), 0);
    assert.ok(of('checks', 'fails')! > 0);
    assert.doesNotMatch(stderr, new RegExp(`${TOKEN}|ann`));
  });

test('a check that does not hold is named; a request without an answer shows no kept value of its URL', async () => {
  const unpacked = await walk({ changed: { '/orders/4711': (response) => response.end('no. 4711') } });
  assert.deepEqual(unpacked.problems, ['journey order, step read: not true: order is packed']);
  const refused = await walk({
    edit: "steps[3].request = (kept) => ({ url: 'http://127.0.0.1:1/?token=' + kept('token') });",
  });
  assert.match(refused.problems.join(), /step read: no answer: .*refused/);
  assert.doesNotMatch(refused.problems.join(), new RegExp(TOKEN));
});
