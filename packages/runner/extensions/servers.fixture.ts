// For tests: PostgreSQL and Redis on loopback, each in a temporary folder of its own, where they are installed.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from 'k6-kit/ports';
import { findProgramIn, foldersOf } from 'k6-kit/programs';
import pg from 'pg';
import { createClient } from 'redis';

/** A server that a test has started. */
export interface TestServer {
  url: string;
  /** Ends it without a goodbye, as a crash would. */
  kill(): Promise<void>;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
}

/** Secret on purpose: no message may show it. */
export const PASSWORD = 'hunter-2-never-shown';

const READY_WITHIN_MS = 30_000;

/** Debian keeps the server's programs out of the PATH, in a folder for each version. */
function findProgram(name: string): string | undefined {
  const versions = existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql') : [];
  const more = ['/usr/sbin', ...versions.map((version) => `/usr/lib/postgresql/${version}/bin`)];
  return findProgramIn([name], [...foldersOf(process.env.PATH), ...more]);
}

/** For a suite that needs `program`: why it is skipped, or false. In CI a missing server fails the suite instead. */
export function skipWithout(program: string, packageName: string): string | false {
  if (findProgram(program)) return false;
  if (process.env.CI === 'true') throw new Error(`${program} is missing: install the package ${packageName}`);
  return `${program} is not installed (package ${packageName})`;
}

/** PostgreSQL refuses to run as root: root lends it the account that its package has made. */
function accountOf(name: string): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

/** An empty database `postgres`, with PASSWORD for the user `postgres`. */
export async function startPostgres(settings: readonly string[] = []): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'test-postgres-'));
  const account = accountOf('postgres');
  const [data, passwordFile] = [join(folder, 'data'), join(folder, 'password')];
  writeFileSync(passwordFile, PASSWORD);
  if (account) for (const path of [folder, passwordFile]) chownSync(path, account.uid, account.gid);
  const options = { ...account, cwd: folder, stdio: 'ignore' as const };
  const initial = ['-U', 'postgres', '-A', 'scram-sha-256', '--pwfile', passwordFile, '--no-sync', '-E', 'UTF8'];
  execFileSync(findProgram('initdb') as string, ['-D', data, '--locale=C', ...initial], options);
  const port = await freePort();
  // Nothing of it has to survive a crash of the machine.
  const flags = ['-D', data, '-h', '127.0.0.1', '-p', String(port), '-k', folder, '-F'];
  const server = spawn(
    findProgram('postgres') as string,
    [...flags, ...settings.flatMap((text) => ['-c', text])],
    options,
  );
  const url = `postgres://postgres:${PASSWORD}@127.0.0.1:${port}/postgres?sslmode=disable`;
  return untilReady(server, folder, url, () => runSql(url, 'SELECT 1'));
}

/** Runs statements on a server of `startPostgres`; returns the rows of the last. */
export async function runSql(url: string, ...statements: string[]): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url.replace('?sslmode=disable', '') });
  client.on('error', () => {});
  try {
    await client.connect();
    let rows: Record<string, unknown>[] = [];
    for (const statement of statements) ({ rows } = await client.query(statement));
    return rows;
  } finally {
    await client.end();
  }
}

/** An empty cache that asks for PASSWORD. */
export async function startRedis(settings: readonly string[] = []): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'test-redis-'));
  const port = await freePort();
  const flags = ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--requirepass', PASSWORD, ...settings];
  const server = spawn(findProgram('redis-server') as string, flags, { cwd: folder, stdio: 'ignore' });
  const url = `redis://:${PASSWORD}@127.0.0.1:${port}`;
  return untilReady(server, folder, url, () => runRedis(url, ['PING']));
}

/** Sends one command to a server of `startRedis`. */
export async function runRedis(url: string, command: string[]): Promise<unknown> {
  const client = createClient({ url, socket: { reconnectStrategy: false } }).on('error', () => {});
  try {
    await client.connect();
    return await client.sendCommand(command);
  } finally {
    if (client.isOpen) client.destroy();
  }
}

async function untilReady(
  server: ChildProcess,
  folder: string,
  url: string,
  ask: () => Promise<unknown>,
): Promise<TestServer> {
  const exited = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (server.exitCode === null && server.signalCode === null) server.kill(signal);
    await exited;
  };
  const stop = async (): Promise<void> => {
    // PostgreSQL's "immediate" shutdown ends its own children too.
    await end('SIGQUIT');
    rmSync(folder, { recursive: true, force: true });
  };
  const deadlineMs = Date.now() + READY_WITHIN_MS;
  for (;;) {
    try {
      await ask();
      return { url, kill: () => end('SIGQUIT'), stop };
    } catch (error) {
      if (Date.now() > deadlineMs || server.exitCode !== null) {
        await stop();
        throw new Error(`the server at port ${new URL(url).port} did not start`, { cause: error });
      }
      await sleep(50);
    }
  }
}
