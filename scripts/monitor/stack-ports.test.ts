// `perf monitor` finds the free ports that a stack was given, and those of nothing that is gone.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { EXIT } from 'k6-kit/exit-codes';
import { testFolder } from 'k6-kit/folder.fixture';
import { perf } from '../perf.fixture.ts';
import { keep, makeFolder } from '../services/stack/state.ts';
import type { MonitorSample } from './sample.ts';
import { stackPorts } from './stack-ports.ts';

test('ports and the address of the API come from the stack; an option comes first', async (t) => {
  const dir = testFolder(t);
  const asked: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    const stack = await makeFolder(dir);
    const running = { pid: process.pid, stopSignal: 'SIGTERM', env: {}, version: '1' } as const;
    await keep(dir, {
      ...stack,
      services: {
        api: { ...running, port },
        redis: { ...running, port: 6390 },
        nginx: { ...running, port: 81, pid: 2 ** 22 + 1 },
      },
    });
    assert.deepEqual(await stackPorts(dir), { aurenAPI: port, redis: 6390 });
    const args = ['monitor', '--once', '--json', '--dir', dir, '--port', 'redis=6391'];
    const { code, output: text } = await perf(args, { env: { PATH: '/nowhere' }, cwd: '/', root: '/' });
    assert.equal(code, EXIT.passed, text);
    const { api, services } = JSON.parse(text) as MonitorSample;
    assert.deepEqual([api.url, api.status, asked], [`http://127.0.0.1:${port}/api/health`, 200, ['/api/health']]);
    const portOf = (wanted: string) => services.find(({ name }) => name === wanted)?.port;
    assert.deepEqual([portOf('aurenAPI'), portOf('redis'), portOf('nginx')], [port, 6391, 80]);
  } finally {
    server.close();
  }
});

test('without a stack there are no ports', async () => {
  assert.deepEqual(await stackPorts('/nowhere'), {});
});
