// A run collected by HTTP as in a cluster, on this machine: generators, uploaders and a collector in processes of their own. The collector is
// killed and started again while the run goes on; in another run a generator is killed.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { InstanceResult } from 'k6-history/merge/instances';
import { EXIT } from 'k6-kit/exit-codes';
import { testFolder } from 'k6-kit/folder.fixture';
import { freePort } from 'k6-kit/ports';
import { endpoints } from '../../../thresholds/baselines.ts';
import { buildOne } from '../../build.ts';
import { startTarget, type Target } from '../../target/start.ts';
import { newUploadToken } from './upload-token.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const START = join(root, 'scripts/start/start.js');
const folder = testFolder();
let bundle = '';
let target: Target;
before(async () => {
  bundle = await buildOne('baseline', '', join(folder, 'dist'), root);
  target = await startTarget({});
});
after(() => target.close());

interface Process {
  child: ChildProcess;
  ended: Promise<number | null>;
  said: () => string;
}

function start(args: readonly string[], env: Record<string, string> = {}): Process {
  const child = spawn(process.execPath, [START, ...args], {
    ...{ cwd: root, stdio: ['ignore', 'pipe', 'pipe'], timeout: 180_000, killSignal: 'SIGKILL' },
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => void (text += chunk));
  return { child, ended: new Promise((resolve) => child.on('close', resolve)), said: () => text };
}

/** One run of two generators. `meanwhile` is called once they send load: this runner, unlike k6, leaves its points at its end. */
async function collected(
  run: string,
  meanwhile: (world: { collect: () => void; collector: () => Process; pods: Process[] }) => Promise<void>,
) {
  const [port, token] = [await freePort(), newUploadToken()];
  const volume = join(folder, run, 'volume');
  await mkdir(volume, { recursive: true });
  const args = ['merge', volume, '--run', run, '--expect', '2', '--wait', '120', '--listen', `127.0.0.1:${port}`];
  let collector: Process | undefined;
  const collect = (): void => {
    collector = start(args, { UPLOAD_TOKEN: token });
  };
  collect();
  const pods = [0, 1].map((index) => generator(run, index));
  const uploaders = pods.map(({ ended }, index) => {
    const to = `http://127.0.0.1:${port}/runs/${run}`;
    const uploader = start(['deploy', 'upload', join(folder, run), '--name', `pod-${index}`, '--to', to], {
      UPLOAD_TOKEN: token,
    });
    // As the kubelet does with a sidecar.
    void ended.then(() => uploader.child.kill('SIGTERM'));
    return uploader;
  });
  const seen = target.stats().total.requests;
  for (let tries = 0; target.stats().total.requests < seen + 20 && tries < 600; tries++) await sleep(100);
  await meanwhile({ collect, collector: () => collector ?? assert.fail(), pods });
  await Promise.all(pods.map(({ ended }) => ended));
  const codes = await Promise.all(uploaders.map(({ ended }) => ended));
  await collector?.ended;
  const said = [collector?.said(), ...uploaders.map((one) => one.said())].join('\n');
  const result: InstanceResult = JSON.parse(
    await readFile(join(volume, 'baseline.merged.json'), 'utf8').catch(() => assert.fail(said)),
  );
  return { codes, said, result };
}

/** As the operator starts k6: with its share of the load, points and result into files with the pod's name. */
function generator(run: string, index: number): Process {
  const segment = ['--execution-segment', `${index}/2:${index + 1}/2`, '--execution-segment-sequence', '0,1/2,1'];
  const child = spawn(process.execPath, [START, 'packages/runner/cli.ts', 'run', '--quiet', ...segment, bundle], {
    ...{ cwd: root, stdio: 'ignore', timeout: 180_000, killSignal: 'SIGKILL' },
    env: {
      ...{ PATH: process.env.PATH, HOME: process.env.HOME },
      ...{ BASE_URL: target.url, AUTH_TOKEN: target.token, ENDPOINTS: Object.keys(endpoints).join(',') },
      ...{ TIME_SCALE: '0.05', PERF_RUN_ID: run },
      K6_OUT: `json=${join(folder, run, `pod-${index}`)}.points.json.gz`,
      RESULT_FILE: `${join(folder, run, `pod-${index}`)}.json`,
    },
  });
  return { child, ended: new Promise((resolve) => child.on('close', resolve)), said: () => '' };
}

test('a collector that is killed and started again has every request of the run, once', async () => {
  const seen = target.stats().total.requests;
  const { codes, said, result } = await collected('moved', async ({ collect, collector }) => {
    collector().child.kill('SIGKILL');
    await collector().ended;
    await sleep(3000);
    collect();
  });
  assert.deepEqual(codes, [EXIT.passed, EXIT.passed], said);
  assert.deepEqual(result.run.instances, { expected: 2, lost: 0 });
  assert.equal(result.metrics.http_reqs?.values.count, target.stats().total.requests - seen, said);
});

test('a generator that is killed is lost as soon as it is gone, and the other is judged', async () => {
  const { codes, said, result } = await collected('killed', async ({ pods }) => {
    pods[1]?.child.kill('SIGKILL');
  });
  assert.deepEqual(codes, [EXIT.passed, EXIT.badInput], said);
  assert.match(said, /pod-1: not waited for any longer: k6 ended without its files/);
  assert.deepEqual(result.run.instances, { expected: 2, lost: 1 });
  assert.match(said, /incomplete: 1 of 2 load generators left no result/);
});
