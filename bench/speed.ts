// Speed: requests per CPU-second compared with other load generators, and what more threads gain.
import { type Figure, median } from './figures.ts';
import {
  BARE_SCRIPT,
  type Generator,
  generators,
  LOCAL_RUNNER,
  requestsPerCpuS,
  runnerCommand,
  summaryIn,
  withScript,
} from './generators.ts';
import { type Ran, run } from './processes.ts';

/** Seconds that each generator is measured for. */
const LOAD_S = 3;

/** Rounds in which all generators take turns; their medians count. */
const ROUNDS = 3;

/** Least ratio to autocannon, by connections. */
const GOALS = { 50: 0.7, 500: 0.6 };

/** Requests per CPU-second of the generators' processes, side by side; `peers` are those of the command line. */
export function throughput(url: string, peers: readonly Generator[]): Promise<Figure[]> {
  return withScript(BARE_SCRIPT, async (script) => {
    const figures: Figure[] = [];
    for (const [connections, least] of Object.entries(GOALS)) {
      const all = [...generators(script), ...peers];
      const rates = await ratesOf(all, url, Number(connections));
      for (const { name } of all) {
        const value = rates.get(name);
        figures.push({
          name: `${name}, ${connections} connections`,
          value,
          unit: 'req/CPU-s',
          note: value === undefined ? 'not on this machine' : `start-up taken off, median of ${ROUNDS}`,
        });
      }
      for (const peer of ['autocannon', 'artillery', ...peers.map(({ name }) => name)]) {
        const [own, other] = [rates.get(LOCAL_RUNNER), rates.get(peer)];
        const value = own !== undefined && other !== undefined ? own / other : undefined;
        const note = value === undefined ? `${peer} is not on this machine` : 'requests per CPU-second';
        const goal = peer === 'autocannon' ? { goal: { least } } : {};
        figures.push({ name: `ratio to ${peer}, ${connections} connections`, value, unit: 'x', ...goal, note });
      }
    }
    return figures;
  });
}

/** By their names, for those that are on this machine. */
async function ratesOf(all: readonly Generator[], url: string, connections: number): Promise<Map<string, number>> {
  const rates = new Map<string, number[]>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const generator of all) {
      if (!generator.command) continue;
      const rate = await requestsPerCpuS(generator, url, connections, LOAD_S);
      rates.set(generator.name, [...(rates.get(generator.name) ?? []), rate]);
    }
  }
  return new Map([...rates].map(([name, several]) => [name, median(several)]));
}

/**
 * What a second thread gains. The server takes CPU of the same machine: with two cores the rate of the clock says little, so the
 * server is counted out: requests per CPU-second of the generator, times its threads.
 */
export function threads(url: string): Promise<Figure[]> {
  return withScript(BARE_SCRIPT, async (script) => {
    const figures: Figure[] = [];
    for (const vus of [50, 500, 5000]) {
      const rates = new Map<number, number[]>([1, 2].map((count) => [count, []]));
      for (let round = 0; round < ROUNDS; round++) {
        for (const [count, several] of rates) {
          const [short, long] = [
            await runFor(script, url, vus, count, 1),
            await runFor(script, url, vus, count, 1 + LOAD_S),
          ];
          several.push((requestsOf(long) - requestsOf(short)) / Math.max(0.01, long.cpuS - short.cpuS));
          if (round === ROUNDS - 1) figures.push(...clockFigures(long, vus, count));
        }
      }
      const [one, two] = [...rates.values()].map(median) as [number, number];
      figures.push({
        name: `two threads to one, ${vus} VUs`,
        value: (2 * two) / one,
        unit: 'x',
        ...(vus === 500 && { goal: { least: 1.7 } }),
        note: `server counted out, median of ${ROUNDS}`,
      });
    }
    return figures;
  });
}

function runFor(script: string, url: string, vus: number, threadCount: number, seconds: number): Promise<Ran> {
  const load = ['--vus', String(vus), '--duration', `${seconds}s`, '--threads', String(threadCount)];
  return run(runnerCommand(script, ...load), { BASE_URL: url });
}

function requestsOf(ran: Ran): number {
  return summaryIn(ran).metrics.http_reqs?.values.count ?? 0;
}

/** What a user sees of a run: the rate of the clock, and the response time while the generator is busy. */
function clockFigures(ran: Ran, vus: number, threadCount: number): Figure[] {
  const { metrics, state } = summaryIn(ran);
  const where = `${vus} VUs, ${threadCount} ${threadCount === 1 ? 'thread' : 'threads'}`;
  return [
    {
      name: where,
      value: (metrics.http_reqs?.values.count ?? 0) / (state.testRunDurationMs / 1000),
      unit: 'req/s',
      note: `${state.generator?.threads} threads at work; the server takes CPU of the same machine`,
    },
    {
      name: `http_req_duration, average, ${where}`,
      value: metrics.http_req_duration?.values.avg,
      unit: 'ms',
      ...(vus === 500 && threadCount === 1 && { goal: { most: 1 } }),
      note: 'without pauses: the thread is busy all the time',
    },
  ];
}
