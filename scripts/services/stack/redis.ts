// Redis: a server of its own under the recommended configuration, with a password.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from 'redis';
import type { Definition } from './definition.ts';
import { untilReady } from './process.ts';
import { findProgram, versionOf } from './programs.ts';

const LONGEST_PING_MS = 2_000;

export const redis: Definition = {
  name: 'redis',
  row: 'redis',
  stopSignal: 'SIGTERM',
  needs: [],
  async find() {
    const server = await findProgram('redis-server');
    if (!server) return { missing: 'redis-server', install: 'apt-get install redis-server' };
    return { programs: { server }, version: await versionOf(server, '--version') };
  },
  async start(place, { programs }) {
    const [port, password] = [place.wishes.ports.redis ?? (await place.freePort()), place.secret()];
    const recommended = await readFile(join(place.root, 'deploy', 'services', 'redis.conf'), 'utf8');
    const own = ['bind 127.0.0.1', `port ${port}`, `dir ${place.dir}`, `requirepass ${password}`, 'daemonize no'];
    const file = join(place.dir, 'redis.conf');
    await writeFile(file, `${recommended}\n${own.join('\n')}\n`, { mode: 0o600 });
    const launched = await place.launch(programs.server as string, [file]);
    const url = `redis://:${password}@127.0.0.1:${port}`;
    await untilReady(launched, 'Redis', 20_000, () => ping(url));
    return { pid: launched.pid, port, env: { REDIS_URL: url } };
  },
};

/** A stranger on the port may take the question and never answer: the connection is cut then, or nobody could end. */
async function ping(url: string): Promise<string> {
  const client = createClient({ url, socket: { reconnectStrategy: false } });
  client.on('error', () => {});
  const cut = setTimeout(() => client.destroy(), LONGEST_PING_MS);
  try {
    await client.connect();
    return await client.ping();
  } finally {
    clearTimeout(cut);
    if (client.isOpen) client.destroy();
  }
}
