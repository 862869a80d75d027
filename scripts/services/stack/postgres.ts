// PostgreSQL: a cluster of its own, with the suite's schema and rows, under the recommended configuration.
import { chown, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { SYSTEM } from '../../../thresholds/system.ts';
import type { Definition, Installed, Place } from './definition.ts';
import { complete, untilReady } from './process.ts';
import { findProgram, postgresFolders, versionOf } from './programs.ts';

const DATABASE = `${SYSTEM.slug}_db`;
const USER = `${SYSTEM.slug}_user`;

export const postgres: Definition = {
  name: 'postgres',
  row: 'postgresql',
  account: 'postgres',
  // Ends sessions at once and shuts down cleanly.
  stopSignal: 'SIGINT',
  needs: [],
  async find() {
    const folders = await postgresFolders();
    const [server, initdb] = await Promise.all([findProgram('postgres', folders), findProgram('initdb', folders)]);
    if (!server || !initdb) return { missing: 'PostgreSQL server', install: 'apt-get install postgresql' };
    return { programs: { server, initdb }, version: await versionOf(server, '--version') };
  },
  async start(place, installed) {
    const [port, password] = [place.wishes.ports.postgres ?? (await place.freePort()), place.secret()];
    const data = await makeCluster(place, installed, password);
    const launched = await place.launch(installed.programs.server as string, ['-D', data, '-p', String(port)]);
    const connection = { host: '127.0.0.1', port, user: USER, password };
    const admin = await untilReady(launched, 'PostgreSQL', 60_000, () =>
      connect({ ...connection, database: 'postgres' }),
    );
    await admin.query(`CREATE DATABASE ${DATABASE}`).finally(() => admin.end());
    await makeTables(place, { ...connection, database: DATABASE });
    return {
      pid: launched.pid,
      port,
      env: { DATABASE_URL: `postgres://${USER}:${password}@127.0.0.1:${port}/${DATABASE}?sslmode=disable` },
    };
  },
};

/** Makes the data folder and returns its path. The password goes by a file that is removed, never by an argument. */
async function makeCluster(place: Place, { programs }: Installed, password: string): Promise<string> {
  const { account } = place;
  const [data, passwordFile] = [join(place.dir, 'data'), join(place.dir, 'password')];
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (account) await chown(passwordFile, account.uid, account.gid);
  const args = ['-D', data, '-U', USER, '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--encoding=UTF8'];
  await complete(programs.initdb as string, [...args, '--locale=C.UTF-8', '--no-sync'], { cwd: place.dir, account });
  await writeFile(passwordFile, '');
  const recommended = await readFile(join(place.root, 'deploy', 'services', 'postgresql.conf'), 'utf8');
  const own = `listen_addresses = '127.0.0.1'\nunix_socket_directories = ''\n`;
  await writeFile(join(data, 'postgresql.auto.conf'), `${recommended}\n${own}`);
  return data;
}

async function connect(config: pg.ClientConfig): Promise<pg.Client> {
  const client = new pg.Client({ ...config, connectionTimeoutMillis: 5_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
}

/** Schema, extension and seeded rows. */
async function makeTables(place: Place, config: pg.ClientConfig): Promise<void> {
  const client = await connect(config);
  try {
    await client.query(await readFile(join(place.root, 'deploy', 'services', 'schema.sql'), 'utf8'));
    const seed = await readFile(join(place.root, 'deploy', 'services', 'seed.sql'), 'utf8');
    await client.query(seed.replaceAll(':rows', String(place.wishes.rows)));
    await client.query('VACUUM ANALYZE');
    // What was needed to fill the tables is none of the slow statements.
    await client.query('SELECT pg_stat_statements_reset()');
  } finally {
    await client.end();
  }
}
