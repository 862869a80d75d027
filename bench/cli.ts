// `npm run bench`: the local runner and other load generators, against servers on loopback.
import { cpus, loadavg, totalmem } from 'node:os';
import { size, suiteCost } from './cost.ts';
import { type Figure, isMet, table } from './figures.ts';
import type { Generator } from './generators.ts';
import { accuracy, beside } from './latency.ts';
import { findCommand } from './processes.ts';
import { HELP, readArgs, type SectionName, type Wanted } from './read-args.ts';
import { type Running, startDelayServer, startNginx } from './servers.ts';
import { threads, throughput } from './speed.ts';

const SECTIONS: Record<SectionName, (url: string, peers: readonly Generator[]) => Promise<Figure[]>> = {
  throughput,
  threads,
  size,
  'suite-cost': suiteCost,
  accuracy,
  wrk: beside,
};

/**
 * These need a server that delays its answers and knows by how much. wrk adds samples for every one above twice the average, for
 * requests that its connection could not send meanwhile; for wrk, delays stay below that, or two other things are compared.
 */
const DELAYS_MS: Partial<Record<SectionName, readonly [number, number]>> = { accuracy: [5, 60], wrk: [10, 19] };

async function measure(name: SectionName, peers: readonly Generator[]): Promise<Figure[]> {
  const nginx = findCommand('nginx');
  const delaysMs = DELAYS_MS[name];
  if (!delaysMs && !nginx) return [{ name, value: undefined, unit: '', note: 'skipped: nginx is missing' }];
  const server: Running = delaysMs ? await startDelayServer(delaysMs) : await startNginx(nginx as string);
  try {
    return await SECTIONS[name](server.url, peers);
  } finally {
    await server.stop();
  }
}

let wanted: Wanted;
try {
  wanted = readArgs(process.argv.slice(2));
  if (wanted.isHelp) {
    process.stdout.write(HELP);
    process.exit(0);
  }
} catch (error) {
  process.stderr.write(`bench: ${(error as Error).message}; --help explains\n`);
  process.exit(2);
}

const machine = `${cpus().length} cores (${cpus()[0]?.model}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, load average before: ${loadavg()[0]?.toFixed(1)}`;
const figures: Figure[] = [];
for (const name of wanted.sections) {
  process.stderr.write(`bench: ${name} ...\n`);
  figures.push(...(await measure(name, wanted.peers)));
}
if (wanted.isJson)
  process.stdout.write(
    `${JSON.stringify({ machine, figures: figures.map((figure) => ({ ...figure, isMet: isMet(figure) })) }, null, 2)}\n`,
  );
else process.stdout.write(`${machine}\n\n${table(figures)}\n`);
