// What the bench measures. Each section is short, on loopback, and gives figures beside the goals of the local runner.

import { existsSync, mkdirSync } from 'node:fs';
import { freemem } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Figure } from './figures.ts';
import { BARE_SCRIPT, generators, requestsPerCpuS, runnerCommand, summaryIn, withScript } from './generators.ts';
import { type Ran, run } from './processes.ts';

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
    const measure = (vus: number): Promise<Ran> => run(runnerCommand(script), { BASE_URL: url, VUS: String(vus) });
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

/** CPU of an iteration of the suite's own script against that of a bare one at the same pace. */
export function suiteCost(url: string): Promise<Figure[]> {
  if (!existsSync(SUITE_SCRIPT)) {
    return Promise.resolve([
      { name: 'suite script to bare script', value: undefined, unit: 'x', note: 'no bundle: npm run build' },
    ]);
  }
  return withScript(BARE_PACED, async (bare) => {
    const [suite, plain] = [await cpuPerIteration(SUITE_SCRIPT, url, bare), await cpuPerIteration(bare, url, bare)];
    return [
      {
        name: 'suite script, an iteration',
        value: suite,
        unit: 'ms CPU',
        note: 'dist/stress-health.js, start-up taken off',
      },
      { name: 'bare script, an iteration', value: plain, unit: 'ms CPU', note: 'get, check and sleep' },
      {
        name: 'suite script to bare script',
        value: suite / plain,
        unit: 'x',
        goal: { most: 1.25 },
        note: 'CPU of an iteration',
      },
    ];
  });
}

/** Milliseconds. `beside`: a file whose folder takes the results, so that they do not count as the suite's. */
async function cpuPerIteration(script: string, url: string, beside: string): Promise<number> {
  const cwd = dirname(beside);
  mkdirSync(join(cwd, 'results'), { recursive: true });
  const measure = (iterations: number): Promise<Ran> =>
    run(
      runnerCommand(script, '--vus', '500', '--iterations', String(iterations), '--no-thresholds'),
      {
        BASE_URL: url,
      },
      cwd,
    );
  const [few, many] = [await measure(1000), await measure(9000)];
  return ((many.cpuS - few.cpuS) / 8000) * 1000;
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
