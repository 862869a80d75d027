// Cost: memory and start-up of a VU, and what the suite's own script takes beside a bare one.
import { existsSync, mkdirSync } from 'node:fs';
import { freemem } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Figure, median } from './figures.ts';
import { BARE_SCRIPT, runnerCommand, summaryIn, withScript } from './generators.ts';
import { type Ran, run } from './processes.ts';

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
      // Figures of a run that was cut short say nothing.
      const measured = (value: number): number | undefined => (sent === vus ? value : undefined);
      const note = sent === vus ? 'one request each, sockets open' : `only ${sent} requests, exit code ${ran.exitCode}`;
      figures.push(
        {
          name: `memory per VU, ${vus} VUs`,
          value: measured((ran.peakMb - one.peakMb) / (vus - 1)),
          unit: 'MB',
          goal: { most: 0.4 },
          note,
        },
        {
          name: `start-up per VU, ${vus} VUs`,
          value: measured(((ran.cpuS - one.cpuS) / (vus - 1)) * 1000),
          unit: 'ms CPU',
          goal: { most: 5 },
          note: 'first iteration included',
        },
      );
      if (vus === 10_000)
        figures.push({
          name: 'memory, 10000 VUs in one process',
          value: measured(ran.peakMb / 1000),
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
