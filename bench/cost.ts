// Cost: memory and start-up of a VU, and what the suite's own script takes compared with a bare one.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Figure, median } from './figures.ts';
import { runnerCommand, summaryIn, withScript } from './generators.ts';
import { openFiles, type Ran, run } from './processes.ts';
import { ADDRESSES } from './servers.ts';

const SUITE_SCRIPT = fileURLToPath(new URL('../dist/stress-health.js', import.meta.url));
const NO_BUNDLE = 'no bundle: npm run build';

/** VUs of one process and the most memory that they may take, GB. */
const SIZES = { 100: undefined, 1000: undefined, 10000: 0.8, 30000: 2.2 };

/** Files that a process has open besides its sockets, with room to spare. */
const OTHER_FILES = 200;

/** The suite's bundle, one iteration for each VU, spread over nginx's addresses; sockets stay open until the end, or only for their iteration. */
const oneEach = (): string => `import './address.js';
import iterate from ${JSON.stringify(SUITE_SCRIPT)};
export const options = {
  noConnectionReuse: __ENV.CLOSES === 'yes',
  scenarios: { one: { executor: 'per-vu-iterations', vus: Number(__ENV.VUS), iterations: 1, maxDuration: '150s' } },
};
export default iterate;
export const handleSummary = (data) => ({ stdout: JSON.stringify(data) + '\\n' });
`;
const ADDRESS = `const addresses = ${JSON.stringify(ADDRESSES)};
__ENV.BASE_URL = __ENV.BASE_URL.replace('127.0.0.1', addresses[__VU % addresses.length]);
`;

/** Memory and start-up of a VU with the suite's bundle. */
export function size(url: string): Promise<Figure[]> {
  if (!existsSync(SUITE_SCRIPT))
    return Promise.resolve([{ name: 'memory per VU', value: undefined, unit: 'KB', note: NO_BUNDLE }]);
  return withScript(oneEach(), async (script) => {
    writeFileSync(join(dirname(script), 'address.js'), ADDRESS);
    const files = openFiles();
    const mostSockets = files - OTHER_FILES;
    const measure = (vus: number, ...args: string[]): Promise<Ran> => {
      const env = { BASE_URL: url, VUS: String(vus), CLOSES: vus > mostSockets ? 'yes' : 'no' };
      return run(runnerCommand(script, '--threads', '1', ...args), env);
    };
    const one = await measure(1);
    const figures: Figure[] = [];
    for (const [vus, mostGb] of Object.entries(SIZES).map(([count, most]) => [Number(count), most] as const)) {
      const ran = await measure(vus);
      const sent = ran.exitCode === 0 ? summaryIn(ran).metrics.http_reqs?.values.count : 0;
      // Figures of a run that was cut short say nothing.
      const measured = (value: number): number | undefined => (sent === vus ? value : undefined);
      const sockets = vus > mostSockets ? `sockets closed: a process may open ${files} files` : 'sockets open';
      const note = sent === vus ? `one request each, ${sockets}` : `only ${sent} requests, exit code ${ran.exitCode}`;
      const perVu = (total: number, single: number): number | undefined => measured((total - single) / (vus - 1));
      figures.push({
        name: `memory per VU, ${vus} VUs`,
        value: perVu(ran.peakMb * 1000, one.peakMb * 1000),
        unit: 'KB',
        ...(vus === 10_000 && { goal: { most: 60 } }),
        note,
      });
      if (mostGb !== undefined)
        figures.push({
          name: `memory, ${vus} VUs in one process`,
          value: measured(ran.peakMb / 1000),
          unit: 'GB',
          goal: { most: mostGb },
          note,
        });
      figures.push({
        name: `first iteration and start per VU, ${vus} VUs`,
        value: perVu(ran.cpuS * 1000, one.cpuS * 1000),
        unit: 'ms CPU',
        note: 'with its connection',
      });
      if (vus === 10_000) figures.push(await startOf(vus, one, measure));
    }
    return figures;
  });
}

/** VUs that are made and end at once: the load is over after a millisecond. */
async function startOf(
  vus: number,
  one: Ran,
  measure: (vus: number, ...args: string[]) => Promise<Ran>,
): Promise<Figure> {
  const ran = await measure(vus, '--vus', String(vus), '--iterations', String(vus), '--duration', '1ms');
  return {
    name: `start per VU, ${vus} VUs`,
    value: ran.exitCode === 0 ? ((ran.cpuS - one.cpuS) / (vus - 1)) * 1000 : undefined,
    unit: 'ms CPU',
    goal: { most: 0.5 },
    note: 'the script read, hardly an iteration',
  };
}

/** The pace of the suite's VUs (out of step, as theirs), two checks as its own, nothing else. */
const BARE_PACED = `import http from 'k6/http';
import { check, sleep } from 'k6';
export default function () {
  check(http.get(__ENV.BASE_URL + '/api/health'), {
    'answers 200': (answer) => answer.status === 200,
    ok: (answer) => typeof answer.json().status === 'string',
  });
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
    return Promise.resolve([{ name: 'suite script to bare script', value: undefined, unit: 'x', note: NO_BUNDLE }]);
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
        note: 'get, two checks and sleep',
      },
      {
        name: 'suite script to bare script',
        value: median(ratios),
        unit: 'x',
        goal: { most: 1.3 },
        note: `CPU of an iteration, median of ${PAIRS} pairs (${spread})`,
      },
    ];
  });
}

/** Milliseconds for each script, side by side. Results go next to the file `beside`, so that they do not count as the suite's. */
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
