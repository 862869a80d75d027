// A call that k6 has and the runner lacks ends the run, whatever the script catches: one line, exit code 107.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runText, type TestResult } from './testing.fixture.ts';

const HEAD = `import http from 'k6/http'; import { sleep } from 'k6'; import crypto from 'k6/crypto'; import redis from 'k6/x/redis';
import sql from 'k6/x/sql'; import postgres from 'k6/x/sql/driver/postgres'; import pages from 'k6/browser';
const U = 'http://127.0.0.1:1/', given = (value) => value;`;

/** Code whose text does not tell what it asks for, and what the line calls it. */
const calls: [code: string, name: string][] = [
  ["given(http.get(U)).json('a.#(b==1.c')", 'Response.json("a.#(b==1.c")'],
  ["http.get(U, { auth: given('ntlm') })", 'params.auth ntlm'],
  ["http.post(U, 'x', { compression: given('zstd') })", 'params.compression zstd'],
  ["http.asyncRequest('GET', U, null, { auth: given('ntlm') })", 'params.auth ntlm'],
  ["crypto.hmac(given('md4'), 's', 'x', 'hex')", 'k6/crypto md4'],
  ["new TextDecoder('utf-16le')", 'TextDecoder "utf-16le"'],
  ["given(pages).chromium.connectOverCDP('ws://x')", 'chromium.connectOverCDP()'],
  ["pages.devices['iPad']", 'devices["iPad"]'],
  ["new redis.Client({ masterName: 'x' })", 'redis.Client: the option "masterName"'],
  ["sql.open(postgres, 'postgres://u@127.0.0.1/d', {})", 'sql.open with options'],
  ["sql.open(postgres, 'postgres://u@127.0.0.1/d?sslrootcert=x')", 'sql.open: the parameter "sslrootcert"'],
];

/** That the run ended with one line that says what. */
function hasEnded({ exitCode, stderr }: TestResult, name: string): void {
  assert.equal(exitCode, 107, stderr);
  const lines = stderr.split('\n').filter((line) => line !== '' && !line.startsWith('WARN'));
  assert.equal(lines.filter((line) => !/^INFO\[\d+\] TORN$/.test(line)).length, 1, stderr);
  assert.ok(lines[0]?.replace(/\[\d+\]/, '').startsWith(`ERRO ${name} is not supported by the local runner`), stderr);
}

for (const [code, name] of calls) {
  test(`in an iteration: ${name}`, async () => {
    const result = await runText(
      `${HEAD}
      export const options = { vus: 2, iterations: 1000 };
      export default function () { for (;;) { try { ${code}; } catch {} console.log('AFTER'); } }
      export function teardown() { console.log('TORN'); }`,
    );
    hasEnded(result, name);
    assert.match(result.stderr, /TORN/);
    assert.equal(result.summary?.metrics.iterations, undefined);
  });
}

test('the line says where the script asks for it', async () => {
  const { stderr } = await runText(
    `${HEAD}\nconst ask = (encoding) =>\n  new TextDecoder(encoding);\nexport default function () { ask('utf-16le'); }`,
  );
  assert.match(stderr, /local runner \(script\.js:5:\d+\): the local runner has utf-8\n/);
});

test('in setup, in teardown and in handleSummary', async () => {
  const body = (
    name: string,
  ): string => `${HEAD} const ask = () => { try { crypto.hmac(given('md4'), 's', 'x', 'hex'); } catch {} sleep(9); };
    export default function () {} export function ${name}() { ask(); return {}; }`;
  for (const name of ['setup', 'teardown', 'handleSummary']) hasEnded(await runText(body(name)), 'k6/crypto md4');
});

const inits: [code: string, name: string][] = [
  ['new redis.Client({ cluster: {} })', 'redis.Client: the option "cluster"'],
  ["sql.open(postgres, 'postgres://u@127.0.0.1/d').exec('x')", 'a call of an extension in the init context'],
  ['sleep(1)', 'sleep() in the init context'],
  ['setTimeout(() => {}, 1)', 'a timer in the init context'],
];
for (const [code, name] of inits) {
  test(`in the init context the run does not start: ${name}`, async () => {
    const result = await runText(`${HEAD} try { ${code}; } catch {} export default function () {}`);
    hasEnded(result, name);
    assert.equal(result.summary, undefined);
  });
}

test('an answer of a promise that nobody waits for', async () => {
  const result = await runText(
    `${HEAD} export default function () { http.asyncRequest('GET', U).then((res) => crypto.hmac(given('md4'), 's', 'x', 'hex')).catch(() => {}); }`,
  );
  hasEnded(result, 'k6/crypto md4');
});

test('in another thread', async () => {
  const result = await runText(
    `${HEAD} export const options = { vus: 4, duration: '30s' };
    export default function () { try { if (__VU === 3) crypto.hmac(given('md4'), 's', 'x', 'hex'); } catch {} sleep(0.1); }`,
    { args: ['--threads', '2'] },
  );
  hasEnded(result, 'k6/crypto md4');
});

test("what is none of k6's is an exception like any other", async () => {
  const result = await runText(
    `${HEAD} let count = 0; const caught = (code) => { try { code(); } catch { count += 1; } };
    caught(() => require('crypto'));
    caught(() => http.get(U));
    export default function () {
      caught(() => new TextDecoder('latin1')); caught(() => crypto.createHash('nope')); caught(() => http.get(U, { auth: 'nope' }));
      caught(() => http.post(U, 'x', { compression: 'nope' }));
      if (count !== 6) throw new Error('caught ' + count);
    }`,
  );
  assert.equal(result.exitCode, 0, result.stderr);
  assert.equal(result.stderr, '');
});
