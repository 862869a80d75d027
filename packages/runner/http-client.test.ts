// The runner's HTTP/1.1 client on real sockets, against undici and node:http: no answer is read in two ways, whatever its bytes.
import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import type { Hop, HopResult } from './hop.ts';
import { askRunner, newTransport, RawServer } from './http-cases.fixture.ts';
import { compareAnswers } from './http-fuzz.fixture.ts';
import type { ResponseHead } from './http-head.ts';
import { ResponseReader } from './http-reader.ts';

const OK = 'HTTP/1.1 200 OK\r\n';
const CHUNKED = `${OK}Transfer-Encoding: chunked\r\n`;
const CHUNKS = '2\r\nok\r\n0\r\n\r\n';
let server: RawServer;

before(async () => {
  server = new RawServer();
  await server.listen();
});
after(() => server.close());

const answer = (text: string, ending: 'keep' | 'end' | 'reset' = 'keep') =>
  server.add({ bytes: Buffer.from(text, 'latin1'), cuts: [], ending });

test('200 random answers, valid and broken, are read as undici and node:http read them', async () => {
  const { fine, failed } = await compareAnswers(200, 16);
  assert.ok(fine > 50 && failed > 50, `${fine} were fine, ${failed} failed`);
});

/** The body, or a part of the error. */
const readings: [name: string, answer: string, body: string | RegExp][] = [
  ['both Content-Length and Transfer-Encoding', `${CHUNKED}content-length: 2\r\n\r\n${CHUNKS}`, /ambiguous length/],
  [
    'the same, the other way round',
    `${OK}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\nok`,
    /ambiguous length/,
  ],
  ['the same Content-Length twice', `${OK}content-length: 2\r\ncontent-length: 2\r\n\r\nok`, /ambiguous length/],
  ['two Content-Lengths', `${OK}content-length: 2\r\ncontent-length: 3\r\n\r\nok`, /ambiguous length/],
  ['a list of lengths', `${OK}content-length: 2, 2\r\n\r\nok`, /Content-Length/],
  ['a length with a sign', `${OK}content-length: +2\r\n\r\nok`, /Content-Length/],
  ['a length beyond exact numbers', `${OK}content-length: 9007199254740993\r\n\r\nok`, /Content-Length/],
  ['a continued length', `${OK}content-length: 1\r\n 2\r\n\r\nok`, /continued/],
  ['an unknown coding', `${OK}transfer-encoding: gzip, chunked\r\n\r\n${CHUNKS}`, /Transfer-Encoding/],
  ['chunked twice', `${CHUNKED}transfer-encoding: chunked\r\n\r\n${CHUNKS}`, /ambiguous length/],
  ['a line feed alone', `${OK.replace('\r', '')}content-length: 2\r\n\r\nok`, /status line/],
  ['line feeds alone', 'HTTP/1.1 200 OK\ncontent-length: 2\n\nok', /CRLF/],
  ['a carriage return in a value', `${OK}x: a\rb\r\ncontent-length: 2\r\n\r\nok`, /control character/],
  ['a space before the colon', `${OK}content-length : 2\r\n\r\nok`, /name before a colon/],
  ['another protocol', 'HTTP/2.0 200 OK\r\ncontent-length: 2\r\n\r\nok', /status line/],
  ['another protocol is asked for', 'HTTP/1.1 101 Switching\r\nupgrade: x\r\n\r\n', /switched protocols/],
  ['a chunk that is longer than it says', `${CHUNKED}\r\n1\r\nok\r\n0\r\n\r\n`, /malformed chunk/],
  ['a chunk with a sign', `${CHUNKED}\r\n+2\r\nok\r\n0\r\n\r\n`, /chunk size/],
  ['a chunk without end', `${CHUNKED}\r\n${'1'.repeat(20_000)}`, /chunk size/],
  ['a broken trailer', `${CHUNKED}\r\n2\r\nok\r\n0\r\nx\r\n\r\n`, /header/],
  ['chunks of HTTP/1.0', `${CHUNKED.replace('1.1', '1.0')}\r\n${CHUNKS}`, 'ok'],
  ['trailers', `${CHUNKED}\r\n2;x=y\r\nok\r\n00\r\nx: y\r\ncontent-length: 9\r\n\r\n`, 'ok'],
  ['100 Continue', `HTTP/1.1 100 Continue\r\n\r\n${OK}content-length: 2\r\n\r\nok`, 'ok'],
  [
    'interim responses',
    `${'HTTP/1.1 103 x\r\ncontent-length: 3\r\n\r\n'.repeat(3)}${OK}content-length: 2\r\n\r\nok`,
    'ok',
  ],
  ['a continued header', `${OK}x: a\r\n\t b\r\ncontent-length: 2\r\n\r\nok`, 'ok'],
  ['no reason', 'HTTP/1.1 200\r\ncontent-length: 2\r\n\r\nok', 'ok'],
  ['a body until the end', `${OK}\r\nok`, 'ok'],
  ['204 with a length', 'HTTP/1.1 204 x\r\ncontent-length: 2\r\n\r\nno', ''],
  ['304 with a length', 'HTTP/1.1 304 x\r\ncontent-length: 2\r\n\r\n', ''],
  ['more than its length', `${OK}content-length: 2\r\n\r\nok${OK}content-length: 4\r\n\r\nevil`, 'ok'],
];

