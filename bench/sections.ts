// What the bench measures. Each section is short, on loopback, and gives figures beside the goals of the local runner.

import { existsSync, mkdirSync } from 'node:fs';
import { availableParallelism, freemem } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Figure } from './figures.ts';
import {
  BARE_SCRIPT,
  generators,
  requestsPerCpuS,
  runnerCommand,
  summaryIn,
  withScript,
  wrkLatency,
} from './generators.ts';
import { findCommand, type Ran, run } from './processes.ts';

/** Seconds that each generator is measured for. */
const LOAD_S = 3;

/** Requests per CPU-second of the generator's process, side by side. */
export function throughput(url: string): Promise<Figure[]> {
  return withScript(BARE_SCRIPT, async (script) => {
    const figures: Figure[] = [];
    for (const connections of [50, 500]) {
      const rates = new Map<string, number>();
      for (const generator of generators(script)) {
        const name = `${generator.name}, ${connections} connections`;
        const rate = generator.command && (await requestsPerCpuS(generator, url, connections, LOAD_S));
        if (rate !== undefined) rates.set(generator.name, rate);
        figures.push({
          name,
          value: rate,
          unit: 'req/CPU-s',
          note: rate === undefined ? 'not on this machine' : 'start-up taken off',
        });
      }
      for (const [peer, least] of [
        ['autocannon', 0.3],
        ['artillery', 8],
      ] as const) {
        const [own, other] = [rates.get('local runner'), rates.get(peer)];
        const value = own !== undefined && other !== undefined ? own / other : undefined;
        const note = value === undefined ? `${peer} is not on this machine` : 'requests per CPU-second';
        figures.push({ name: `ratio to ${peer}, ${connections} connections`, value, unit: 'x', goal: { least }, note });
      }
    }
    return figures;
  });
}

/** Megabytes of free memory that 10,000 VUs are tried with at least. */
const ROOM_FOR_ALL_MB = 10_000;

/** Each VU sends one request and waits until all have: sandboxes and sockets exist at the same time. */
const ONE_EACH = `${BARE_SCRIPT.replace("/api/health');", "/api/health');\n  sleep(0.5);")}
import { sleep } from 'k6';
export const options = { scenarios: { one: { executor: 'per-vu-iterations', vus: Number(__ENV.VUS), iterations: 1 } } };
`;

/** Memory and start-up of a VU. */
export function size(url: string): Promise<Figure[]> {
  return withScript(ONE_EACH, async (script) => {
    const measure = (vus: number): Promise<Ran> =>
      run(runnerCommand(script, '--threads', '1'), { BASE_URL: url, VUS: String(vus) });
    const one = await measure(1);
    const figures: Figure[] = [];
    for (const vus of [100, 1000, 10_000]) {
      if (vus > 1000 && freemem() / 1e6 < ROOM_FOR_ALL_MB) {
        figures.push({
          name: `memory, ${vus} VUs`,
          value: undefined,
          unit: 'MB',
          note: `less than ${ROOM_FOR_ALL_MB} MB are free`,
        });
        continue;
      }
      const ran = await measure(vus);
      const sent = ran.exitCode === 0 ? summaryIn(ran).metrics.http_reqs?.values.count : 0;
      const note = sent === vus ? 'one request each, sockets open' : `only ${sent} requests, exit code ${ran.exitCode}`;
      figures.push(
        {
          name: `memory per VU, ${vus} VUs`,
          value: (ran.peakMb - one.peakMb) / (vus - 1),
          unit: 'MB',
          goal: { most: 0.4 },
          note,
        },
        {
          name: `start-up per VU, ${vus} VUs`,
          value: ((ran.cpuS - one.cpuS) / (vus - 1)) * 1000,
          unit: 'ms CPU',
          goal: { most: 5 },
          note: 'first iteration included',
        },
      );
      if (vus === 10_000)
        figures.push({
          name: 'memory, 10000 VUs in one process',
          value: ran.peakMb / 1000,
          unit: 'GB',
          goal: { most: 5 },
          note,
        });
    }
    return figures;
  });
}

