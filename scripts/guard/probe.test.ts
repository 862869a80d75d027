// The guard's question "does the target answer": each way not to answer has its cause, its action and exit code 5.
import assert from 'node:assert/strict';
import { createServer as createHttp, type RequestListener } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { type AddressInfo, createServer as createTcp, type Server } from 'node:net';
import { test } from 'node:test';
import { EXIT } from 'k6-kit/exit-codes';
import { generate } from 'selfsigned';
import type { Place } from './hosts.ts';
import { placeOf } from './hosts.ts';
import { probe } from './probe.ts';
import { GuardRefusal } from './refusal.ts';
import { readTargetUrl } from './target-url.ts';

const HERE: Place = {
  environmentName: 'loopback',
  environment: undefined,
  isProduction: false,
  isLoopback: true,
  addresses: ['127.0.0.1'],
};
/** Long enough for an answer on loopback, short enough to wait for. */
const TIMEOUT_MS = 150;

async function withServer(server: Server, use: (host: string) => Promise<void>): Promise<void> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const sockets = new Set<{ destroy: () => void }>();
  server.on('connection', (socket) => sockets.add(socket));
  await use(`127.0.0.1:${(server.address() as AddressInfo).port}`).finally(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
}

function look(url: string): Promise<void> {
  return probe(readTargetUrl(url), HERE, TIMEOUT_MS);
}

const down = (said: RegExp) => (error: unknown) => {
  assert.ok(error instanceof GuardRefusal, String(error));
  assert.equal(error.exitCode, EXIT.targetDown);
  assert.match(error.message, said);
  assert.doesNotMatch(error.message, /\n|fetch failed/);
  return true;
};

test('nothing listens: the connection is refused, and the message says where', async () => {
  let free = '';
  await withServer(createTcp(), async (host) => {
    free = host;
  });
  await assert.rejects(
    look(`http://${free}`),
    down(new RegExp(`^guard: ${free} refused the connection .*start the target`)),
  );
});

test('a target that never answers has timed out', () =>
  withServer(createTcp(), (host) =>
    assert.rejects(look(`http://${host}`), down(/did not answer in time \(0\.15 s, 3 times\).*hangs/)),
  ));

test('a target that hangs up has closed the connection', () =>
  withServer(
    createTcp((socket) => socket.destroy()),
    (host) =>
      assert.rejects(look(`http://${host}`), down(/closed the connection without an answer.*log of the target/)),
  ));

test('plain HTTP where https is asked for is a TLS failure', () =>
  withServer(
    createHttp((_question, answer) => answer.end()),
    (host) => assert.rejects(look(`https://${host}`), down(/failed the TLS handshake.*scheme/)),
  ));

test('a certificate that nobody vouches for is a TLS failure', async () => {
  const { private: key, cert } = await generate([{ name: 'commonName', value: '127.0.0.1' }], { keySize: 2048 });
  await withServer(
    createHttps({ key, cert }, (_question, answer) => answer.end()),
    (host) => assert.rejects(look(`https://${host}`), down(/failed the TLS handshake.*certificate/)),
  );
});

test('a listed name without an address has not resolved: exit code 5 as well', () =>
  assert.rejects(
    placeOf(
      readTargetUrl('http://nowhere.example'),
      { environments: { lab: { hosts: ['nowhere.example'] } }, productionHosts: [] } as never,
      undefined,
      () => Promise.reject(new Error('ENOTFOUND')),
    ),
    down(/nowhere\.example has a name that does not resolve.*correct the host name/),
  ));

// Whatever the answer is: the load will show what it is worth.
const ANSWERS: [string, RequestListener][] = [
  ...[200, 401, 404, 500].map((status): [string, RequestListener] => [
    String(status),
    (_question, answer) => answer.writeHead(status).end(),
  ]),
  [
    'a redirect on this machine',
    (_question, answer) => answer.writeHead(302, { location: 'http://localhost:1/' }).end(),
  ],
];
for (const [name, listener] of ANSWERS) {
  test(`${name} is an answer`, () => withServer(createHttp(listener), (host) => look(`http://${host}`)));
}

test('one silence may be an accident: the second answer counts', () => {
  let asked = 0;
  return withServer(
    createHttp((_question, answer) => {
      if (asked++ > 0) answer.end();
    }),
    async (host) => {
      await look(`http://${host}`);
      assert.equal(asked, 2);
    },
  );
});

test('loopback that sends the load elsewhere is refused', () =>
  withServer(
    createHttp((_question, answer) => answer.writeHead(302, { location: 'https://aupex.ai/' }).end()),
    (host) =>
      assert.rejects(look(`http://${host}`), (error: GuardRefusal) => {
        assert.match(error.message, /redirects to aupex\.ai/);
        return error.exitCode === EXIT.guardRefused;
      }),
  ));
