// The command: its help, its mistakes in one line, and a real process from start to stop.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { testFolder } from 'k6-kit/folder.fixture';
import { endpoints } from '../../thresholds/baselines.ts';
import { ROLES } from '../../thresholds/system.ts';
import { main } from '../cli.ts';
import type { Io } from '../io.ts';

type Given = Pick<Io, 'stdout' | 'stderr' | 'env' | 'signal'>;

/** The command in this process; returns its exit code. */
function target(args: string[], given: Given): Promise<number> {
  const root = join(import.meta.dirname, '../..');
  return main(['target', ...args], { isTty: false, cwd: root, root, now: () => new Date(), ...given });
}

/** Runs it until it has answered a question. */
async function run(args: string[], env: Record<string, string> = {}) {
  const order = new AbortController();
  const [out, err]: string[][] = [[], []];
  let use: Promise<void> = Promise.resolve();
  let status = 0;
  const stdout = (text: string) => {
    out?.push(text);
    const [url] = /http:\/\/[\d.:]+/.exec(text) ?? [];
    if (url === undefined || args.includes('--help')) return;
    const headers = { authorization: 'Bearer from-env' };
    use = fetch(url + endpoints[ROLES.token].path, { headers }).then((reply) => {
      status = reply.status;
      order.abort();
    });
  };
  const code = await target(args, { stdout, stderr: (text) => void err?.push(text), env, signal: order.signal });
  await use;
  return { code, out: out?.join('') ?? '', err: err?.join('') ?? '', status };
}

const mistakes: [args: string[], message: RegExp][] = [
  [
    ['--fault', 'delay=soon'],
    /'--fault <fault>' argument 'delay=soon' is invalid\. delay: read "soon", expected a duration/,
  ],
  [['--page', 'slow'], /page: read "slow", expected one of no-cache, no-compression, png, blocking-script, many-files/],
  [['--fault', 'error=500%'], /error: read "500%", expected a share from 0% to 100%/],
  [['--port', '70000'], /'--port <number>' .* read "70000", expected a whole number from 0 to 65535/],
  [['--port', '-1'], /--port/],
  [['--seed', '1.5'], /seed: read "1.5", expected a whole number/],
  [['--max-concurrency', '0'], /expected a whole number from 1/],
  [['--max-body', '64'], /expected a size such as/],
  [['--spike-window', '1ms'], /expected 100ms or more/],
  [['--stop-after', '0s'], /expected 1ms or more/],
  [['--stop-after', '9999h'], /expected 576h or less/],
  [['--host', '0.0.0.0'], /host: read "0.0.0.0", expected a loopback address/],
  [['--token', 'two words'], /token: expected at least one character and no spaces/],
  [['--certificate', 'x.pem'], /certificate: expected --http2 too/],
  [
    ['--http2', '--certificate', '/nowhere/x.pem'],
    /certificate: can't write \/nowhere\/x\.pem: .*expected a file in a folder that is there/,
  ],
  [['--colour'], /unknown option '--colour'/],
  [['now'], /too many arguments/],
];

for (const [args, message] of mistakes) {
  test(`"${args.join(' ')}" is one line and exit code 2`, async () => {
    const { code, out, err } = await run(args);
    assert.deepEqual([code, out], [2, '']);
    assert.match(err, message);
    assert.match(err, /^[^\n]+\n$/);
  });
}

test('--help explains every flag and every fault, with examples', async () => {
  const { code, out } = await run(['--help']);
  assert.equal(code, 0);
  for (const word of [
    '--host',
    '--stop-after',
    'slow-body=2s',
    'after=spike',
    'blocking-script',
    'TARGET_TOKEN',
    'Examples:',
  ]) {
    assert.ok(out.includes(word), word);
  }
});

test('one line says where it listens; the token comes from the environment where no flag has it', async () => {
  const { code, out, err, status } = await run([], { TARGET_TOKEN: 'from-env' });
  assert.deepEqual([code, err, status], [0, '', 200]);
  assert.match(out, /^target listening on http:\/\/127\.0\.0\.1:\d+\n$/);
  assert.equal((await run(['--token', 'from-flag'], { TARGET_TOKEN: 'from-env' })).status, 401);
});

test('it ends by itself after its time', async () => {
  const { code, err } = await runAlone(['--stop-after', '50ms']);
  assert.deepEqual([code, err], [0, 'target stopped by itself after 50ms\n']);
});

test('with --http2 it says that it listens with TLS, and leaves its certificate where it was told to', async (t) => {
  const folder = testFolder(t);
  const path = join(folder, 'target.pem');
  const { code, out } = await runAlone(['--http2', '--certificate', path, '--stop-after', '50ms']);
  assert.equal(code, 0);
  assert.match(out, /^target listening on https:\/\/127\.0\.0\.1:\d+\n$/);
  assert.equal(new X509Certificate(await readFile(path)).checkIP('127.0.0.1'), '127.0.0.1');
  assert.deepEqual(await readdir(folder), ['target.pem']);
});

async function runAlone(args: string[]) {
  let [out, err] = ['', ''];
  const stdout = (text: string) => void (out += text);
  const code = await target(args, { stdout, stderr: (text) => void (err += text), env: {} });
  return { code, out, err };
}

/** A process of its own; `stop` is called when it listens. */
async function runProcess(args: string[], stop: (child: ReturnType<typeof spawn>) => void) {
  const start = join(import.meta.dirname, '../start/start.js');
  const child = spawn(process.execPath, [start, 'target', '--json', ...args], { stdio: 'pipe' });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk;
    stop(child);
  });
  const [code, signal] = await once(child, 'exit');
  return { code, signal, pid: child.pid, printed: JSON.parse(out) as { url: string; pid: number } };
}

const orders: [name: string, args: string[], give: (child: ReturnType<typeof spawn>) => void][] = [
  ['SIGTERM', [], (child) => child.kill('SIGTERM')],
  ['SIGINT', [], (child) => child.kill('SIGINT')],
  ['the end of standard input', ['--stop-with-stdin'], (child) => child.stdin?.end()],
];

test('SIGTERM, SIGINT and, when asked to watch it, the end of standard input stop the process with exit code 0', async () => {
  const endings = orders.map(async ([name, args, give]) => ({ name, ...(await runProcess(args, give)) }));
  for (const { name, code, signal, pid, printed } of await Promise.all(endings)) {
    assert.deepEqual([code, signal], [0, null], name);
    assert.equal(printed.pid, pid);
    assert.match(printed.url, /^http:\/\/127\.0\.0\.1:\d+$/);
  }
});
