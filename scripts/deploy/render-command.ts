// `perf deploy render`: asks the guard, then writes one run as a folder of files for kubectl.
import { copyFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { needFolder, writeWhole } from 'k6-kit/files';
import { UserError } from 'k6-kit/user-error';
import { type Examined, examine, recordOf } from '../guard/guard.ts';
import { scaleIn } from '../guard/scale.ts';
import type { Io } from '../io.ts';
import { readEndpoints, readType, targetOf } from '../run/asked.ts';
import { prepareTest, settingsBy } from '../run/perform.ts';
import { isPageTest, type RunType } from '../run-type.ts';
import { collector, resultsVolume } from './collector.ts';
import { type DeployRequest, type Egress, nameOf, newRunId } from './deploy-request.ts';
import { collectorPolicy, collectorSecret, collectorService } from './http-collection.ts';
import { kustomization, testRun } from './manifests.ts';
import { egressTo, networkPolicy, readEgress } from './network-policy.ts';
import { demandOf, sizeFor } from './sizing.ts';
import { newUploadToken } from './uploads/upload-token.ts';
import { yamlOf } from './yaml-file.ts';

export interface RenderOptions {
  instances?: number;
  target?: string;
  env?: string;
  confirmProduction?: string;
  reason?: string;
  endpoint?: string;
  timeScale?: string;
  out?: string;
  runId?: string;
  image: string;
  collectorImage: string;
  secret: string;
  collect: 'volume' | 'http';
  storageClass?: string;
  separate?: boolean;
  egress?: string;
  networkPolicy: boolean;
  json?: boolean;
  crd?: string;
  thresholds: boolean;
}

const ANSWER_BYTES = 5_000;
/** Not in the kustomization: `kubectl delete -k` would delete the results with it. */
const VOLUME_FILE = 'results.yaml';
const SECRET_FILE = 'collector-secret.yaml';
const OPTIONAL_FILES = ['network-policy.yaml', 'collector-service.yaml', SECRET_FILE, 'collector-policy.yaml'];

export async function render(typeText: string, options: RenderOptions, io: Io): Promise<void> {
  const [type, choice] = [readType(typeText), readEndpoints(options.endpoint)];
  const { endpoint } = choice;
  refuseForPages(type);
  // Of the environment here pods would know nothing, and run longer than the guard knew.
  const timeScale = options.timeScale ?? io.env.TIME_SCALE;
  const target = await targetOf(options.target, options.env, io);
  const plan = {
    ...{ type, ...choice, target, timeScale, envName: options.env },
    ...{ confirmed: options.confirmProduction, reason: options.reason },
    ...{
      engine: { kind: 'local', label: 'local runner' } as const,
      engineArgs: [],
      outDir: io.cwd,
      testedBy: undefined,
    },
    // The script needs one before it tells its options; nothing is sent.
    ...(!io.env.AUTH_TOKEN && { extraEnv: { AUTH_TOKEN: 'not-sent' } }),
  };
  const { bundle: path, settings: prepared, request: question } = await prepareTest(plan, io);
  // Pods send the load of this machine's word: the guard is asked before a file is written. Their environment is their own.
  const examined = await examine(
    { ...question, origin: 'elsewhere', env: { ALLOW_PRODUCTION: io.env.ALLOW_PRODUCTION } },
    io.guardWorld,
  );
  const settings = {
    ...settingsBy({ url: examined.target.url, record: examined }, endpoint),
    ...scaleIn({ ...io.env, ...prepared }),
    ...(examined.place.isProduction && { ALLOW_PRODUCTION: 'yes' }),
  };
  const bundle = endpoint ? `${type}-${endpoint}` : type;
  const request = requestOf({ bundle, settings, timeScale }, examined, options, io);
  if (options.crd) await refuseUnfit(request, resolve(io.cwd, options.crd), io.root);
  const out = resolve(io.cwd, options.out ?? join('deploy', 'k8s', bundle));
  const paths = await writeBase(request, out, path);
  await writeWhole(join(out, 'guard.json'), `${JSON.stringify(recordOf(examined), null, 2)}\n`);
  const { runId } = request;
  io.stdout(
    options.json ? `${JSON.stringify({ runId, files: paths })}\n` : `run ${nameOf(request)}\n${paths.join('\n')}\n`,
  );
}

async function refuseUnfit(request: DeployRequest, crd: string, root: string): Promise<void> {
  // Only who asks for it waits for the validator to load.
  const check = await import('./check.ts');
  await check.refuseUnfit('testrun.yaml', { ...testRun(request) }, crd, root);
}

function refuseForPages(type: RunType): void {
  if (!isPageTest(type)) return;
  throw new UserError(
    'E_DEPLOY_PAGES',
    `deploy render is for load that needs several machines, and ${type} has one browser: expected another test; run this one with perf run or k6 run`,
  );
}

function requestOf(
  own: Pick<DeployRequest, 'bundle' | 'settings' | 'timeScale'>,
  { load, target, place }: Examined,
  options: RenderOptions,
  io: Io,
): DeployRequest {
  const sizing = sizeFor(demandOf(load.vus, load.ratePerS, ANSWER_BYTES));
  const instances = options.instances ?? sizing.instances;
  if (instances > load.vus)
    throw new UserError(
      'E_DEPLOY_INSTANCES',
      `--instances ${instances}: the run has ${load.vus} VUs at most, and an instance without one sends nothing; expected 1 to ${load.vus}`,
    );
  return {
    ...{ ...own, sizing, instances, runS: load.minutes * 60, runId: options.runId ?? newRunId(io.now()) },
    ...{ image: options.image, collectorImage: options.collectorImage, secret: options.secret },
    ...{ storageClass: options.storageClass, judgesParts: options.thresholds, isSeparate: options.separate === true },
    uploadToken: options.collect === 'http' ? newUploadToken() : undefined,
    egress: options.networkPolicy ? egressOf(options.egress, target.url, place.addresses) : undefined,
  };
}

function egressOf(asked: string | undefined, url: string, addresses: readonly string[]): Egress[] {
  if (asked === undefined) return egressTo(url, addresses);
  return asked.split(',').map((text) => {
    const egress = readEgress(text.trim(), url);
    if (egress !== undefined) return egress;
    throw new UserError(
      'E_DEPLOY_EGRESS',
      `--egress has ${JSON.stringify(text)}: expected addresses such as 10.0.0.0/24, or a namespace`,
    );
  });
}

/** Writes the base and returns the paths of its files. */
async function writeBase(request: DeployRequest, out: string, bundle: string): Promise<string[]> {
  await needFolder(out);
  const ofRun = {
    'testrun.yaml': testRun(request),
    'collector.yaml': collector(request),
    ...(request.egress && { 'network-policy.yaml': networkPolicy(request, request.egress) }),
    ...(request.uploadToken && {
      'collector-service.yaml': collectorService(request),
      [SECRET_FILE]: collectorSecret(request),
      ...(request.egress && { 'collector-policy.yaml': collectorPolicy(request) }),
    }),
  };
  const all = {
    ...ofRun,
    [VOLUME_FILE]: resultsVolume(request),
    'kustomization.yaml': kustomization(request, Object.keys(ofRun)),
  };
  // What an earlier run with other options left would be taken for this one's.
  for (const name of OPTIONAL_FILES) await rm(join(out, name), { force: true });
  for (const [name, object] of Object.entries(all))
    await writeWhole(join(out, name), yamlOf(object), name === SECRET_FILE ? 0o600 : undefined);
  await copyFile(bundle, join(out, `${request.bundle}.js`));
  return [...Object.keys(all), `${request.bundle}.js`].map((name) => join(out, name));
}
