// SIGINT and SIGTERM, once and twice, while files are open: complete or absent, and every request that was answered is counted.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { testFolder } from 'k6-kit/folder.fixture';
import { SAME_WISH_MS } from '../interrupt.ts';
import { K6_LOCAL } from '../started.fixture.ts';
import { serve, type TestServer } from '../testing.fixture.ts';

const VUS = 3;
const SCRIPT = `import http from 'k6/http'; import { sleep } from 'k6';
export const options = { vus: ${VUS}, duration: '5m' };
export default function () {
  http.get(__ENV.URL + '/' + __ENV.NAME);
  if (__ITER === 5) console.warn('RUNNING');
  sleep(0.002);
}
export function teardown() { console.warn('TEARING'); if (__ENV.SLOW) sleep(60); }
export function handleSummary(data) { return { [__ENV.FOLDER + '/summary.json']: JSON.stringify(data) }; }`;

let server: TestServer;
let script: string;
const folder = testFolder();
before(async () => {
  server = await serve((_request, response) => void setTimeout(() => response.end('ok'), 5));
  script = join(folder, 'script.js');
  writeFileSync(script, SCRIPT);
});
after(() => server.close());

interface Ended {
  code: number | null;
  /** What is in the folder of the outputs. */
  files: string[];
  read(name: string): string;
  /** Requests that the server has seen. */
  seen: number;
}

/** Runs the script in a process of its own; it gets `signals`, the second one during teardown(). */
function run(name: string, signals: NodeJS.Signals[]): Promise<Ended> {
  const out = mkdtempSync(join(folder, `${name}-`));
  const args = ['-o', `json=${join(out, 'points.json')}`, '-o', `csv=${join(out, 'points.csv.gz')}`];
  const settings = { URL: server.url, NAME: name, FOLDER: out, ...(signals.length > 1 && { SLOW: '1' }) };
  const env = Object.entries(settings).flatMap(([key, value]) => ['-e', `${key}=${value}`]);
  const child = spawn(process.execPath, [...K6_LOCAL, 'run', ...args, ...env, '--quiet', script], {
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: 60_000,
  });
  let [stderr, sent] = ['', 0];
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
    if (sent === 0 && stderr.includes('RUNNING')) child.kill(signals[sent++]);
    if (sent === 1 && signals.length > 1 && stderr.includes('TEARING'))
      setTimeout((signal) => child.kill(signal), SAME_WISH_MS + 100, signals[sent++]);
  });
  return new Promise((resolve) =>
    child.on('close', (code) =>
      resolve({
        code,
        files: readdirSync(out).sort(),
        read: (file) => readFileSync(join(out, file), 'utf8'),
        seen: server.seen.filter((request) => request === `GET /${name}`).length,
      }),
    ),
  );
}

test('one signal ends the run with 105, and its files are complete', async () => {
  const ended = await Promise.all([run('int', ['SIGINT']), run('term', ['SIGTERM'])]);
  for (const { code, files, read, seen } of ended) {
    assert.equal(code, 105);
    assert.deepEqual(files, ['points.csv.gz', 'points.json', 'summary.json']);
    const points = read('points.json')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string; metric: string });
    const counted = points.filter(({ type, metric }) => type === 'Point' && metric === 'http_reqs').length;
    const { metrics } = JSON.parse(read('summary.json')) as { metrics: Record<string, { values: { count: number } }> };
    assert.equal(metrics.http_reqs?.values.count, counted, 'the summary has what the points have');
    // A request of an interrupted iteration is not counted: at most one a VU here.
    assert.ok(counted > 0 && counted <= seen && seen - counted <= VUS, `${counted} counted, ${seen} seen`);
  }
});

test('a second signal ends the process at once with 105, and leaves no file behind', async () => {
  const ended = await Promise.all([run('int-int', ['SIGINT', 'SIGINT']), run('term-term', ['SIGTERM', 'SIGTERM'])]);
  for (const { code, files, seen } of ended) {
    assert.equal(code, 105);
    assert.deepEqual(files, []);
    assert.ok(seen > 0);
  }
  assert.ok(!existsSync(join(folder, 'summary.json')));
});
