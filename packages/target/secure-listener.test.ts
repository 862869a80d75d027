// The target over HTTP/2: the same answers, faults and figures, one connection, and an end.
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { type ClientHttp2Session, connect, constants, type IncomingHttpHeaders } from 'node:http2';
import { Agent, get } from 'node:https';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { gunzipSync } from 'node:zlib';
import { fast, goodRequests, names, type Sent, settled, shop } from './client.fixture.ts';
import { startTarget, type Target, type TargetOptions } from './server.ts';

interface Http2Reply {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** One request on the session. Rejects when its stream ends without an answer. */
async function send(session: ClientHttp2Session, path: string, sent: Sent = {}): Promise<Http2Reply> {
  const { method = 'GET', headers = {}, body } = sent;
  const stream = session.request({ ':path': path, ':method': method, ...headers });
  stream.end(body);
  const cut = once(stream, 'close').then(() => {
    throw new Error(`${path}: the stream was closed without an answer`);
  });
  const [head] = (await Promise.race([once(stream, 'response'), cut])) as [
    IncomingHttpHeaders & { ':status'?: number },
  ];
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return { status: head[':status'] ?? 0, headers: head, body: Buffer.concat(chunks) };
}

/** Runs `use` against a target of its own over one HTTP/2 connection that trusts its certificate. */
async function withSession(
  options: Partial<TargetOptions>,
  use: (session: ClientHttp2Session, target: Target) => Promise<void>,
): Promise<void> {
  const target = await startTarget({ ...shop, ...fast, http2: true, ...options });
  const session = connect(target.url, { ca: (await certificateOf(target)).toString() });
  try {
    await use(session, target);
  } finally {
    session.destroy();
    await target.close();
  }
}

/** The certificate that the target shows. */
async function certificateOf({ url, port }: Target): Promise<X509Certificate> {
  const { hostname } = new URL(url);
  const socket = connectTls({ host: hostname, port, rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] });
  await once(socket, 'secureConnect');
  const certificate = new X509Certificate(socket.getPeerCertificate().raw);
  socket.destroy();
  return certificate;
}

test('over HTTP/2 every endpoint answers as it does over HTTP/1.1, and is counted once', async () => {
  await withSession({}, async (session, target) => {
    assert.match(target.url, /^https:\/\/127\.0\.0\.1:\d+$/);
    const replies = await Promise.all(names.map((name) => send(session, ...goodRequests[name])));
    assert.deepEqual(
      replies.map(({ status }) => status),
      names.map(() => 200),
    );
    assert.equal((await send(session, '/nothing')).status, 404);
    assert.equal((await send(session, '/api/ping', { method: 'HEAD' })).body.length, 0);
    await settled(target);
    const { total, other, endpoints: counted, unparsed } = target.stats();
    assert.deepEqual([total.byStatus, other.byStatus, unparsed], [{ 200: 4, 404: 1 }, { 404: 1 }, 0]);
    for (const name of names) assert.equal(counted[name]?.requests, name === 'ping' ? 2 : 1, name);
  });
});

test('the page and forty files come over one connection, packed where that was asked for', async () => {
  await withSession({ pageFaults: ['many-files'] }, async (session, target) => {
    const page = await send(session, '/', { headers: { 'accept-encoding': 'gzip' } });
    assert.equal(page.headers['content-encoding'], 'gzip');
    const links = [
      ...gunzipSync(page.body)
        .toString()
        .matchAll(/(?:src|href)="(\/[^"]+)"/g),
    ];
    const { total } = target.stats().connections;
    const replies = await Promise.all(links.map(([, link]) => send(session, link as string)));
    assert.equal(replies.filter(({ status, body }) => status === 200 && body.length > 0).length, 43);
    assert.equal((await send(session, '/__target/identity')).status, 200);
    const { files, connections } = target.stats();
    assert.deepEqual([files.byStatus, connections.total], [{ 200: 43 }, total]);
  });
});