const SUITE_SCRIPT = fileURLToPath(new URL('../dist/stress-health.js', import.meta.url));
/** The pace of the suite's VUs (out of step, as theirs), a check as its own, nothing else. */
const BARE_PACED = `import http from 'k6/http';
import { check, sleep } from 'k6';
export default function () {
  check(http.get(__ENV.BASE_URL + '/api/health'), { ok: (answer) => typeof answer.json().status === 'string' });
  sleep(0.25 + 0.5 * Math.random());
}
export const handleSummary = (data) => ({ stdout: JSON.stringify(data) + '\\n' });
`;

/** Pairs of runs that the suite's cost is the median of. */
const PAIRS = 5;

/**
 * CPU of an iteration of the suite's own script against that of a bare one at the same pace. Both run at the same time: what
 * disturbs the machine disturbs both.
 */
export function suiteCost(url: string): Promise<Figure[]> {
  if (!existsSync(SUITE_SCRIPT)) {
    return Promise.resolve([
      { name: 'suite script to bare script', value: undefined, unit: 'x', note: 'no bundle: npm run build' },
    ]);
  }
  return withScript(BARE_PACED, async (bare) => {
    const pairs: { suite: number; plain: number }[] = [];
    for (let pair = 0; pair < PAIRS; pair++) {
      const [suite, plain] = await cpuPerIteration([SUITE_SCRIPT, bare], url, bare);
      pairs.push({ suite: suite as number, plain: plain as number });
    }
    const ratios = pairs.map(({ suite, plain }) => suite / plain).sort((a, b) => a - b);
    const spread = `${(ratios[0] as number).toFixed(2)} to ${(ratios.at(-1) as number).toFixed(2)}`;
    return [
      {
        name: 'suite script, an iteration',
        value: median(pairs.map(({ suite }) => suite)),
        unit: 'ms CPU',
        note: 'dist/stress-health.js, start-up taken off',
      },
      {
        name: 'bare script, an iteration',
        value: median(pairs.map(({ plain }) => plain)),
        unit: 'ms CPU',
        note: 'get, check and sleep',
      },
      {
        name: 'suite script to bare script',
        value: median(ratios),
        unit: 'x',
        goal: { most: 1.25 },
        note: `CPU of an iteration, median of ${PAIRS} pairs (${spread})`,
      },
    ];
  });
}

