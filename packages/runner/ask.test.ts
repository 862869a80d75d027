// The one reader of answers: whatever a server sends, it ends in time, in little memory, and says in a few words what was wrong.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer as createHttp } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type Answer, ask, NoAnswer, type Question } from './ask.ts';

const servers: Server[] = [];
after(() => {
  for (const server of servers) server.close();
});

/** A server that reads a request's first bytes and then does as it likes. */
async function serve(reply: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => reply(socket));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** Sends `piece` again and again, as fast as it is taken. */
function pump(socket: Socket, piece: string | Buffer): void {
  const fill = (): void => {
    while (!socket.destroyed && socket.write(piece));
    if (!socket.destroyed) socket.once('drain', () => setImmediate(fill));
  };
  fill();
}

/** Sends `piece` every 20 ms. */
function drip(socket: Socket, piece: string): void {
  const timer = setInterval(() => (socket.destroyed ? clearInterval(timer) : socket.write(piece)), 20);
}

const HEAD = 'HTTP/1.1 200 OK\r\n';
const PACKED = gzipSync(Buffer.alloc(50_000_000));

// What the server does, what is asked, what is said of it.
const BAD: [string, (socket: Socket) => void, Partial<Question>, RegExp][] = [
  ['says nothing', () => {}, { timeoutMs: 100 }, /^no complete answer within 0\.1 s$/],
  ['sends its headers slowly', (socket) => drip(socket, 'H'), { timeoutMs: 100 }, /not HTTP|within 0\.1 s/],
  [
    'never ends its headers, slowly',
    (socket) => {
      socket.write(HEAD);
      drip(socket, 'a: b\r\n');
    },
    { timeoutMs: 150 },
    /within 0\.15 s$/,
  ],
  [
    'never ends its headers, fast',
    (socket) => {
      socket.write(HEAD);
      pump(socket, 'a: b\r\n'.repeat(500));
    },
    {},
    /^the headers are larger than 16 KB$/,
  ],
  ['has a header of 1 MB', (socket) => socket.end(`${HEAD}x: ${'y'.repeat(1e6)}\r\n\r\n`), {}, /larger than 16 KB$/],
  [
    'announces an answer for ever',
    (socket) => pump(socket, 'HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n'.repeat(500)),
    {},
    /^the answer is larger than 1 MB$/,
  ],
  [
    'never ends its body, fast',
    (socket) => {
      socket.write(`${HEAD}\r\n`);
      pump(socket, Buffer.alloc(65_536, 97));
    },
    {},
    /^the answer is larger than 1 MB$/,
  ],
  [
    'never ends its body, fast, and only its size is asked for',
    (socket) => {
      socket.write(`${HEAD}\r\n`);
      pump(socket, Buffer.alloc(65_536, 97));
    },
    { reads: 'size' },
    /^the answer is larger than 1 MB$/,
  ],
  [
    'never ends its body, slowly',
    (socket) => {
      socket.write(`${HEAD}\r\n`);
      drip(socket, 'x');
    },
    { timeoutMs: 150 },
    /within 0\.15 s$/,
  ],
  [
    'never ends its body, in pieces of one byte',
    (socket) => {
      socket.write(`${HEAD}transfer-encoding: chunked\r\n\r\n`);
      pump(socket, '1\r\nx\r\n'.repeat(5_000));
    },
    { mostBytes: 100_000 },
    /^the answer is larger than 0\.1 MB$/,
  ],
  [
    'says that it is too large',
    (socket) => socket.write(`${HEAD}content-length: 100000000\r\n\r\nx`),
    {},
    /larger than 1 MB$/,
  ],
  [
    'sends a gzip bomb',
    (socket) => {
      socket.write(`${HEAD}content-encoding: gzip\r\ncontent-length: ${PACKED.length}\r\n\r\n`);
      socket.end(PACKED);
    },
    {},
    /^the answer is packed, which was not asked for$/,
  ],
  ['is cut off', (socket) => socket.end(`${HEAD}content-length: 20\r\n\r\nhi`), {}, /^ECONNRESET$/],
  ['is cut off in a chunk', (socket) => socket.end(`${HEAD}transfer-encoding: chunked\r\n\r\n5\r\nhi`), {}, /^ECONN/],
  ['speaks another protocol', (socket) => socket.end('SSH-2.0-x\r\n'), {}, /^the answer is not HTTP$/],
  ['hangs up', (socket) => socket.destroy(), {}, /^ECONNRESET$/],
];

