// The proof: a real Prometheus watches the reference target under load; each alert goes pending, firing and resolved, and a healthy
// run fires none. Every duration is a fiftieth of the tables'.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { alerts, monitoring } from '../../thresholds/baselines.ts';
import { type SpawnedTarget, spawnTarget } from '../run/spawn-target.ts';
import { down, environmentOf, up } from '../services/stack/stack.ts';
import { type Alert, allAlerts, envelopeOf, shownName } from './alerts.ts';
import { type LivePrometheus, startPrometheus } from './live/prometheus.ts';
import { type StandIn, startStandIn } from './live/stand-in.fixture.ts';
import { skipWithout } from './promtool.fixture.ts';

const SCALE = 0.02;
/** What is waited for at most; a busy machine is slow, not wrong. */
const PATIENCE_MS = 90_000;
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const skip = skipWithout('prometheus');

/** Host and one service, steered; the API is the reference target. */
let host: StandIn;
let redis: StandIn;
let containers: StandIn;
let target: SpawnedTarget;
let prometheus: LivePrometheus;
let folder = '';
/** Empty without a node_exporter. */
let realHostAddress = '';
let endLoad: () => Promise<number>;
/** Fault that the load asks for; empty is healthy. */
let fault = '';

/** The machine's node_exporter besides the steered one, if it is installed: what this machine does is scraped, and not judged. */
async function startRealHost(): Promise<string> {
  await up({ dir: join(folder, 'stack'), root, only: ['node-exporter'], wishes: { rows: 1, ports: {} } });
  const { NODE_EXPORTER_URL: url } = await environmentOf(join(folder, 'stack'));
  return url === undefined ? '' : new URL(url).host;
}

/** About 30 requests a second over three endpoints; ends by itself after ten minutes. Returns how many were sent. */
function startLoad(): () => Promise<number> {
  const end = AbortSignal.any([AbortSignal.timeout(600_000), stopLoad.signal]);
  let sent = 0;
  const user = async (path: string) => {
    while (!end.aborted) {
      await fetch(target.url + path, fault ? { headers: { 'x-target-fault': fault } } : {})
        .then((answer) => answer.arrayBuffer())
        .catch(() => undefined);
      sent += 1;
      await pause(250);
    }
  };
  const users = Promise.all(
    Array.from({ length: 9 }, (_, at) => user(['/', '/api/health', '/api/knowledge-graph/data'][at % 3]!)),
  );
  return async () => {
    stopLoad.abort();
    await users;
    return sent;
  };
}
const stopLoad = new AbortController();

const REDIS = envelopeOf('redis');
const inRedis = (series: string) => `${series}{name="auren-redis"}`;
const cpuSeconds = (mode: string) => `node_cpu_seconds_total{cpu="0",mode="${mode}"}`;

function hostAt(usedPct: { cpu: number; memory: number; disk: number }): void {
  host.grow(cpuSeconds('user'), usedPct.cpu / 100);
  host.grow(cpuSeconds('idle'), 1 - usedPct.cpu / 100);
  host.set('node_memory_MemTotal_bytes', 100);
  host.set('node_memory_MemAvailable_bytes', 100 - usedPct.memory);
  host.set('node_filesystem_size_bytes{mountpoint="/",fstype="ext4"}', 100);
  host.set('node_filesystem_avail_bytes{mountpoint="/",fstype="ext4"}', 100 - usedPct.disk);
}

function heal(): void {
  fault = '';
  hostAt({ cpu: 30, memory: 50, disk: 40 });
  redis.set('redis_up', 1);
  redis.grow('redis_commands_processed_total', REDIS.requestsPerS / 2);
  containers.grow(inRedis('container_cpu_usage_seconds_total'), REDIS.cpuPct / 100 / 2);
  containers.set(inRedis('container_memory_working_set_bytes'), REDIS.memoryBytes / 2);
}

/** Everything at once: slow, failing, full, down and beyond its row. */
function harm(): void {
  fault = `delay=${alerts.apiResponseTime.thresholdMs + 300}ms;error=30%,status=503`;
  hostAt({ cpu: 97, memory: 97, disk: 97 });
  redis.set('redis_up', 0);
  redis.grow('redis_commands_processed_total', REDIS.requestsPerS * 3);
  containers.grow(inRedis('container_cpu_usage_seconds_total'), (REDIS.cpuPct / 100) * 4);
  containers.set(inRedis('container_memory_working_set_bytes'), REDIS.memoryBytes * 2);
}

/** Each alert's states over the whole run, as Prometheus recorded them at every evaluation. */
async function history(): Promise<Map<string, { state: string; at: number[] }[]>> {
  const found = new Map<string, { state: string; at: number[] }[]>();
  for (const { metric, values } of await prometheus.query(`ALERTS{instance!="${realHostAddress || 'none'}"}[30m]`)) {
    const key = keyOf(metric.alertname ?? '', metric.service ?? metric.series);
    found.set(key, [...(found.get(key) ?? []), { state: metric.alertstate ?? '', at: values.map(([at]) => at) }]);
  }
  return found;
}