/** Milliseconds for each script, side by side. `beside`: a file whose folder takes the results, so that they do not count as the suite's. */
async function cpuPerIteration(scripts: readonly string[], url: string, beside: string): Promise<number[]> {
  const cwd = dirname(beside);
  mkdirSync(join(cwd, 'results'), { recursive: true });
  const measure = (script: string, iterations: number): Promise<Ran> => {
    const load = ['--vus', '300', '--iterations', String(iterations), '--no-thresholds', '--threads', '1'];
    return run(runnerCommand(script, ...load), { BASE_URL: url }, cwd);
  };
  const few = await Promise.all(scripts.map((script) => measure(script, 600)));
  const many = await Promise.all(scripts.map((script) => measure(script, 6600)));
  return many.map((ran, index) => ((ran.cpuS - (few[index] as Ran).cpuS) / 6000) * 1000);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Requests per second of the clock, with the VUs in one thread and over several. */
export function threads(url: string): Promise<Figure[]> {
  return withScript(BARE_SCRIPT, async (script) => {
    const figures: Figure[] = [];
    for (const count of [...new Set([1, 2, availableParallelism()])]) {
      const load = ['--vus', '500', '--duration', `${LOAD_S}s`, '--threads', String(count)];
      const ran = await run(runnerCommand(script, ...load), { BASE_URL: url });
      const { metrics, state } = summaryIn(ran);
      const sent = metrics.http_reqs?.values.count ?? 0;
      figures.push(
        {
          name: `500 VUs, ${count} ${count === 1 ? 'thread' : 'threads'}`,
          value: sent / (state.testRunDurationMs / 1000),
          unit: 'req/s',
          note: `${state.generator?.threads} threads at work; the server takes CPU of the same machine`,
        },
        {
          name: `memory, 500 VUs, ${count} ${count === 1 ? 'thread' : 'threads'}`,
          value: ran.peakMb,
          unit: 'MB',
          note: 'peak of the process',
        },
      );
    }
    return figures;
  });
}

/** Percentiles against what the server itself measured, at up to half of what the runner can do. `url`: the delay server. */
export function accuracy(url: string): Promise<Figure[]> {
  const script = BARE_SCRIPT.replace(
    'export default',
    `export const options = {
  summaryTrendStats: ['avg', 'p(50)', 'p(95)', 'p(99)', 'count'],
  scenarios: { open: { executor: 'constant-arrival-rate', rate: Number(__ENV.RATE), duration: '5s', preAllocatedVUs: 300 } },
};
export default`,
  );
  return withScript(script, async (path) => {
    const figures: Figure[] = [];
    for (const rate of [100, 1000, 2000]) {
      await (await fetch(`${url}/figures`)).text();
      const { metrics, state } = summaryIn(await run(runnerCommand(path), { BASE_URL: url, RATE: String(rate) }));
      const truth = (await (await fetch(`${url}/figures`)).json()) as Record<string, number>;
      const seen = metrics.http_req_duration?.values ?? {};
      for (const [own, theirs] of [
        ['avg', 'avg'],
        ['p(50)', 'p50'],
        ['p(95)', 'p95'],
        ['p(99)', 'p99'],
      ] as const) {
        const [client, server] = [seen[own] ?? Number.NaN, truth[theirs] ?? Number.NaN];
        const note = `client ${client.toFixed(2)}, server ${server.toFixed(2)} ms${state.generator?.reliable === false ? '; the runner says: not reliable' : ''}`;
        const value = Math.abs(client - server);
        figures.push({
          name: `${theirs} off the server's, ${rate} req/s`,
          value,
          unit: 'ms',
          goal: { most: Math.max(1, Math.round(server * 3) / 100) },
          note,
        });
      }
      figures.push({
        name: `requests the server did not see, ${rate} req/s`,
        value: (seen.count ?? 0) - (truth.count ?? 0),
        unit: '',
        goal: { least: 0, most: 0 },
        note: `${seen.count} sent`,
      });
    }
    return figures;
  });
}

/** Seconds: the tail of the delays needs some thousand requests. */
const WRK_S = 8;
/** Connections of the closed model that percentiles are compared with wrk's at: some 1,000 requests/s and less. */
const CLOSED = [5, 20];

/** Percentiles against wrk's, both at the same time with the same number of connections. `url`: the delay server. */
export function beside(url: string): Promise<Figure[]> {
  const wrk = findCommand('wrk');
  if (!wrk)
    return Promise.resolve([
      { name: "percentiles beside wrk's", value: undefined, unit: 'ms', note: 'wrk is missing' },
    ]);
  const script = BARE_SCRIPT.replace(
    'export default',
    "export const options = { summaryTrendStats: ['avg', 'p(50)', 'p(90)', 'p(99)', 'count'] };\nexport default",
  );
  return withScript(script, async (path) => {
    const figures: Figure[] = [];
    for (const connections of CLOSED) {
      const load = ['--vus', String(connections), '--duration', `${WRK_S}s`, '--threads', '1'];
      const [peers, ran] = await Promise.all([
        run([wrk, '-t1', `-c${connections}`, `-d${WRK_S}s`, '--latency', `${url}/api/health`]),
        run(runnerCommand(path, ...load), { BASE_URL: url }),
      ]);
      const [theirs, { metrics }] = [wrkLatency(peers), summaryIn(ran)];
      const own = metrics.http_req_duration?.values ?? {};
      for (const [name, key] of [
        ['avg', 'avg'],
        ['p50', 'p(50)'],
        ['p90', 'p(90)'],
        ['p99', 'p(99)'],
      ] as const) {
        const [runner, peer] = [own[key] ?? Number.NaN, theirs[name]];
        figures.push({
          name: `${name} off wrk's, ${connections} connections`,
          value: Math.abs(runner - peer),
          unit: 'ms',
          goal: { most: Math.max(1, Math.round(peer * 3) / 100) },
          note: `runner ${runner.toFixed(2)}, wrk ${peer.toFixed(2)} ms, ${own.count} requests`,
        });
      }
    }
    return figures;
  });
}