test('what is ambiguous is an error or closes the connection, and never part of the next answer', async () => {
  await Promise.all(
    readings.map(async ([name, text, expected]) => {
      const transport = newTransport();
      const url = answer(text);
      const { body, error } = await askRunner(transport, url);
      if (typeof expected === 'string') assert.deepEqual([body, error], [expected, ''], name);
      else assert.match(error, expected, name);
      await server.sent(url, 1);
      const next = await askRunner(transport, `${server.origin}/fine`);
      assert.deepEqual([next.body, next.error], ['fine', ''], `after ${name}`);
      transport.close();
    }),
  );
});

/** Whole answers for cuts. */
const wholes = [
  `HTTP/1.1 103 x\r\n\r\n${OK}Content-Length: 5\r\nx: y\r\n\r\nhello`,
  `${CHUNKED}x:\r\n\r\n5;a\r\nhello\r\n0\r\nx: y\r\n\r\n`,
];

for (const ending of ['end', 'reset'] as const) {
  test(`an answer cut at any byte by ${ending === 'end' ? 'an end' : 'a reset'} is an error, and whole it is none`, async () => {
    const cuts = wholes.flatMap((whole) =>
      Array.from({ length: whole.length + 1 }, (_, length) => [whole, length] as const),
    );
    for (let at = 0; at < cuts.length; at += 80) {
      await Promise.all(
        cuts.slice(at, at + 80).map(async ([whole, length]) => {
          const transport = newTransport();
          const { body, error } = await askRunner(transport, answer(whole.slice(0, length), ending));
          transport.close();
          if (length === whole.length) assert.deepEqual([body, error], ['hello', '']);
          else assert.match(error, ending === 'end' ? /^EOF$/ : /^EOF$|reset by peer/, `${length} bytes of ${whole}`);
        }),
      );
    }
  });
}

test('a reader finds the same in whatever pieces the bytes arrive (property)', () => {
  const read = (bytes: Buffer, cuts: readonly number[]): unknown => {
    const seen = { heads: [] as ResponseHead[], body: '', surplus: 0 };
    const reader = new ResponseReader({
      onHead: (head) => void seen.heads.push(head),
      onData: (data, from, to) => {
        seen.body += data.toString('latin1', from, to);
      },
    });
    reader.start('GET');
    const shared = Buffer.alloc(4096);
    try {
      for (const [index, from] of [0, ...cuts].entries()) {
        const to = cuts[index] ?? bytes.length;
        if (reader.isDone) seen.surplus += to - from;
        else seen.surplus += reader.read(shared, bytes.copy(shared, 0, from, to));
      }
    } catch {
      // What of it has been read before depends on the pieces.
      return 'failed';
    }
    return { ...seen, isDone: reader.isDone };
  };
  const texts = [...wholes, ...readings.map(([, text]) => text).filter((text) => text.length < 4000)];
  fc.assert(
    fc.property(fc.constantFrom(...texts), fc.array(fc.nat(200), { maxLength: 30 }), (text, places) => {
      const bytes = Buffer.from(text, 'latin1');
      const cuts = [...new Set(places.filter((at) => at > 0 && at < bytes.length))].sort((a, b) => a - b);
      assert.deepEqual(read(bytes, cuts), read(bytes, []));
    }),
    { numRuns: 400, seed: 16 },
  );
});

/** A server that hands each connection to `act`; returns what a client sends. */
async function withServer<T>(act: (socket: Socket, text: string) => void, use: (url: URL) => Promise<T>): Promise<T> {
  const sockets = new Set<Socket>();
  const raw = createServer((socket) => {
    let text = '';
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', (data) => act(socket, (text += data.toString('latin1'))));
  });
  await new Promise<void>((resolve) => raw.listen(0, '127.0.0.1', resolve));
  try {
    return await use(new URL(`http://127.0.0.1:${(raw.address() as AddressInfo).port}/path?a=1`));
  } finally {
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => void raw.close(() => resolve()));
  }
}

const send = (transport: ReturnType<typeof newTransport>, url: URL, hop: Partial<Hop> = {}): Promise<HopResult> =>
  new Promise((resolve) => {
    const whole = { method: 'GET', url, headers: [], body: undefined, timeoutMs: 5000, keepsBody: true, ...hop };
    transport.send(whole, resolve);
  });

