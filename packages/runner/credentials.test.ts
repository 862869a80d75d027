// A user and a password in a script's URLs: they reach the server, and nothing that the runner prints or writes.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { runText, serve } from './testing.fixture.ts';

const [USER, PASSWORD] = ['canary-user', "canary-p@ss:w'rd"];
const SENT = `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString('base64')}`;

/** Every way for a URL into an output: tags, names of all kinds, log lines, errors, exceptions, what setup() returns. */
const SCRIPT = `import { check, fail, group, sleep } from 'k6';
import exec from 'k6/execution';
import http from 'k6/http';
import { Trend } from 'k6/metrics';
export const options = {
  vus: 2, iterations: 8, tags: { all: __ENV.URL },
  thresholds: { 'http_req_duration{name:none}': ['max>=0'], checks: ['rate>2'] },
};
const own = new Trend('own');
const dead = __ENV.URL.replace(/:[0-9]+$/, ':1');
const broken = __ENV.URL.replace('canary-p', 'canary/p');
export function setup() { return http.get(__ENV.URL + '/setup').url; }
export default async function (data) {
  const url = __ENV.URL;
  const res = http.get(url + '/plain');
  check(res, { ['GET ' + url]: (r) => r.status === 200 });
  group('on ' + url, () => http.get(http.url\`\${url}/\${1}\`));
  group('template', () => http.get(http.url([url + '/', ''], 2)));
  http.get(url + '/named', { tags: { name: url + '/named', mine: url } });
  http.batch([url + '/batch', dead + '/batch']);
  await http.asyncRequest('GET', url + '/async');
  http.get(url + '/redirect');
  http.get(dead);
  console.log('logged', url, data, res.url, res.request.url, http.get(broken).error);
  try { http.cookieJar().cookiesForURL(broken); } catch (error) { console.warn(error.message); }
  own.add(1, { seen: url });
  exec.vu.tags.where = url;
  if (exec.scenario.iterationInTest === 3) exec.test.fail('failed on ' + url);
  if (exec.scenario.iterationInTest === 5) fail('gave up on ' + url);
  if (exec.scenario.iterationInTest === 7) throw new Error('threw on ' + url);
}
export function teardown() { if (__ENV.HOW.includes('abort')) exec.test.abort('aborted on ' + __ENV.URL); }`;

async function outputsOf(how: string, args: string[]): Promise<Record<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), 'credentials-'));
  const authorizations = new Set<string | undefined>();
  const server = await serve((request, response) => {
    authorizations.add(request.headers.authorization);
    if (request.url === '/redirect') response.writeHead(302, { location: '/to' });
    response.end();
  });
  try {
    const address = new URL(server.url);
    Object.assign(address, { username: USER, password: PASSWORD });
    const outputs = ['json=points.json', 'json=points.json.gz', 'csv=points.csv', 'histogram=run.hist'];
    const { stdout, stderr } = await runText(SCRIPT, {
      env: { URL: address.href.replace(/\/$/, ''), HOW: how },
      args: [
        ...outputs.flatMap((output) => ['--out', output.replace('=', `=${folder}/`)]),
        ...[
          '--summary-export',
          join(folder, 'summary.json'),
          '--verbose',
          ...args.map((arg) => arg.replace('DIR', folder)),
        ],
      ],
    });
    assert.deepEqual([...authorizations], [SENT]);
    const files = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))] as const);
    const texts = files.map(([name, bytes]) => [
      name,
      (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString('latin1'),
    ]);
    return { ...Object.fromEntries(texts), stdout, stderr };
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

for (const [how, args] of [
  ['one thread', []],
  ['two threads, a console file, an abort at the end', ['--threads', '2', '--console-output', 'DIR/console.log']],
] as [string, string[]][]) {
  test(`are sent, and shown by asterisks only: ${how}`, async () => {
    const texts = await outputsOf(how, args);
    assert.equal(Object.keys(texts).length, how.includes('console') ? 8 : 7);
    for (const [name, text] of Object.entries(texts)) {
      // Three letters may come up by chance among the numbers of a histogram.
      const secrets = name === 'run.hist' ? /canary|p@ss|p%40ss/i : /.{0,60}(canary|p@ss|p%40ss|rd@).{0,60}/i;
      assert.equal(secrets.exec(text)?.[0], undefined, name);
      assert.ok(!text.includes(SENT.slice('Basic '.length)), name);
      // Histograms hold metrics and their parts by thresholds, no URL.
      if (name !== 'run.hist') assert.match(text, /http:\/\/\*\*\*\*:\*\*\*\*@127\.0\.0\.1/, name);
    }
    assert.match(texts['points.json'] ?? '', /"name":"http:\/\/\*\*\*\*:\*\*\*\*@127\.0\.0\.1:\d+\/plain"/);
    assert.match(texts['console.log'] ?? texts.stderr ?? '', /invalid URL: \*\*\*\*:\*\*\*\*@/);
  });
}

test('a threshold on a tag that no sample can have is refused, without repeating it', async () => {
  const { exitCode, stderr } = await runText(
    `export const options = { thresholds: { 'http_reqs{url:http://${USER}:canary@host/}': ['count>0'] } }; export default () => {};`,
  );
  assert.equal(exitCode, 104);
  assert.match(
    stderr,
    /threshold on "http_reqs\{url:http:\/\/\*\*\*\*:\*\*\*\*@host\/\}": no sample has user and password/,
  );
  assert.doesNotMatch(stderr, /canary/);
});

test('a user or a password that cannot be decoded makes no URL, and does not end the runner', async () => {
  const { stderr, summary } = await runText(
    `import http from 'k6/http'; export default () => console.log('CODE' + http.get('http://me:canary%@127.0.0.1:1/').error_code);`,
  );
  assert.match(stderr, /CODE1020/);
  assert.doesNotMatch(stderr, /canary/);
  assert.equal(summary?.metrics.iterations?.values.count, 1);
});
