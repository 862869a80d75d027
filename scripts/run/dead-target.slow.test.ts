// `perf run` against targets that are of no use: the last line names the cause and what to do, and the exit code fits.

import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { EXIT } from 'k6-kit/exit-codes';
import { testFolder } from 'k6-kit/folder.fixture';
import { testServer } from 'k6-kit/server.fixture';
import { perf as perfIn } from '../perf.fixture.ts';

const folder = testFolder();

async function perf(args: string[]): Promise<{ code: number; lines: string[] }> {
  const env = { PATH: '/usr/bin:/bin', AUTH_TOKEN: 'a-token' };
  const { code, output } = await perfIn(args, { env, cwd: folder });
  return { code, lines: output.trim().split('\n') };
}

const runAgainst = (url: string, out: string) =>
  perf(['run', 'smoke', '--engine', 'local', '--target', url, '--out', out]);

async function withServer(listener: RequestListener, use: (url: string) => Promise<void>): Promise<void> {
  const { url, close } = await testServer(listener);
  await use(url).finally(close);
}

const status =
  (code: number): RequestListener =>
  (_question, answer) =>
    answer.writeHead(code).end('no');

// What the target does, its exit code, what the last line says.
const CASES: [string, RequestListener, number, RegExp][] = [
  ['401', status(401), EXIT.thresholds, /^FAILED smoke: .*401 \(5 of 5 requests failed\): set AUTH_TOKEN to a token/],
  ['404', status(404), EXIT.thresholds, /^FAILED smoke: .*404 \(5 of 5 requests failed\): correct the base URL/],
  ['502', status(502), EXIT.thresholds, /^FAILED smoke: .*502 \(5 of 5 requests failed\): repair the API/],
  [
    'gone-after-the-guard',
    (question, answer) => (question.url?.startsWith('/__target/') ? answer.end() : question.socket.destroy()),
    EXIT.targetDown,
    /^DISCARDED smoke: .*(closed every connection|answered no request).*\(5 of 5 requests failed\): /,
  ],
];
for (const [name, listener, expected, last] of CASES) {
  test(`${name}: the last line names the cause, and nothing advises to scale`, () =>
    withServer(listener, async (url) => {
      const { code, lines } = await runAgainst(url, name);
      assert.equal(code, expected, lines.join('\n'));
      assert.match(lines.at(-1)!, last);
      const cause = lines.find((line) => line.startsWith('  cause: '));
      assert.ok(
        cause && lines.at(-1)!.includes(cause.slice('  cause: '.length)),
        'the load script and the report agree',
      );
      const files = await readdir(join(folder, name));
      const markdown = await readFile(join(folder, name, files.find((file) => file.endsWith('.md'))!), 'utf8');
      assert.match(markdown, /### Findings\n1\. \*\*critical\*\* - The target .*\n\n/);
      assert.doesNotMatch(markdown, /scaling|VALID: nothing/i);
      if (expected !== EXIT.targetDown) return;
      const result = files.find((file) => /^smoke-\w+\.json$/.test(file))!;
      assert.equal((await perf(['report', join(folder, name, result)])).code, EXIT.targetDown);
    }));
}

test('where nothing listens no load is sent: one line, exit code 5, no result', async () => {
  let url = '';
  await withServer(status(200), async (found) => {
    url = found;
  });
  const { code, lines } = await runAgainst(url, 'nothing');
  assert.equal(code, EXIT.targetDown);
  assert.equal(lines.length, 1, lines.join('\n'));
  assert.match(lines[0]!, /refused the connection .*; start the target/);
  assert.deepEqual(await readdir(join(folder, 'nothing')), []);
});