async function statesNow(): Promise<string[]> {
  const now = await prometheus.query(`ALERTS{instance!="${realHostAddress || 'none'}"}`);
  return now.map(
    ({ metric }) => `${metric.alertstate} ${keyOf(metric.alertname ?? '', metric.service ?? metric.series)}`,
  );
}

function keyOf(name: string, of: string | undefined): string {
  return of === undefined ? name : `${name} of ${of}`;
}

async function waitUntil(what: string, isSo: (states: string[]) => boolean): Promise<void> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  let states = await statesNow();
  while (!isSo(states)) {
    assert.ok(Date.now() < giveUpAt, `${what} for ${PATIENCE_MS / 1000} s; states: ${states.join(', ') || 'none'}`);
    await pause(200);
    states = await statesNow();
  }
}

/** Alerts that the harm has to fire: all but those of services that have no stand-in, and of silence. */
const EXPECTED = allAlerts().filter(({ kind, service }) => kind !== 'silence' && (service ?? 'redis') === 'redis');
const keyOfAlert = ({ name, service, labels }: Alert) => keyOf(shownName(name), service ?? labels?.series);
const SILENT = allAlerts().filter(
  ({ kind, labels }) => kind === 'silence' && /instance:|^undefined/.test(String(labels?.series)),
);

/** Pending first where there is a time to wait, for at least that time; then firing. */
function checkOrder(expected: readonly Alert[], seen: Awaited<ReturnType<typeof history>>): void {
  const evaluationS = monitoring.scrapeInterval.valueS * SCALE;
  for (const alert of expected) {
    const states = seen.get(keyOfAlert(alert)) ?? [];
    const at = (state: string) => states.filter((one) => one.state === state).flatMap((one) => one.at);
    const [pendingAt, firingAt] = [Math.min(...at('pending')), Math.min(...at('firing'))];
    assert.ok(Number.isFinite(firingAt), `${keyOfAlert(alert)} fired`);
    if (alert.forS === 0) continue;
    const waitedS = firingAt - pendingAt;
    assert.ok(waitedS >= alert.forS * SCALE - evaluationS, `${keyOfAlert(alert)} waited ${waitedS} s`);
  }
}

describe('alerts by a real Prometheus', { skip }, () => {
  before(async () => {
    [host, redis, containers] = await Promise.all([startStandIn(), startStandIn(), startStandIn()]);
    heal();
    target = await spawnTarget([], { root, env: { PATH: process.env.PATH } });
    folder = await mkdtemp(join(tmpdir(), 'alerts-'));
    realHostAddress = await startRealHost();
    prometheus = await startPrometheus(
      {
        'auren-api': [target.url.replace('http://', '')],
        node: [host.address, ...(realHostAddress ? [realHostAddress] : [])],
        redis: [redis.address],
        containers: [containers.address],
      },
      SCALE,
    );
    endLoad = startLoad();
  });
  after(async () => {
    await endLoad?.();
    await prometheus?.stop();
    await down(join(folder, 'stack'));
    await rm(folder, { recursive: true, force: true });
    await target?.stop();
    await Promise.all([host, redis, containers].map((standIn) => standIn?.close()));
  });

  test('a healthy run fires nothing, and is seen', async () => {
    // Longer than the window and every waiting time of the rules.
    const longestS = Math.max(...allAlerts().map(({ forS }) => forS), monitoring.rateWindow.valueS);
    await pause((longestS + monitoring.rateWindow.valueS) * SCALE * 1000);
    const seen = await history();
    const fired = [...seen].filter(([, states]) => states.some(({ state }) => state === 'firing'));
    assert.deepEqual(fired, []);
    for (const record of ['api:http_request_duration_seconds:p95', 'instance:cpu_usage:percent', 'service:up:bool']) {
      assert.ok((await prometheus.query(record)).length > 0, `${record} is recorded`);
    }
  });

  test('under harm every alert waits its time and fires; healed, every one resolves', async () => {
    harm();
    const wanted = EXPECTED.map((alert) => `firing ${keyOfAlert(alert)}`);
    await waitUntil('not all alerts fired', (states) => wanted.every((state) => states.includes(state)));
    heal();
    await waitUntil('not all alerts resolved', (states) => states.length === 0);
    checkOrder(EXPECTED, await history());
  });

  test('an exporter that goes silent is told of, and so is each figure that is gone with it', async () => {
    // The steered host alone measures the host from here on: a real one would keep the series alive.
    await down(join(folder, 'stack'));
    await host.close();
    const wanted = SILENT.map((alert) => `firing ${keyOfAlert(alert)}`);
    assert.ok(wanted.length >= 4, wanted.join(', '));
    await waitUntil('silence was not told of', (states) => wanted.every((state) => states.includes(state)));
    await host.open();
    await waitUntil('silence was not resolved', (states) => states.length === 0);
    checkOrder(SILENT, await history());
  });

  test('all names of alerts were seen to fire', async () => {
    const fired = new Set<string>();
    for (const [key, states] of await history()) {
      if (states.some(({ state }) => state === 'firing')) fired.add(key.split(' ')[0]!);
    }
    const names = new Set(allAlerts().map(({ name }) => shownName(name)));
    assert.deepEqual([...fired].sort(), [...names].sort());
  });
});
