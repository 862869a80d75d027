// What `npm run bench` is asked for: sections, further load generators, the form of its output.
import { parseArgs } from 'node:util';
import { type Generator, peerOf } from './generators.ts';

const SECTION_NAMES = ['throughput', 'threads', 'size', 'suite-cost', 'accuracy', 'wrk'] as const;
export type SectionName = (typeof SECTION_NAMES)[number];

export const HELP = `usage: npm run bench -- [SECTION...] [--json] [--peer 'NAME=COMMAND {url} {vus} {seconds}'...]
Compares the local runner with other load generators, on loopback: every figure next to its goal. A quarter of an hour on a quiet
machine, of which the first line says how quiet it was. Sections: ${SECTION_NAMES.join(', ')}.

  --peer   a load generator that takes turns with the others; it prints a line of JSON with "requests"
  --json   print JSON instead of a table

Examples:
  npm run bench
  npm run bench -- size threads --json
  npm run bench -- throughput --peer 'mine=./mine -url {url} -vus {vus} -seconds {seconds}'
`;

export interface Wanted {
  sections: readonly SectionName[];
  peers: Generator[];
  isJson: boolean;
  isHelp: boolean;
}

/** Throws an Error that names what it does not know. */
export function readArgs(args: readonly string[]): Wanted {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
      peer: { type: 'string', multiple: true },
    },
    allowPositionals: true,
  });
  const named = positionals.map((name) => {
    const section = SECTION_NAMES.find((known) => known === name);
    if (section === undefined) throw new Error(`"${name}": expected some of ${SECTION_NAMES.join(', ')}`);
    return section;
  });
  const peers = (values.peer ?? []).map((text) => {
    const peer = peerOf(text);
    if (!peer) throw new Error(`--peer reads "${text}": expected 'NAME=COMMAND {url} {vus} {seconds}'`);
    return peer;
  });
  return {
    sections: named.length > 0 ? named : SECTION_NAMES,
    peers,
    isJson: values.json === true,
    isHelp: values.help === true,
  };
}
