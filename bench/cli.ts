// `npm run bench`: the local runner and other load generators, against servers on loopback.
import { cpus, loadavg, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { size, suiteCost } from './cost.ts';
import { type Figure, isMet, table } from './figures.ts';
import { type Generator, peerOf } from './generators.ts';
import { accuracy, beside } from './latency.ts';
import { findCommand } from './processes.ts';
import { type Running, startDelayServer, startNginx } from './servers.ts';
import { threads, throughput } from './speed.ts';

const SECTIONS = { throughput, threads, size, 'suite-cost': suiteCost, accuracy, wrk: beside };
type SectionName = keyof typeof SECTIONS;

const HELP = `usage: npm run bench -- [SECTION...] [--json] [--peer 'NAME=COMMAND {url} {vus} {seconds}'...]
Measures the local runner beside other load generators, on loopback: every figure beside its goal. A quarter of an hour on a quiet
machine, of which the first line says how quiet it was. Sections: ${Object.keys(SECTIONS).join(', ')}.

  --peer   a load generator that takes turns with the others; it prints a line of JSON with "requests"
  --json   print JSON instead of a table

Examples:
  npm run bench
  npm run bench -- size threads --json
  npm run bench -- throughput --peer 'mine=./mine -url {url} -vus {vus} -seconds {seconds}'
`;

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

interface Wanted {
  sections: SectionName[];
  peers: Generator[];
  isJson: boolean;
}

function readArgs(): Wanted {
  const { values, positionals } = parseArgs({
    options: {
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
      peer: { type: 'string', multiple: true },
    },
    allowPositionals: true,
  });
  if (values.help) {
    process.stdout.write(HELP);
    process.exit(0);
  }
  const unknown = positionals.find((name) => !(name in SECTIONS));
  if (unknown !== undefined) throw new Error(`"${unknown}": expected some of ${Object.keys(SECTIONS).join(', ')}`);
  const peers = (values.peer ?? []).map((text) => {
    const peer = peerOf(text);
    if (!peer) throw new Error(`--peer reads "${text}": expected 'NAME=COMMAND {url} {vus} {seconds}'`);
    return peer;
  });
  const sections = (positionals.length > 0 ? positionals : Object.keys(SECTIONS)) as SectionName[];
  return { sections, peers, isJson: values.json === true };
}

let wanted: Wanted;
try {
  wanted = readArgs();
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
