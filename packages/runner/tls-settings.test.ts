// tlsVersion, tlsCipherSuites and tlsAuth against servers with TLS on loopback, and what the options may not say.
import assert from 'node:assert/strict';
import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import type { TLSSocket, TlsOptions } from 'node:tls';
import type { HopResult } from './hop.ts';
import { evaluate, runText } from './testing.fixture.ts';
import { readTls } from './tls-settings.ts';
import { socketTransport } from './transport.ts';

const PEM = readFileSync(new URL('./conformance/right.invalid.pem', import.meta.url), 'utf8');
const CERT = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/.exec(PEM)?.[0] ?? '';
const KEY = /-----BEGIN [\w ]*PRIVATE KEY-----[\s\S]+?-----END [\w ]*PRIVATE KEY-----/.exec(PEM)?.[0] ?? '';
const LOCKED = String(
  createPrivateKey(KEY).export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'canary' }),
);

interface Told {
  code: number;
  version: string | undefined;
  cipher: string | undefined;
  body: string | undefined;
}

/** Asks a server for `https://<host>.invalid/` each; returns what came back. */
async function ask(options: object, server: TlsOptions = {}, hosts = ['right']): Promise<Told[]> {
  const secure = createServer({ key: KEY, cert: CERT, ...server }, (request, response) =>
    response.end((request.socket as TLSSocket).authorized ? 'known' : 'unknown'),
  );
  await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
  const tls = readTls({ insecureSkipTLSVerify: true, ...options });
  const network = { hosts: { '*.invalid': '127.0.0.1' } };
  const transport = socketTransport(() => ({ tls, network, maxBodyBytes: 1000, noConnectionReuse: false }));
  const told: Told[] = [];
  for (const host of hosts) {
    const url = new URL(`https://${host}.invalid:${(secure.address() as AddressInfo).port}/`);
    const hop = { method: 'GET', url, headers: [], body: undefined, timeoutMs: 5000, keepsBody: true };
    const { error, body, tls: used } = await new Promise<HopResult>((resolve) => void transport.send(hop, resolve));
    told.push({ code: error?.code ?? 0, ...{ version: used?.version, cipher: used?.cipher, body: body?.toString() } });
  }
  transport.close();
  await new Promise<void>((resolve) => void secure.close(() => resolve()));
  return told;
}

const OLD: TlsOptions = { minVersion: 'TLSv1', ciphers: 'DEFAULT:@SECLEVEL=0' };

test('tlsVersion is one version, or the range of those that may be used', async () => {
  const version = async (tlsVersion: unknown, server?: TlsOptions): Promise<unknown> => {
    const [told] = await ask({ tlsVersion }, server);
    return told?.code || told?.version;
  };
  assert.equal(await version('tls1.2'), 'tls1.2');
  assert.equal(await version({ min: 'tls1.0', max: 'tls1.1' }, OLD), 'tls1.1');
  assert.equal(await version({ min: 'ssl3.0', max: 'tls1.2' }), 'tls1.2');
  assert.equal(await version({ min: 'tls1.3' }), 'tls1.3');
  assert.equal(await version('tls1.3', { maxVersion: 'TLSv1.2' }), 1300);
});

test('tlsCipherSuites are those of TLS up to 1.2; naming suites of TLS 1.3 does nothing, as in k6', async () => {
  const suite = 'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384';
  const used = async (options: object): Promise<unknown[]> => {
    const [told] = await ask(options);
    return [told?.version, told?.cipher];
  };
  assert.deepEqual(await used({ tlsCipherSuites: [suite], tlsVersion: 'tls1.2' }), ['tls1.2', suite]);
  const [version, other] = await used({ tlsCipherSuites: [suite, 'TLS_CHACHA20_POLY1305_SHA256'] });
  assert.equal(version, 'tls1.3');
  assert.notEqual(other, 'TLS_CHACHA20_POLY1305_SHA256');
});

test('tlsAuth shows a client certificate to its domains, or to every host', async () => {
  const asking = { requestCert: true, rejectUnauthorized: false, ca: CERT };
  const known = async (auth: object): Promise<unknown[]> => {
    const told = await ask({ tlsAuth: [auth] }, asking, ['right', 'sub.right', 'wrong']);
    return told.map(({ body }) => body);
  };
  const one = { cert: CERT, key: KEY };
  assert.deepEqual(await known({ ...one, domains: ['right.invalid'] }), ['known', 'unknown', 'unknown']);
  assert.deepEqual(await known({ ...one, domains: ['*.right.invalid'] }), ['unknown', 'known', 'unknown']);
  assert.deepEqual(await known(one), ['known', 'known', 'known']);
  assert.deepEqual(await known({ cert: CERT, key: LOCKED, password: 'canary' }), ['known', 'known', 'known']);
});

const invalid: [options: object, message: RegExp][] = [
  [{ tlsVersion: 'tls1.4' }, /option "tlsVersion" has "tls1.4": expected one of ssl3.0, tls1.0/],
  [{ tlsVersion: { min: 'tls1.3', max: 'tls1.2' } }, /option "tlsVersion" .*: leaves no version/],
  [{ tlsVersion: 'ssl3.0' }, /option "tlsVersion" .*: leaves no version/],
  [{ tlsCipherSuites: ['AES'] }, /option "tlsCipherSuites" has "AES": expected names such as TLS_RSA/],
  [{ tlsCipherSuites: 'TLS_AES_128_GCM_SHA256' }, /option "tlsCipherSuites" needs an array/],
  [{ tlsAuth: {} }, /option "tlsAuth" needs an array/],
  [{ tlsAuth: [{ cert: CERT }] }, /option "tlsAuth\[0\]" needs cert and key/],
  [{ tlsAuth: [{ cert: CERT, key: KEY, domains: 'a' }] }, /option "tlsAuth\[0\].domains" needs an array/],
  [
    {
      tlsAuth: [
        { cert: CERT, key: KEY },
        { cert: 'x', key: 'y' },
      ],
    },
    /option "tlsAuth\[1\]": /,
  ],
  [{ tlsAuth: [{ cert: CERT, key: LOCKED, password: 'wrong' }] }, /option "tlsAuth\[0\]": /],
];

test('the options of a script reach its connections', async () => {
  const secure = createServer({ key: KEY, cert: CERT }, (_request, response) => response.end('ok'));
  await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
  const { port } = secure.address() as AddressInfo;
  const { told } = await evaluate(`tell('told', http.get('https://127.0.0.1:${port}/').tls_version);`, {
    init: "export const options = { insecureSkipTLSVerify: true, tlsVersion: 'tls1.2' };",
    args: ['--threads', '2'],
  });
  assert.equal(told, 'tls1.2');
  secure.closeAllConnections();
  secure.close();
});

test('what the options of TLS cannot be is said before the run, without the key', async () => {
  for (const [options, message] of invalid) assert.throws(() => readTls(options as Record<string, unknown>), message);
  const { exitCode, stderr } = await runText(
    `export const options = ${JSON.stringify({ tlsAuth: [{ cert: CERT, key: LOCKED, password: 'canary-2' }] })}; export default function () {}`,
  );
  assert.equal(exitCode, 104);
  assert.match(stderr, /option "tlsAuth\[0\]": /);
  assert.doesNotMatch(stderr, /canary|PRIVATE/);
});
