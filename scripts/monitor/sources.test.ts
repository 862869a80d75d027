// Where the monitor's figures come from: /proc, one timed request, docker stats, Prometheus's alerts.

import assert from 'node:assert/strict';
import { chmod, writeFile } from 'node:fs/promises';
import type { RequestListener, Server } from 'node:http';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { testFolder } from 'k6-kit/folder.fixture';
import { testServer } from 'k6-kit/server.fixture';
import type { ServiceName } from '../../thresholds/baselines.ts';
import { readActiveAlerts } from './active-alerts.ts';
import { timeRequest } from './api-timing.ts';
import { parseStats, readContainers } from './docker.ts';
import { countConnections, isListening, parseCpuS, parseSockets, readProcesses, readSockets } from './proc.ts';
import { servicesBetween } from './services.ts';

const isLinux = process.platform === 'linux';

async function withServer(
  listener: RequestListener,
  use: (url: string, server: Server) => Promise<void>,
): Promise<void> {
  const { url, server, close } = await testServer(listener);
  await use(url, server).finally(close);
}

describe('sockets', () => {
  const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:18EB 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 100 1 0 100 0 0 10 0
   1: 0100007F:18EB 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 101 1 0 20 4 30 10 -1
   2: 0100007F:C350 0100007F:18EB 06 00000000:00000000 00:00000000 00000000     0        0 0 3 0
`;

  it('are counted by state, and a port that listens is told from one that is only used', () => {
    const sockets = parseSockets(TABLE);
    assert.deepEqual(countConnections(sockets), { established: 1, listening: 1, timeWait: 1 });
    assert.equal(isListening(sockets, 6379), true);
    assert.equal(isListening(sockets, 50_000), false);
  });

  it('of this machine hold a server of ours', { skip: !isLinux }, async () => {
    await withServer(
      (_, response) => void response.end(),
      async (url) => {
        const sockets = (await readSockets()) ?? assert.fail('no /proc/net/tcp');
        assert.equal(isListening(sockets, Number(new URL(url).port)), true);
      },
    );
  });
});

describe('processes', () => {
  it("a stat line gives user and system time, also where the program's name holds brackets and blanks", () => {
    assert.equal(parseCpuS('42 (a) b) S 1 42 42 0 -1 4194304 100 0 0 0 250 50 0 0 20 0 1 0 100'), 3);
  });

  it('of this machine hold our own, with its memory', { skip: !isLinux }, async () => {
    const own = (await readProcesses()).find(({ pid }) => pid === process.pid);
    assert.ok(own && own.memoryBytes > 10e6 && own.cpuS > 0, JSON.stringify(own));
  });

  // Command line, the service that it is.
  const COMMANDS: [string, ServiceName | null][] = [
    ['/usr/lib/postgresql/15/bin/postgres -D /data', 'postgresql'],
    ['postgres: checkpointer', 'postgresql'],
    ['/usr/bin/redis-server 127.0.0.1:6379', 'redis'],
    ['/venv/bin/python /venv/bin/chroma run --path /data', 'chromadb'],
    ['/venv/bin/python /venv/bin/gunicorn auren.api:app', 'aurenAPI'],
    ['node --import tsx scripts/cli.ts target --port 8080', 'aurenAPI'],
    ['node scripts/start/start.js target --port 8080', 'aurenAPI'],
    ['node /home/a/.npm/_npx/35/node_modules/.bin/perf target', 'aurenAPI'],
    ['perf stat --target 1', null],
    ['nginx: worker process', 'nginx'],
    ['java -Xmx1G kafka.Kafka config/server.properties', 'kafka'],
    ['vim postgres-notes.txt', null],
    ['redis-cli monitor', null],
  ];
  for (const [command, expected] of COMMANDS) {
    it(`${command} is ${expected ?? 'no service'}`, () => {
      const look = { atMs: 0, processes: [{ pid: 1, command, cpuS: 0, memoryBytes: 0 }] };
      const found = servicesBetween(null, look, null, {}).filter(({ processes }) => processes > 0);
      assert.deepEqual(
        found.map(({ name }) => name),
        expected === null ? [] : [expected],
      );
    });
  }

  it("a service's CPU is that of its processes of both looks, its memory that of all", () => {
    const at = (pid: number, cpuS: number) => ({ pid, command: 'nginx: worker process', cpuS, memoryBytes: 5e6 });
    const before = { atMs: 1000, processes: [at(1, 10), at(2, 3)] };
    const after = { atMs: 3000, processes: [at(1, 10.5), at(3, 40)] };
    const nginx = servicesBetween(before, after, [], { nginx: 8081 }).find(({ name }) => name === 'nginx');
    assert.deepEqual(nginx, {
      name: 'nginx',
      label: 'Nginx',
      port: 8081,
      isListening: false,
      processes: 2,
      cpuPct: 25,
      memoryMb: 10,
    });
  });

  it('a service without a process has no figures', () => {
    const none = { atMs: 0, processes: [] };
    for (const { cpuPct, memoryMb, isListening: up } of servicesBetween(none, { ...none, atMs: 1 }, null, {})) {
      assert.deepEqual([cpuPct, memoryMb, up], [null, null, null]);
    }
  });
});

describe('the timed request', () => {
  it('gives status, connect and total time; a redirect is not followed', async () => {
    const delayMs = 80;
    await withServer(
      (_, response) => void setTimeout(() => response.writeHead(302, { location: '/elsewhere' }).end('x'), delayMs),
      async (url) => {
        const timing = await timeRequest(url);
        assert.equal(timing.status, 302);
        assert.equal(timing.error, null);
        // Timers may fire a fraction of a millisecond early.
        assert.ok(timing.totalMs !== null && timing.totalMs >= delayMs - 1, `${timing.totalMs} ms`);
        assert.ok(timing.connectMs !== null && timing.connectMs < timing.totalMs, `${timing.connectMs} ms`);
      },
    );
  });

  it('a hanging answer, a cut one and a closed port are told as such', async () => {
    await withServer(
      () => undefined,
      async (url) => assert.match((await timeRequest(url, 100)).error ?? '', /no complete answer within 0\.1 s/),
    );
    await withServer(
      (_, response) => {
        response.writeHead(200, { 'content-length': '10' }).write('x');
        setTimeout(() => response.destroy(), 20);
      },
      async (url) => {
        const timing = await timeRequest(url);
        assert.deepEqual([timing.status, timing.totalMs], [200, null]);
        assert.ok(timing.error);
      },
    );
    let closed = '';
    await withServer(
      () => undefined,
      async (url) => {
        closed = url;
      },
    );
    assert.equal((await timeRequest(closed)).error, 'ECONNREFUSED');
  });
});

describe('containers', () => {
  const folder = testFolder();
  const docker = async (script: string) => {
    await writeFile(join(folder, 'docker'), `#!/bin/sh\n${script}\n`);
    await chmod(join(folder, 'docker'), 0o755);
    return readContainers(`${folder}:/usr/bin:/bin`);
  };

  it('come from docker stats, a line each', async () => {
    const line = '{"Name":"auren-redis","CPUPerc":"4.25%","MemPerc":"1.50%","MemUsage":"12MiB / 1GiB"}';
    const { containers } = await docker(`[ "$1" = stats ] && echo '${line}'`);
    assert.deepEqual(containers, [{ name: 'auren-redis', cpuPct: 4.25, memoryPct: 1.5 }]);
  });

  it('a figure that Docker does not know yet is none, and a line that is not JSON is passed over', () => {
    const text = 'WARNING: something\n{"Name":"a","CPUPerc":"--","MemPerc":"--"}\n';
    assert.deepEqual(parseStats(text), [{ name: 'a', cpuPct: null, memoryPct: null }]);
  });

  it('a Docker that fails is a note; without Docker there is nothing to say', async () => {
    const { containers, note } = await docker('exit 1');
    assert.equal(containers, null);
    assert.match(note ?? '', /docker stats failed/);
    assert.deepEqual(await readContainers(join(folder, 'nowhere')), { containers: null });
  });
});

describe('active alerts', () => {
  it('are those of Prometheus', async () => {
    const alert = {
      state: 'firing',
      labels: { alertname: 'AurenCpuUsage' },
      annotations: { summary: 'CPU Usage is 91.0 %' },
      activeAt: '2026-01-31T12:00:00Z',
    };
    await withServer(
      (_, response) => void response.end(JSON.stringify({ status: 'success', data: { alerts: [alert] } })),
      async (url) => {
        const expected = [{ name: 'AurenCpuUsage', state: 'firing', summary: 'CPU Usage is 91.0 %' }];
        assert.deepEqual(await readActiveAlerts(`${url}/`), { alerts: expected });
      },
    );
  });

  it('a Prometheus that answers nonsense is a note; without one nothing is asked', async () => {
    await withServer(
      (_, response) => void response.end('<html>'),
      async (url) => assert.match((await readActiveAlerts(url)).note ?? '', /does not answer/),
    );
    assert.deepEqual(await readActiveAlerts(undefined), { alerts: null });
  });
});
