// `perf deploy`: a test as files for k6-operator, and whether such files fit the operator of a cluster.
import { copyFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { needFolder, writeWhole } from 'k6-kit/files';
import { UserError } from 'k6-kit/user-error';
import { stringify } from 'yaml';
import { SYSTEM } from '../../thresholds/system.ts';
import { examine, recordOf } from '../guard/guard.ts';
import { productionOptions } from '../guard/production-options.ts';
import { scaleIn } from '../guard/scale.ts';
import type { Io } from '../io.ts';
import { readEndpoints, readType, targetOf } from '../run/asked.ts';
import { prepareTest, settingsBy } from '../run/perform.ts';
import { typeArgument } from '../run/type-argument.ts';
import { isPageTest } from '../run-type.ts';
import { checkBase, refuseUnfit } from './check.ts';
import { collector, type DeployRequest, kustomization, resultsVolume, testRun } from './manifests.ts';
import { demandOf, sizeFor } from './sizing.ts';

interface Options {
  instances?: number;
  target?: string;
  env?: string;
  confirmProduction?: string;
  reason?: string;
  endpoint?: string;
  timeScale?: string;
  out?: string;
  image: string;
  collectorImage: string;
  secret: string;
  storageClass?: string;
  json?: boolean;
  crd?: string;
  thresholds: boolean;
}

const ANSWER_BYTES = 5_000;

const EXAMPLES = `
Writes a kustomize base: the bundle, k6-operator's TestRun (k6.io/v1alpha1), a volume for what the instances measure, and a job that
merges them with \`perf merge\` and judges the whole. The token stays in a secret with the key AUTH_TOKEN. Nothing is sent anywhere, and
no file is written for a target, a load or endpoints that the guard would reject in a run. Targets on loopback are rejected too.

Examples:
  npm run perf -- deploy render stress --env staging --instances 4 --out deploy/k8s/stress
  kubectl create secret generic ${SYSTEM.slug}-token --from-file=AUTH_TOKEN=token.txt
  kubectl apply -k deploy/k8s/stress`;

const CHECK_EXAMPLES = `
Strict: a field that is not in the definition is an error (a cluster would drop it silently). Nothing is sent anywhere.

Examples:
  kubectl get crd testruns.k6.io -o yaml > testruns.yaml
  npm run perf -- deploy check deploy/k8s/stress --crd testruns.yaml`;

export function deployCommand(io: Io): Command {
  return new Command('deploy').addCommand(renderCommand(io)).addCommand(checkCommand(io));
}

function renderCommand(io: Io): Command {
  const command = new Command('render')
    .description('write a test as files for k6-operator, with a job that judges its instances as one run')
    .addArgument(typeArgument())
    .option('--instances <number>', 'how many (default: from the sizing)', count)
    .option('--target <url>', 'base URL of the system under test, as seen from the cluster')
    .option('--env <name>', 'environment of perf.config.ts')
    .option('--endpoint <names>', 'this endpoint only, or several with commas')
    .option('--time-scale <factor>', 'factor on all durations, from 0.001 to 1')
    .option('--out <dir>', 'folder for the files (default: deploy/k8s/<bundle>)')
    .option('--image <name>', 'image of k6', 'grafana/k6:2.3.0')
    .option('--collector-image <name>', 'image of this repository, built by you', `${SYSTEM.suite}:latest`)
    .option('--secret <name>', 'secret with the key AUTH_TOKEN', `${SYSTEM.slug}-token`)
    .option('--storage-class <name>', 'storage class of the volume, which several nodes mount')
    .option(
      '--crd <file>',
      "the operator's definition of a TestRun: the files are checked against it before they are written",
    )
    .option('--no-thresholds', 'instances judge nothing, so none ends by itself when everything fails')
    .option('--json', 'print the paths as JSON');
  for (const option of productionOptions()) command.addOption(option);
  return command
    .addHelpText('after', EXAMPLES)
    .action(async (type: string, options: Options) => render(type, options, io));
}

function checkCommand(io: Io): Command {
  return new Command('check')
    .description('check files for k6-operator against its definition of a TestRun')
    .argument('<dir>', 'folder with the files')
    .requiredOption(
      '--crd <file>',
      "k6.io_testruns.yaml or the bundle of the operator's release, or kubectl's copy of it",
    )
    .option('--json', 'print what was checked as JSON')
    .addHelpText('after', CHECK_EXAMPLES)
    .action(async (dir: string, options: { crd: string; json?: boolean }) => {
      const checked = await checkBase(resolve(io.cwd, dir), resolve(io.cwd, options.crd));
      io.stdout(options.json ? `${JSON.stringify({ checked })}\n` : `${checked.join(', ')}: fits ${options.crd}\n`);
    });
}

async function render(typeText: string, options: Options, io: Io): Promise<void> {
  const [type, choice] = [readType(typeText), readEndpoints(options.endpoint)];
  const { endpoint } = choice;
  if (isPageTest(type)) {
    throw new UserError(
      'E_DEPLOY_PAGES',
      `deploy render is for load that needs several machines, and ${type} has one browser: expected another test; run this one with perf run or k6 run`,
    );
  }
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
  const { load } = examined;
  const settings = {
    ...settingsBy({ url: examined.target.url, record: examined }, endpoint),
    ...scaleIn({ ...io.env, ...prepared }),
  };
  const sizing = sizeFor(demandOf(load.vus, load.ratePerS, ANSWER_BYTES));
  const bundle = endpoint ? `${type}-${endpoint}` : type;
  const request: DeployRequest = {
    ...{ bundle, sizing, settings: examined.place.isProduction ? { ...settings, ALLOW_PRODUCTION: 'yes' } : settings },
    ...{ instances: options.instances ?? sizing.instances, runS: load.minutes * 60 },
    ...{ image: options.image, collectorImage: options.collectorImage, secret: options.secret },
    ...{ storageClass: options.storageClass, timeScale, judgesParts: options.thresholds },
  };
  if (options.crd) await refuseUnfit('testrun.yaml', testRun(request), resolve(io.cwd, options.crd));
  const out = resolve(io.cwd, options.out ?? join('deploy', 'k8s', bundle));
  const files = await writeBase(request, out, path);
  await writeWhole(join(out, 'guard.json'), `${JSON.stringify(recordOf(examined), null, 2)}\n`);
  const paths = files.map((file) => join(out, file));
  io.stdout(options.json ? `${JSON.stringify({ files: paths })}\n` : `${paths.join('\n')}\n`);
}

/** Writes the base and returns the names of its files. */
async function writeBase(request: DeployRequest, out: string, bundle: string): Promise<string[]> {
  await needFolder(out);
  const objects = {
    'testrun.yaml': testRun(request),
    'results.yaml': resultsVolume(request),
    'collector.yaml': collector(request),
  };
  const base = kustomization(request, Object.keys(objects));
  for (const [name, object] of Object.entries({ ...objects, 'kustomization.yaml': base }))
    await writeWhole(join(out, name), stringify(object, { aliasDuplicateObjects: false }));
  await copyFile(bundle, join(out, `${request.bundle}.js`));
  return [...Object.keys(objects), 'kustomization.yaml', `${request.bundle}.js`];
}

function count(text: string): number {
  const value = Number(text);
  if (/^\d{1,4}$/.test(text) && value >= 1) return value;
  throw new InvalidArgumentError(`read "${text}", expected a whole number from 1 to 9999.`);
}
