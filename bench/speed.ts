// Speed: requests per CPU-second beside other load generators, and what more threads give.
import { availableParallelism } from 'node:os';
import { type Figure, median } from './figures.ts';
import {
  BARE_SCRIPT,
  type Generator,
  generators,
  requestsPerCpuS,
  runnerCommand,
  summaryIn,
  withScript,
} from './generators.ts';
import { run } from './processes.ts';

/** Seconds that each generator is measured for. */
const LOAD_S = 3;

/** Rounds in which all generators take turns; their medians count. */
const ROUNDS = 3;

/** Requests per CPU-second of the generator's process, side by side. */
export function throughput(url: string): Promise<Figure[]> {
  return withScript(BARE_SCRIPT, async (script) => {
    const figures: Figure[] = [];
    for (const connections of [50, 500]) {
      const all = generators(script);
      const rates = await ratesOf(all, url, connections);
      for (const { name } of all) {
        const value = rates.get(name);
        figures.push({
          name: `${name}, ${connections} connections`,
          value,
          unit: 'req/CPU-s',
          note: value === undefined ? 'not on this machine' : `start-up taken off, median of ${ROUNDS}`,
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

/** By name, for those that are on this machine. */
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
