// Latency: percentiles against those of the server itself, and against wrk's.
import { ask } from 'k6-local/ask';
import type { Figure } from './figures.ts';
import { BARE_SCRIPT, runnerCommand, summaryIn, withScript, wrkLatency } from './generators.ts';
import { findCommand, run } from './processes.ts';

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
      await ask(`${url}/figures`, { timeoutMs: 5_000 });
      const { metrics, state } = summaryIn(await run(runnerCommand(path), { BASE_URL: url, RATE: String(rate) }));
      const { text } = await ask(`${url}/figures`, { timeoutMs: 5_000 });
      const truth = JSON.parse(text) as Record<string, number>;
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
      { name: "percentiles next to wrk's", value: undefined, unit: 'ms', note: 'wrk is missing' },
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