test('a request is framed by the runner, and nothing in it breaks out of its place', async () => {
  const requests: string[] = [];
  const act = (socket: Socket, text: string): void => {
    if (!text.includes('\r\n\r\n')) return;
    requests.push(text);
    socket.end(`${OK}connection: close\r\ncontent-length: 0\r\n\r\n`);
  };
  await withServer(act, async (url) => {
    const transport = newTransport();
    const sent = async (hop: Partial<Hop>): Promise<string> => {
      requests.length = 0;
      const { error } = await send(transport, url, hop);
      return error?.text ?? requests.join();
    };
    const host = `Host: ${url.host}\r\n`;
    assert.equal(await sent({}), `GET /path?a=1 HTTP/1.1\r\n${host}\r\n`);
    assert.equal(
      await sent({
        method: 'POST',
        body: 'ä',
        headers: [
          ['X', 'é'],
          ['content-length', '99'],
          ['Transfer-Encoding', 'chunked'],
        ],
      }),
      Buffer.from(`POST /path?a=1 HTTP/1.1\r\n${host}X: é\r\nContent-Length: 2\r\n\r\nä`).toString('latin1'),
    );
    assert.equal(await sent({ method: 'PUT' }), `PUT /path?a=1 HTTP/1.1\r\n${host}Content-Length: 0\r\n\r\n`);
    assert.equal(
      await sent({ method: 'PATCH', body: Buffer.from([255]), headers: [['host', 'other']] }),
      'PATCH /path?a=1 HTTP/1.1\r\nhost: other\r\nContent-Length: 1\r\n\r\n\xff',
    );
    assert.match(await sent({ headers: [['X', 'a\r\nEvil: 1']] }), /^invalid value of the header X/);
    assert.match(await sent({ headers: [['X y', 'a']] }), /^invalid header name/);
    assert.match(await sent({ method: 'GET / HTTP/1.1\r\nX: y\r\n' }), /^invalid method/);
    transport.close();
  });
});

test('an early answer is taken, and its connection is not used again', async () => {
  const firsts: string[] = [];
  const act = (socket: Socket, text: string): void => {
    if (firsts.push(text.slice(0, 4)) === 1) socket.pause();
    socket.write(`${OK}content-length: 2\r\n\r\nok`);
  };
  await withServer(act, async (url) => {
    const transport = newTransport();
    const body = Buffer.alloc(20_000_000);
    const early = await send(transport, url, { method: 'POST', body });
    assert.deepEqual([early.status, early.body?.toString()], [200, 'ok']);
    const next = await send(transport, url);
    assert.deepEqual([next.body?.toString(), firsts], ['ok', ['POST', 'GET ']]);
    transport.close();
  });
});

test('bytes that nobody asked for close an idle connection, and a server that keeps it briefly is believed', async () => {
  const act = (fields: string, later: string) => (socket: Socket) => {
    socket.write(`${OK}${fields}content-length: 2\r\n\r\nok`);
    if (later) setTimeout(() => socket.write(later), 5);
  };
  for (const [fields, later, expected] of [
    ['', '', 1],
    ['', `${OK}content-length: 4\r\n\r\nevil`, 2],
    ['keep-alive: timeout=1\r\n', '', 2],
    ['connection: close\r\n', '', 2],
  ] as const) {
    const opened = new Set<Socket>();
    await withServer(
      (socket) => {
        opened.add(socket);
        act(fields, later)(socket);
      },
      async (url) => {
        const transport = newTransport();
        await send(transport, url);
        await sleep(30);
        const { body, timings } = await send(transport, url);
        assert.equal(body?.toString(), 'ok', later);
        assert.equal(timings.connecting > 0, expected === 2);
        transport.close();
      },
    );
    assert.equal(opened.size, expected, `${fields}${later}`);
  }
});

test('the times of a request are those of its parts', async () => {
  const act = (socket: Socket): void => {
    // One after the other: after a pause of the process both would be due at once.
    setTimeout(() => {
      socket.write(`${OK}content-length: 2\r\n\r\no`);
      setTimeout(() => socket.write('k'), 60);
    }, 60);
  };
  await withServer(act, async (url) => {
    const transport = newTransport();
    const { timings } = await send(transport, url);
    assert.ok(
      timings.connecting > 0 && timings.blocked >= timings.connecting && timings.blocked < 40,
      JSON.stringify(timings),
    );
    assert.ok(timings.waiting > 50 && timings.receiving > 40 && timings.sending < 20, JSON.stringify(timings));
    assert.equal(timings.tlsHandshaking, 0);
    assert.deepEqual(transport.takeBytes(), { sent: 34 + url.host.length, received: 40 });
    transport.close();
  });
});

test('over TLS answers are read as well', async () => {
  const { fine, failed } = await compareAnswers(30, 17, true);
  assert.ok(fine > 5 && failed > 5, `${fine} were fine, ${failed} failed`);
});
