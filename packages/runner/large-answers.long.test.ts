// What hostile answers cost: memory and the delay of the event loop of a runner in a process of its own, six VUs at once.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { testFolder } from 'k6-kit/folder.fixture';

const MIB = 1_048_576;
/** A runner at rest takes some 140 MB; six bodies at the limit of 64 MiB twice that and more. */
const [MOST_MB, MOST_DELAY_MS] = [1000, 1000];

const zeros = Buffer.alloc(200 * MIB);
const noise = Buffer.alloc(MIB, 'some text ');
const head = (fields = ''): string => `HTTP/1.1 200 OK\r\n${fields}\r\n`;
const packed = (encoding: string, body: Buffer) => (socket: Socket) => {
  socket.write(head(`content-encoding: ${encoding}\r\ncontent-length: ${body.length}\r\n`));
  socket.write(body);
};
const repeated = (fields: string, chunk: Buffer, times: number) => (socket: Socket) => {
  socket.write(head(fields));
  let left = times;
  const send = (): void => {
    while (left-- > 0 && !socket.destroyed) if (!socket.write(chunk)) return void socket.once('drain', send);
  };
  send();
};
const chunk = Buffer.concat([Buffer.from('100000\r\n'), noise, Buffer.from('\r\n')]);
const dribble = (text: string) => (socket: Socket) => {
  socket.write(text);
  const timer = setInterval(() => (socket.destroyed ? clearInterval(timer) : socket.write('a')), 5);
};

/** The answer, by path; what error code it comes to. */
const answers: Record<string, [act: (socket: Socket) => void, code: number]> = {
  '/gzip': [packed('gzip', gzipSync(zeros)), 1900],
  '/br': [packed('br', brotliCompressSync(zeros)), 1900],
  '/gzip-gzip': [packed('gzip, gzip', gzipSync(gzipSync(zeros))), 1900],
  '/plain': [repeated('content-length: 104857600\r\n', noise, 100), 1900],
  '/endless': [repeated('transfer-encoding: chunked\r\n', chunk, Number.POSITIVE_INFINITY), 1900],
  '/slow-head': [dribble('HTTP/1.1 200 OK\r\nx: '), 1050],
  '/slow-body': [dribble(head('content-length: 1000000\r\n')), 1050],
  '/header': [(socket) => socket.write(head(`x: ${'a'.repeat(MIB - 100)}\r\ncontent-length: 0\r\n`)), 0],
  '/long-header': [(socket) => socket.write(head(`x: ${'a'.repeat(2 * MIB)}\r\ncontent-length: 0\r\n`)), 1900],
  '/texts': [(socket) => socket.write(`${head(`content-encoding: e${++texts}\r\ncontent-length: 2\r\n`)}ok`), 1701],
};
let texts = 0;
let server: Server;
const folder = testFolder();

before(async () => {
  server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (data) => {
      const [, path = ''] = /^\w+ (\S+)/.exec(data.toString('latin1')) ?? [];
      (answers[path] as (typeof answers)[string])[0](socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
after(() => server.close());

interface Cost {
  code: number;
  megabytes: number;
  delayMs: number;
  logBytes: number;
}

const RSS = "data:text/javascript,process.on('exit',()=>console.error('RSS '+process.resourceUsage().maxRSS))";

/** Six VUs ask for a path and read what they get. */
async function costOf(path: string, iterations: number): Promise<Cost> {
  const script = join(folder, 'script.js');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  writeFileSync(
    script,
    `import http from 'k6/http';
    export const options = { scenarios: { all: { executor: 'per-vu-iterations', vus: 6, iterations: ${iterations} } }, summaryTrendStats: ['count'] };
    export default function () {
      const res = http.get('${url}', { timeout: '3s' });
      if (__VU === 1 && __ITER === 0) console.log('CODE ' + res.error_code + (res.body ? '' : ' '));
    }
    export function handleSummary({ state }) { return { stdout: 'DELAY ' + state.generator.eventLoopDelayMaxMs + '\\n' }; }`,
  );
  const cli = new URL('cli.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, ['--import', 'tsx', '--import', RSS, cli, 'run', '--quiet', script]);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
  await new Promise((resolve) => child.on('close', resolve));
  const figure = (name: string): number => Number(new RegExp(`${name} ([\\d.]+)`).exec(output)?.[1] ?? Number.NaN);
  return { code: figure('CODE'), megabytes: figure('RSS') / 1000, delayMs: figure('DELAY'), logBytes: output.length };
}

for (const [path, [, code]] of Object.entries(answers)) {
  test(`six VUs and ${path}: error code ${code}, bounded memory, and the event loop goes on`, async (context) => {
    const cost = await costOf(path, path === '/texts' ? 1700 : 1);
    context.diagnostic(`${path}: ${JSON.stringify(cost)}`);
    assert.equal(cost.code, code);
    assert.ok(cost.megabytes < MOST_MB, `${cost.megabytes} MB`);
    assert.ok(cost.delayMs < MOST_DELAY_MS, `the event loop was late by ${cost.delayMs} ms`);
    assert.ok(cost.logBytes < 100_000, `${cost.logBytes} bytes of log`);
  });
}
