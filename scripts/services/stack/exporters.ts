// The exporters: figures of the machine and of each server for Prometheus, each in one small process.
import { join } from 'node:path';
import { answersWell } from './answers-well.ts';
import type { Definition, Place, ServiceName } from './definition.ts';
import { untilReady } from './process.ts';
import { findProgram, versionOf } from './programs.ts';

interface Exporter {
  name: ServiceName;
  program: string;
  /** Debian's package. */
  package: string;
  needs: readonly ServiceName[];
  listenFlag: string;
  args?: (place: Place) => string[];
  env?: (place: Place) => Record<string, string>;
}

const EXPORTERS: readonly Exporter[] = [
  {
    name: 'node-exporter',
    program: 'prometheus-node-exporter',
    package: 'prometheus-node-exporter',
    needs: [],
    listenFlag: '--web.listen-address',
  },
  {
    name: 'postgres-exporter',
    program: 'prometheus-postgres-exporter',
    package: 'prometheus-postgres-exporter',
    needs: ['postgres'],
    listenFlag: '--web.listen-address',
    // Statement times for the dashboard, which this exporter does not have by itself.
    args: ({ root }) => [`--extend.query-path=${join(root, 'deploy', 'prometheus', 'postgres-queries.yml')}`],
    env: ({ up }) => ({ DATA_SOURCE_NAME: up.postgres?.env.DATABASE_URL ?? '' }),
  },
  {
    name: 'redis-exporter',
    program: 'prometheus-redis-exporter',
    package: 'prometheus-redis-exporter',
    needs: ['redis'],
    listenFlag: '--web.listen-address',
    env: ({ up }) => redisSettings(up.redis?.env.REDIS_URL ?? ''),
  },
  {
    name: 'nginx-exporter',
    program: 'prometheus-nginx-exporter',
    package: 'prometheus-nginx-exporter',
    needs: ['nginx'],
    listenFlag: '--web.listen-address',
    args: ({ up }) => [`--nginx.scrape-uri=${up.nginx?.env.NGINX_STATUS_URL}`],
  },
];

function redisSettings(url: string): Record<string, string> {
  const { host, password } = new URL(url);
  return { REDIS_ADDR: `redis://${host}`, REDIS_PASSWORD: password };
}

export const exporters: readonly Definition[] = EXPORTERS.map((exporter) => ({
  name: exporter.name,
  stopSignal: 'SIGTERM',
  needs: exporter.needs,
  async find() {
    const program = await findProgram(exporter.program);
    if (!program) return { missing: exporter.program, install: `apt-get install ${exporter.package}` };
    return { programs: { program }, version: await versionOf(program, '--version') };
  },
  async start(place, { programs }) {
    const port = place.wishes.ports[exporter.name] ?? (await place.freePort());
    const args = [`${exporter.listenFlag}=127.0.0.1:${port}`, ...(exporter.args?.(place) ?? [])];
    const launched = await place.launch(programs.program as string, args, exporter.env?.(place));
    const url = `http://127.0.0.1:${port}/metrics`;
    await untilReady(launched, exporter.name, 20_000, () => answersWell(url));
    return { pid: launched.pid, port, env: { [`${exporter.name.replace('-', '_').toUpperCase()}_URL`]: url } };
  },
}));
