// `perf run` with Grafana: a run is marked; a Grafana that is away changes neither the verdict nor the exit code, and is reported.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { EXIT } from 'k6-kit/exit-codes';
import { freePort } from 'k6-kit/ports';
import { perf, ROOT } from '../perf.fixture.ts';
import { type SpawnedTarget, spawnTarget } from '../run/spawn-target.ts';

const TOKEN = 'glsa_canary';

describe('a run with Grafana', () => {
  let folder = '';
  let target: SpawnedTarget;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'annotated-'));
    target = await spawnTarget([], { root: ROOT, env: { PATH: process.env.PATH } });
  });
  after(async () => {
    await target.stop();
    await rm(folder, { recursive: true });
  });

  /** `perf run smoke`; returns exit code, everything printed and everything written. */
  async function smoke(
    name: string,
    grafanaUrl: string,
    prometheusUrl?: string,
  ): Promise<{ code: number; printed: string; written: string }> {
    const out = join(folder, name);
    const env = {
      ...{ PATH: process.env.PATH, AUTH_TOKEN: target.token, GRAFANA_URL: grafanaUrl, GRAFANA_TOKEN: TOKEN },
      PROMETHEUS_URL: prometheusUrl,
    };
    const args = ['run', 'smoke', '--engine', 'local', '--target', target.url, '--time-scale', '0.1', '--out', out];
    const now = () => new Date('2026-01-31T12:00:00Z');
    const { code, output: printed } = await perf(args, { env, cwd: folder, now });
    const files = await readdir(out);
    const texts = await Promise.all(files.map((file) => readFile(join(out, file), 'utf8')));
    return { code, printed, written: texts.join('\n') };
  }

  it('is marked from start to end', async () => {
    const calls: string[] = [];
    const grafana = createServer((request, response) => {
      calls.push(`${request.method} ${request.url} ${request.headers.authorization}`);
      response.setHeader('content-type', 'application/json').end('{"id":1}');
    });
    await new Promise<void>((resolve) => grafana.listen(0, '127.0.0.1', resolve));
    const run = await smoke('marked', `http://127.0.0.1:${(grafana.address() as AddressInfo).port}`);
    grafana.closeAllConnections();
    grafana.close();
    assert.equal(run.code, EXIT.passed, run.printed);
    const authorization = `Bearer ${TOKEN}`;
    assert.deepEqual(calls, [`POST /api/annotations ${authorization}`, `PATCH /api/annotations/1 ${authorization}`]);
    assert.doesNotMatch(run.printed + run.written, /canary|not marked in Grafana/);
  });

  it('passes all the same where Grafana and Prometheus are away, and the report says so', async () => {
    const away = `http://127.0.0.1:${await freePort()}`;
    const run = await smoke('away', away, away);
    assert.equal(run.code, EXIT.passed, run.printed);
    assert.match(run.printed, /^the run is not marked in Grafana: it cannot be reached/m);
    assert.match(run.written, /the run is not marked in Grafana/);
    assert.match(run.written, /resources are not measured by Prometheus/);
    assert.doesNotMatch(run.printed + run.written, /canary/);
  });
});
