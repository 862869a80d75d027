// Real services with their real exporters on loopback, for the test of the dashboards: what is installed is started.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chown, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { JobName } from '../jobs.ts';
import { skipWithout } from '../promtool.ts';
import { answers, freePort, type Running, startProcess } from './process.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

export interface LiveService {
  job: JobName;
  /** Address of its exporter. */
  address: string;
  /** A little work, so that rates and ratios have something to show. */
  work(): Promise<void>;
  stop(): Promise<void>;
}

/** A job's service, or why it cannot be had here. */
export interface Offer {
  job: JobName;
  skip: string | false;
  start(): Promise<LiveService>;
}

/** Folder of a Debian PostgreSQL's server programs, which are on no PATH. */
const POSTGRES = '/usr/lib/postgresql';

export const OFFERS: readonly Offer[] = [
  { job: 'node', skip: skipWithout('prometheus-node-exporter'), start: startNode },
  { job: 'redis', skip: skipWithout('redis-server') || skipWithout('prometheus-redis-exporter'), start: startRedis },
  { job: 'nginx', skip: skipWithout('nginx', '-v') || skipWithout('prometheus-nginx-exporter'), start: startNginx },
  { job: 'postgres', skip: noPostgres() || skipWithout('prometheus-postgres-exporter'), start: startPostgres },
];

function noPostgres(): string | false {
  return existsSync(POSTGRES) ? skipWithout('psql') : 'no PostgreSQL server here (Debian package postgresql)';
}

async function startNode(): Promise<LiveService> {
  const address = `127.0.0.1:${await freePort()}`;
  const exporter = await startExporter('prometheus-node-exporter', [`--web.listen-address=${address}`], address);
  return { job: 'node', address, work: async () => {}, stop: () => exporter.stop() };
}

async function startRedis(): Promise<LiveService> {
  const [port, address] = [await freePort(), `127.0.0.1:${await freePort()}`];
  const server = await startProcess({
    command: 'redis-server',
    args: ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', tmpdir()],
    isReady: () => isOpen(port),
  });
  const exporter = await startExporter(
    'prometheus-redis-exporter',
    ['-redis.addr', `redis://127.0.0.1:${port}`, '-web.listen-address', address],
    address,
  );
  const send = (...words: string[]) => run('redis-cli', ['-p', String(port), ...words]);
  return {
    job: 'redis',
    address,
    async work() {
      await send('set', 'known', '1');
      await send('get', 'known');
      await send('get', 'unknown');
    },
    stop: () => stopAll([exporter, server]),
  };
}

async function startNginx(): Promise<LiveService> {
  const [port, address] = [await freePort(), `127.0.0.1:${await freePort()}`];
  const folder = await mkdtemp(join(tmpdir(), 'nginx-'));
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${folder}/${kind};`,
  );
  await writeFile(
    join(folder, 'nginx.conf'),
    `daemon off; pid ${folder}/pid; error_log ${folder}/error.log; events {}
http { access_log off; ${temporary.join(' ')} server { listen 127.0.0.1:${port}; location /status { stub_status; } } }\n`,
  );
  const page = `http://127.0.0.1:${port}/status`;
  const server = await startProcess({
    command: 'nginx',
    args: ['-e', `${folder}/error.log`, '-c', join(folder, 'nginx.conf')],
    isReady: () => answers(page),
  });
  const exporter = await startExporter(
    'prometheus-nginx-exporter',
    ['-nginx.scrape-uri', page, '-web.listen-address', address],
    address,
  );
  return {
    job: 'nginx',
    address,
    work: async () => void (await answers(page)),
    stop: () => stopAll([exporter, server], folder),
  };
}

async function startPostgres(): Promise<LiveService> {
  const [newest] = (await readdir(POSTGRES)).sort((a, b) => Number(b) - Number(a));
  const programs = join(POSTGRES, newest ?? '', 'bin');
  const [port, address] = [await freePort(), `127.0.0.1:${await freePort()}`];
  const folder = await mkdtemp(join(tmpdir(), 'postgres-'));
  const user = await ordinaryUser();
  if (user) await chown(folder, user.uid, user.gid);
  await run(join(programs, 'initdb'), ['-D', folder, '-A', 'trust', '-U', 'postgres'], { cwd: tmpdir(), ...user });
  const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off'];
  const server = await startProcess({
    command: join(programs, 'postgres'),
    args: ['-D', folder, ...[...settings, 'shared_preload_libraries=pg_stat_statements'].flatMap((one) => ['-c', one])],
    user,
    isReady: async () =>
      (await run(join(programs, 'pg_isready'), ['-h', '127.0.0.1', '-p', String(port)])) !== undefined,
  });
  const send = (sql: string) => run('psql', ['-h', '127.0.0.1', '-p', String(port), '-U', 'postgres', '-qAtc', sql]);
  await send('CREATE EXTENSION pg_stat_statements');
  const queries = join(ROOT, 'deploy', 'prometheus', 'postgres-queries.yml');
  const exporter = await startExporter(
    'prometheus-postgres-exporter',
    [`--web.listen-address=${address}`, `--extend.query-path=${queries}`],
    address,
    { DATA_SOURCE_NAME: `postgresql://postgres@127.0.0.1:${port}/postgres?sslmode=disable` },
  );
  return {
    job: 'postgres',
    address,
    work: async () => void (await send('SELECT count(*) FROM pg_class')),
    stop: () => stopAll([exporter, server], folder),
  };
}

/** PostgreSQL refuses to run as root: then as the user that its package made. */
async function ordinaryUser(): Promise<{ uid: number; gid: number } | undefined> {
  if (userInfo().uid !== 0) return undefined;
  const id = async (flag: string) => Number((await run('id', [flag, 'postgres'])).stdout);
  return { uid: await id('-u'), gid: await id('-g') };
}

function startExporter(
  command: string,
  args: readonly string[],
  address: string,
  env: Record<string, string> = {},
): Promise<Running> {
  return startProcess({ command, args, env, isReady: () => answers(`http://${address}/metrics`) });
}

async function stopAll(running: readonly Running[], folder?: string): Promise<void> {
  for (const one of running) await one.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
