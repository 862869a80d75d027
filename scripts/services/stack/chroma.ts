// ChromaDB: the Python package's own server, in the virtual environment that `perf services install` makes.
import { join } from 'node:path';
import { answersWell } from './answers-well.ts';
import type { Definition } from './definition.ts';
import { untilReady } from './process.ts';
import { findProgram, ownFolder, versionOf } from './programs.ts';

/** The virtual environment. */
export const chromaFolder = (): string => ownFolder('chroma');

export const chroma: Definition = {
  name: 'chroma',
  row: 'chromadb',
  stopSignal: 'SIGTERM',
  needs: [],
  async find() {
    const server = await findProgram('chroma', [join(chromaFolder(), 'bin')]);
    if (!server)
      return { missing: 'chroma (the Python package chromadb)', install: 'npm run perf -- services install chroma' };
    return { programs: { server }, version: await versionOf(server, '--version') };
  },
  async start(place, { programs }) {
    const port = place.wishes.ports.chroma ?? (await place.freePort());
    const args = ['run', '--path', join(place.dir, 'data'), '--host', '127.0.0.1', '--port', String(port)];
    const launched = await place.launch(programs.server as string, args, {
      ANONYMIZED_TELEMETRY: 'False',
    });
    const url = `http://127.0.0.1:${port}`;
    await untilReady(launched, 'ChromaDB', 60_000, () => answersWell(`${url}/api/v2/heartbeat`));
    return { pid: launched.pid, port, env: { CHROMA_URL: url } };
  },
};
