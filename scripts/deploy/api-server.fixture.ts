// For tests: a real API server, the one of KUBECONFIG_FOR_TESTS or one that is started here where etcd and kube-apiserver are on the PATH.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { openSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from 'k6-kit/ports';
import { findProgramIn, foldersOf } from 'k6-kit/programs';
import { TEST_RUN_CRD } from './testrun-crd.fixture.ts';

const { KUBECONFIG_FOR_TESTS, K6_OPERATOR_CRD, PATH = '' } = process.env;
const [etcd, server, kubectl] = ['etcd', 'kube-apiserver', 'kubectl'].map((name) =>
  findProgramIn([name], foldersOf(PATH)),
);

/** Why there is none; false where there is one. */
export function whyNoApiServer(): string | false {
  // Who names one expects it to be asked.
  if (KUBECONFIG_FOR_TESTS) return false;
  if (kubectl === undefined) return 'no kubectl on the PATH';
  if (etcd && server) return false;
  return 'KUBECONFIG_FOR_TESTS names no kubeconfig, and etcd and kube-apiserver are not both on the PATH';
}

export interface ApiServer {
  /** For kubectl; it keeps what the server offers in its home. */
  env: { PATH: string; KUBECONFIG: string; HOME: string };
  /** What kubectl prints; rejects with what it says. */
  ask: (args: readonly string[]) => Promise<string>;
  close: () => Promise<void>;
}

/** `folder`: of the test, for data and logs. It has a definition of TestRun: its own, K6_OPERATOR_CRD, or that of the tests. */
export async function apiServer(folder: string): Promise<ApiServer> {
  const started = KUBECONFIG_FOR_TESTS
    ? { kubeconfig: KUBECONFIG_FOR_TESTS, children: [] as ChildProcess[] }
    : await start(folder);
  const env = { PATH, KUBECONFIG: started.kubeconfig, HOME: folder };
  const ask = async (args: readonly string[]): Promise<string> =>
    (await promisify(execFile)(kubectl ?? '', [...args], { env, timeout: 60_000 })).stdout;
  const close = async (): Promise<void> => {
    // One that could not be started, or ended by itself, closes no more.
    const running = started.children.filter(({ pid, exitCode }) => pid !== undefined && exitCode === null);
    for (const child of running.reverse()) {
      const ended = new Promise((resolve) => child.on('close', resolve));
      child.kill('SIGKILL');
      await ended;
    }
  };
  try {
    await until('it is not ready', () => ask(['get', '--raw', '/readyz']));
    // A cluster with the operator has its own.
    const isThere = await ask(['get', 'crd', 'testruns.k6.io']).catch(() => undefined);
    const own = join(folder, 'crd.json');
    await writeFile(own, JSON.stringify(TEST_RUN_CRD));
    if (isThere === undefined) await ask(['apply', '--server-side', '-f', K6_OPERATOR_CRD ?? own]);
    await until('it knows no TestRun', () => ask(['get', 'testruns']));
    return { env, ask, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(folder: string): Promise<{ kubeconfig: string; children: ChildProcess[] }> {
  const own = join(folder, 'api-server');
  await mkdir(own);
  const [client, peer, port] = [await freePort(), await freePort(), await freePort()];
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = join(own, 'key.pem');
  await writeFile(key, privateKey.export({ type: 'pkcs1', format: 'pem' }));
  await writeFile(join(own, 'tokens.csv'), 'token,admin,admin,"system:masters"\n');
  const run = (program: string, name: string, args: readonly string[]): ChildProcess => {
    const log = openSync(join(own, `${name}.log`), 'w');
    return spawn(program, args, { cwd: own, stdio: ['ignore', log, log] }).on('error', () => undefined);
  };
  const url = `http://127.0.0.1:${client}`;
  const children = [
    run(etcd ?? '', 'etcd', [
      ...['--data-dir', join(own, 'data'), '--listen-client-urls', url, '--advertise-client-urls', url],
      ...['--listen-peer-urls', `http://127.0.0.1:${peer}`],
    ]),
    run(server ?? '', 'server', [
      ...['--etcd-servers', url, '--secure-port', String(port), '--bind-address', '127.0.0.1'],
      ...['--advertise-address', '127.0.0.1', '--cert-dir', join(own, 'certificates')],
      ...['--service-account-issuer', 'https://kubernetes.default.svc', '--service-account-key-file', key],
      ...['--service-account-signing-key-file', key, '--token-auth-file', join(own, 'tokens.csv')],
      ...['--authorization-mode', 'RBAC', '--service-cluster-ip-range', '10.96.0.0/16'],
    ]),
  ];
  const cluster = { server: `https://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true };
  const kubeconfig = join(own, 'kubeconfig');
  await writeFile(
    kubeconfig,
    JSON.stringify({
      ...{ apiVersion: 'v1', kind: 'Config', 'current-context': 'it' },
      clusters: [{ name: 'it', cluster }],
      users: [{ name: 'it', user: { token: 'token' } }],
      contexts: [{ name: 'it', context: { cluster: 'it', user: 'it' } }],
    }),
  );
  return { kubeconfig, children };
}

/** Until it does not fail. */
async function until(what: string, asked: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; tries < 60; tries++) {
    const answer = await asked().catch(() => undefined);
    if (answer !== undefined) return;
    await sleep(1000);
  }
  throw new Error(`the API server: after a minute ${what}`);
}
