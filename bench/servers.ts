// The two servers of the bench, on loopback only: nginx for throughput, and one that knows its own latencies.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from 'k6-kit/ports';
import { ask } from 'k6-local/ask';

export interface Running {
  url: string;
  stop(): Promise<void>;
}

function stopping(child: ChildProcess, cleanUp: () => void): () => Promise<void> {
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return async () => {
    child.kill('SIGTERM');
    await ended;
    cleanUp();
  };
}

async function untilUp(url: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await ask(url, { timeoutMs: 1_000 });
      return;
    } catch (error) {
      if (tries === 100) throw new Error(`${url} does not answer`, { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** Loopback addresses that nginx listens on: a client has some 28,000 ports for each. */
export const ADDRESSES = ['127.0.0.1', '127.0.0.2', '127.0.0.3', '127.0.0.4'];

/** One worker, a fixed short JSON answer, everything it writes in a folder of its own. */
export async function startNginx(command: string): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-nginx-'));
  const port = await freePort();
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  writeFileSync(
    join(folder, 'nginx.conf'),
    `daemon off; worker_processes 1; worker_rlimit_nofile 65000; pid ${folder}/pid; error_log ${folder}/error.log;
events { worker_connections 60000; }
http { access_log off; keepalive_requests 100000000; keepalive_timeout 300s; ${temporary.join(' ')}
server { ${ADDRESSES.map((address) => `listen ${address}:${port} backlog=4096;`).join(' ')} location / { default_type application/json; return 200 '{"status":"healthy"}'; } } }
`,
  );
  const child = spawn(command, ['-c', join(folder, 'nginx.conf'), '-p', folder, '-e', join(folder, 'error.log')], {
    stdio: 'ignore',
  });
  const url = `http://127.0.0.1:${port}`;
  await untilUp(url);
  return { url, stop: stopping(child, () => rmSync(folder, { recursive: true, force: true })) };
}

/** See delay-server.ts. `delaysMs`: the shortest and the longest. */
export async function startDelayServer(delaysMs: readonly [number, number]): Promise<Running> {
  const port = await freePort();
  const file = fileURLToPath(new URL('delay-server.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', file, ...[port, ...delaysMs].map(String)], {
    stdio: 'ignore',
  });
  const url = `http://127.0.0.1:${port}`;
  await untilUp(`${url}/figures`);
  return { url, stop: stopping(child, () => {}) };
}