describe('an answer', () => {
  for (const [what, reply, question, reason] of BAD) {
    it(`of a server that ${what} is none: in time, in little memory, in a few words`, async () => {
      const url = await serve(reply);
      const grownBytes: number[] = [];
      // Other files of the group are loaded meanwhile, and some make large buffers: what an answer keeps it keeps each time.
      while (grownBytes.length < 3 && !grownBytes.some((bytes) => bytes < 60e6)) {
        const [begunMs, before] = [performance.now(), process.memoryUsage()];
        const error = await ask(url, { timeoutMs: 5_000, mostBytes: 1e6, ...question }).then(
          () => assert.fail('an answer'),
          (error: unknown) => error,
        );
        assert.ok(error instanceof NoAnswer);
        assert.match(error.message, reason);
        assert.ok(performance.now() - begunMs < (question.timeoutMs ?? 5_000) + 15_000, 'time');
        // Buffers of arrays are in it.
        grownBytes.push(process.memoryUsage().external - before.external);
      }
      assert.ok(Math.min(...grownBytes) < 60e6, `memory: ${grownBytes.join(', ')} bytes`);
    });
  }

  it('has status, headers, text, size and times; what a redirect says is not followed', async () => {
    const url = await serve((socket) =>
      socket.end('HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 5\r\n\r\nsönd'),
    );
    const { connectMs, totalMs, ...answer } = await ask(url, { timeoutMs: 5_000 });
    const wanted: Partial<Answer> = {
      ...{ status: 302, isOk: false, reason: 'Found', text: 'sönd', bytes: 77 },
      headers: { location: 'http://127.0.0.1:1/', 'content-length': '5' },
    };
    assert.deepEqual(answer, wanted);
    assert.ok(connectMs > 0 && totalMs >= connectMs);
  });

  it('is complete with its head where nothing else is asked for', async () => {
    const url = await serve((socket) => {
      socket.write(`${HEAD}\r\n`);
      pump(socket, Buffer.alloc(65_536));
    });
    const { isOk, text } = await ask(url, { timeoutMs: 5_000, reads: 'head' });
    assert.deepEqual([isOk, text], [true, '']);
  });

  it('is asked with method, headers and body, for an unpacked one', async () => {
    const server = createHttp(async (request, response) => {
      let body = '';
      for await (const piece of request) body += piece;
      response.end(JSON.stringify([request.method, request.headers, body]));
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const { text } = await ask(url, { method: 'POST', headers: { own: 'x' }, body: 'sent', timeoutMs: 5_000 });
    const [method, headers, body] = JSON.parse(text) as [string, Record<string, string>, string];
    assert.deepEqual([method, headers.own, headers['accept-encoding'], body], ['POST', 'x', 'identity', 'sent']);
  });

  it('of a host without one names the reason', async () => {
    const reason = (url: string, headers = {}): Promise<string> =>
      ask(url, { timeoutMs: 5_000, headers }).then(
        () => 'an answer',
        (error: NoAnswer) => error.message,
      );
    assert.equal(await reason('http://127.0.0.1:1/'), 'ECONNREFUSED');
    assert.match(await reason('http://nothing.invalid/'), /^(ENOTFOUND|EAI_AGAIN)$/);
    for (const url of ['nonsense', 'ftp://127.0.0.1/', 'http://'])
      assert.equal(await reason(url), 'it is not an http(s) URL');
    assert.equal(await reason('http://127.0.0.1:1/', { authorization: 'can\nary' }), 'ERR_INVALID_CHAR');
  });

  it('keeps nothing alive: no socket and no timer stay behind', async () => {
    const url = await serve((socket) => socket.end(`${HEAD}content-length: 2\r\n\r\nhi`));
    const handles = (): number =>
      process.getActiveResourcesInfo().filter((kind) => /^(Timeout|TCPSocket)/.test(kind)).length;
    const before = handles();
    await ask(url, { timeoutMs: 60_000 });
    await sleep(20);
    assert.ok(handles() <= before + 1, 'the timer of this very look');
  });
});

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Files that talk HTTP by themselves, each with the reason. */
const OTHERS: Readonly<Record<string, string>> = {
  'packages/runner/ask.ts': 'the reader',
  'packages/target/warm-up.ts': 'asks only a target in its own process',
  'lib/page/in-page.ts': 'runs in the browser',
};
/** A client: the global one, Node's, or undici's (of which types do no harm). */
const CLIENT =
  /(?<![.\w])fetch\(|^import (?:\w+ from|\{[^}]*\b(?:get|request|connect)\b[^}]*\} from) 'node:https?2?'|^import (?!type)[^;]*'undici'/m;

it('no other file of the program reads an answer by itself', () => {
  const files = ['bench', 'build', 'lib', 'packages', 'scripts', 'thresholds'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .map((file) => `${folder}/${file}`)
      .filter((file) => file.endsWith('.ts') && !/\.(test|fixture)\.ts$|\/fixtures\//.test(file)),
  );
  const own = files.filter((file) => CLIENT.test(readFileSync(join(ROOT, file), 'utf8')));
  assert.deepEqual(own.sort(), Object.keys(OTHERS).sort());
});
