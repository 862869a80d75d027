// A load that has all files open that its process may: the run goes on to its end and says so, and nothing else is taken for a fault.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { testFolder } from 'k6-kit/folder.fixture';
import { K6_LOCAL } from './started.fixture.ts';

/** Longer than the runner takes to look after its parent. */
const SCRIPT = `import http from 'k6/http'; import { sleep } from 'k6';
export const options = { vus: 200, iterations: 200 };
export default function () { http.get(__ENV.URL); sleep(2.5); }
export const handleSummary = (data) => ({ stdout: 'COUNT ' + data.metrics.http_reqs.values.count + '\\n' });`;

test('with all files open a run goes on, and its summary is written', { timeout: 30_000 }, async (t) => {
  const folder = testFolder(t);
  const server = createServer((_, response) => response.end('ok'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    writeFileSync(join(folder, 'script.js'), SCRIPT);
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const args = ['run', join(folder, 'script.js'), '--threads', '1', '-e', `URL=${url}`];
    const command = ['-c', 'ulimit -n 100; exec "$@"', 'sh', process.execPath, ...K6_LOCAL, ...args];
    const { code, stdout, stderr } = await new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
      execFile('sh', command, (error, out, errors) => resolve({ code: error?.code ?? 0, stdout: out, stderr: errors }));
    });
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^COUNT 200$/m);
    assert.match(stderr, /too many open files on this machine/);
    assert.doesNotMatch(stderr, /stopped by a signal/);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