test('the certificate is for loopback addresses, made now, and worth nothing to others', async () => {
  await withSession({ host: '127.0.0.2' }, async (_, target) => {
    const certificate = await certificateOf(target);
    for (const address of ['127.0.0.1', '127.0.0.2', '::1']) assert.equal(certificate.checkIP(address), address);
    assert.deepEqual([certificate.checkHost('localhost'), certificate.ca], ['localhost', false]);
    const livesDays = (Date.parse(certificate.validTo) - Date.now()) / 86_400_000;
    assert.ok(livesDays > 21 && livesDays < 31, String(livesDays));
  });
});

const resets: [fault: string, by: 'flag' | 'header'][] = [
  ['reset=100%', 'flag'],
  ['reset=100%,at=body', 'header'],
];

for (const [fault, by] of resets) {
  test(`${fault} by ${by} resets the stream and leaves its connection alone`, async () => {
    const faults = by === 'flag' ? [`${fault},endpoint=front`] : [];
    await withSession({ faults }, async (session, target) => {
      const headers: Record<string, string> = by === 'header' ? { 'x-target-fault': fault } : {};
      await assert.rejects(send(session, '/', { headers }), /NGHTTP2_INTERNAL_ERROR/);
      assert.equal((await send(session, '/api/ping')).status, 200);
      await settled(target);
      assert.deepEqual(target.stats().endpoints.front?.byStatus, { aborted: 1 });
    });
  });
}

test('a client that goes away is counted as aborted, whether nothing or half of the answer was sent', async () => {
  await withSession({}, async (session, target) => {
    for (const fault of ['hang=100%', 'slow-body=20s']) {
      const stream = session.request({ ':path': '/', 'x-target-fault': fault });
      if (fault.startsWith('slow')) await once(stream, 'response');
      while (target.stats().inFlight === 0) await sleep(2);
      stream.close(constants.NGHTTP2_CANCEL);
      await settled(target);
    }
    assert.deepEqual(target.stats().endpoints.front?.byStatus, { aborted: 2 });
  });
});

/** Asks over HTTP/1.1 on a connection that is kept. */
function getKept(url: string, agent: Agent): Promise<{ status: number; version: string }> {
  return new Promise((resolve, reject) => {
    get(url, { agent, rejectUnauthorized: false }, (response) => {
      const { statusCode = 0, httpVersion } = response;
      response.resume().once('end', () => resolve({ status: statusCode, version: httpVersion }));
    }).once('error', reject);
  });
}

test('a client without HTTP/2 gets HTTP/1.1, and its idle connection does not hold up the end', async () => {
  const target = await startTarget({ ...shop, ...fast, http2: true, graceMs: 60_000 });
  const agent = new Agent({ keepAlive: true });
  try {
    assert.deepEqual(await getKept(`${target.url}/`, agent), { status: 200, version: '1.1' });
    assert.deepEqual(await getKept(`${target.url}/`, agent), { status: 200, version: '1.1' });
    assert.deepEqual(target.stats().connections, { open: 1, total: 1 });
  } finally {
    await target.close();
    agent.destroy();
  }
  assert.deepEqual(target.stats().endpoints.front?.byStatus, { 200: 2 });
});

test('a stream that is open when the target stops gets its answer; one that hangs is cut after the grace', async () => {
  await withSession({ graceMs: 1000 }, async (session, target) => {
    session.on('error', () => {});
    const late = send(session, '/', { headers: { 'x-target-fault': 'delay=200ms' } });
    const hanging = send(session, '/', { headers: { 'x-target-fault': 'hang=100%' } });
    const cut = assert.rejects(hanging);
    while (target.stats().inFlight < 2) await sleep(2);
    await target.close();
    await cut;
    assert.equal((await late).status, 200);
    assert.deepEqual(target.stats().endpoints.front?.byStatus, { 200: 1, aborted: 1 });
    assert.equal(target.stats().inFlight, 0);
  });
});

test('what does not speak TLS is turned away and counted as no HTTP', async () => {
  await withSession({}, async (_, target) => {
    await assert.rejects(fetch(`http://127.0.0.1:${target.port}/`));
    assert.deepEqual([target.stats().unparsed, target.stats().total.requests], [1, 0]);
  });
});
