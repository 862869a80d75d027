// hosts, blacklistIPs and blockHostnames: where connections go, and where they do not.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type NetworkOptions, NetworkRules } from './network-rules.ts';
import { runText, serve, type TestServer } from './testing.fixture.ts';

let server: TestServer;
before(async () => {
  server = await serve((request, response) => {
    if (request.url === '/away') response.writeHead(302, { location: 'http://blocked.example/' });
    response.end(request.headers.host);
  });
});
after(() => server.close());

test('a host goes where the option hosts says: with the port first, by exact name before wildcards', () => {
  const rules = new NetworkRules({
    hosts: {
      'test.example': '1.2.3.4',
      'test.example:443': '1.2.3.4:8443',
      '*.example': '5.6.7.8',
      '*.sub.example': '[::1]:80',
      'Six.Example': '::2',
    },
  });
  const routes: [host: string, port: number, to: [string, number]][] = [
    ['test.example', 80, ['1.2.3.4', 80]],
    ['TEST.example', 443, ['1.2.3.4', 8443]],
    ['other.example', 80, ['5.6.7.8', 80]],
    ['a.b.sub.example', 443, ['::1', 80]],
    ['six.example', 81, ['::2', 81]],
    ['example', 80, ['example', 80]],
    ['else.where', 80, ['else.where', 80]],
  ];
  for (const [host, port, [toHost, toPort]] of routes)
    assert.deepEqual(rules.route(host, port), { host: toHost, port: toPort }, `${host}:${port}`);
});

test('names and addresses that are forbidden are refused with a code', () => {
  const rules = new NetworkRules({
    hosts: { 'pinned.example': '10.1.2.3' },
    blacklistIPs: ['10.0.0.0/8', '::1', '192.0.2.7'],
    blockHostnames: ['*.bad.example', 'worse.example'],
  });
  const forbidden: [host: string, code: string][] = [
    ['a.bad.example', 'BLOCKED_HOSTNAME'],
    ['WORSE.example', 'BLOCKED_HOSTNAME'],
    ['10.255.0.1', 'BLACKLISTED_IP'],
    ['::1', 'BLACKLISTED_IP'],
    ['192.0.2.7', 'BLACKLISTED_IP'],
    ['::ffff:10.0.0.1', 'BLACKLISTED_IP'],
    ['pinned.example', 'BLACKLISTED_IP'],
  ];
  for (const [host, code] of forbidden) assert.throws(() => rules.route(host, 80), { code }, host);
  for (const host of ['bad.example', '11.0.0.1', '192.0.2.8', 'fine.example'])
    assert.equal(rules.route(host, 80).host, host);
});

const malformed: [name: string, options: NetworkOptions, message: RegExp][] = [
  [
    'a host without an address',
    { hosts: { a: 'b' } },
    /option "hosts": a reads "b": expected an IP address, with a port/,
  ],
  ['a port that is none', { hosts: { a: '1.2.3.4:99999' } }, /a reads "1.2.3.4:99999"/],
  ['a list of hosts', { hosts: [] }, /option "hosts" needs an object/],
  [
    'a star in the middle',
    { hosts: { 'a.*.b': '1.2.3.4' } },
    /"hosts" has "a.\*.b": expected .* a single \* at its start/,
  ],
  [
    'a range that is none',
    { blacklistIPs: ['10.0.0.0/33'] },
    /option "blacklistIPs" has "10.0.0.0\/33": expected an address/,
  ],
  ['a name as a range', { blacklistIPs: ['localhost'] }, /option "blacklistIPs" has "localhost"/],
  ['one text as ranges', { blacklistIPs: '10.0.0.0/8' }, /option "blacklistIPs" needs an array of texts/],
  ['an empty name', { blockHostnames: [''] }, /option "blockHostnames" has ""/],
];
for (const [name, options, message] of malformed) {
  test(`network rules are refused for ${name}`, () => assert.throws(() => new NetworkRules(options), message));
}

test('a run goes to the address of the option hosts with the Host header of the URL, in setup() too', async () => {
  const { port } = new URL(server.url);
  const { stderr, summary } = await runText(
    `import http from 'k6/http';
    export const options = { hosts: { 'pinned.invalid': '127.0.0.1', '*.wild.invalid:80': '127.0.0.1:${port}' } };
    export function setup() { return http.get('http://pinned.invalid:${port}/').body; }
    export default function (inSetup) {
      console.log('TOLD' + JSON.stringify([inSetup, http.get('http://pinned.invalid:${port}/').body, http.get('http://a.wild.invalid/').body, http.get('http://a.wild.invalid/').remote_ip]));
    }`,
  );
  assert.match(
    stderr,
    new RegExp(`TOLD\\["pinned.invalid:${port}","pinned.invalid:${port}","a.wild.invalid","127.0.0.1"\\]`),
  );
  assert.equal(summary?.metrics.http_req_failed?.values.passes, 0);
});

test('forbidden hosts and addresses are failed requests with the codes 1111 and 1110, by redirect too', async () => {
  server.seen.length = 0;
  const { stderr, summary } = await runText(
    `import http from 'k6/http';
    export const options = { blockHostnames: ['*.example'], blacklistIPs: ['127.0.0.2', '::1'] };
    export default function () {
      const tell = (url) => { const { status, error_code, error } = http.get(url); return [status, error_code, error !== '']; };
      console.log('TOLD' + JSON.stringify(['http://blocked.example/', __ENV.URL + '/away', 'http://127.0.0.2:1/', 'http://[::1]:1/', __ENV.URL].map(tell)));
    }`,
    { env: { URL: server.url } },
  );
  const [, told = '[]'] = /TOLD(.*)/.exec(stderr) ?? [];
  assert.deepEqual(JSON.parse(told), [
    [0, 1111, true],
    [0, 1111, true],
    [0, 1110, true],
    [0, 1110, true],
    [200, 0, false],
  ]);
  assert.deepEqual(server.seen, ['GET /away', 'GET /']);
  assert.equal(summary?.metrics.http_reqs?.values.count, 6);
});

test('an address that a name is looked up to is refused as well', async () => {
  const { stderr } = await runText(
    `import http from 'k6/http';
    export const options = { blacklistIPs: ['127.0.0.0/8', '::1'] };
    export default function () { console.log('TOLD' + http.get('http://localhost:1/').error_code); }`,
  );
  assert.match(stderr, /TOLD1110/);
});
