// `perf deploy`: a test as files for k6-operator, and whether such files fit the operator of a cluster.
import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { SYSTEM } from '../../thresholds/system.ts';
import { productionOptions } from '../guard/production-options.ts';
import type { Io } from '../io.ts';
import { typeArgument } from '../run/type-argument.ts';
import { wholeNumber } from '../whole-number.ts';
import { RUN_ID } from './deploy-request.ts';
import { image, K6_IMAGE } from './image-argument.ts';
import { type RenderOptions, render } from './render-command.ts';
import { uploadCommand } from './uploads/upload-command.ts';

const EXAMPLES = `
Writes one run as a kustomize base: the bundle, k6-operator's TestRun (k6.io/v1alpha1), a job that merges what the instances measured
with \`perf merge\`, and a NetworkPolicy. Each time has an id of its own, which is in all names and labels and is the folder of the run
on the volume (results.yaml, applied once). The token stays in a secret with the key AUTH_TOKEN. Nothing is sent anywhere, and no file is
written for a target, a load or endpoints that the guard would reject in a run. Targets on loopback are rejected too.

Examples:
  npm run perf -- deploy render stress --env staging --instances 4 --out deploy/k8s/stress
  npm run perf -- deploy render stress --env staging --instances 4 --collect http
  kubectl create secret generic ${SYSTEM.slug}-token --from-file=AUTH_TOKEN=token.txt
  kubectl apply -f deploy/k8s/stress/results.yaml
  kubectl apply -k deploy/k8s/stress`;

const CHECK_EXAMPLES = `
Checks all kinds that are rendered, also in edited files: fields, types, names, labels, amounts, words such as restartPolicy, and mounts without
a volume. Strict: an unknown field is an error (a cluster would drop it silently). Without --server nothing is sent anywhere.

Examples:
  npm run perf -- deploy check deploy/k8s/stress
  kubectl get crd testruns.k6.io -o yaml > testruns.yaml
  npm run perf -- deploy check deploy/k8s/stress --crd testruns.yaml
  npm run perf -- deploy check deploy/k8s/stress --server`;

export function deployCommand(io: Io): Command {
  return new Command('deploy').addCommand(renderCommand(io)).addCommand(checkCommand(io)).addCommand(uploadCommand(io));
}

function renderCommand(io: Io): Command {
  const command = new Command('render')
    .description('write a test as files for k6-operator, with a job that judges its instances as one run')
    .addArgument(typeArgument())
    .option('--instances <number>', 'how many (default: from the sizing)', wholeNumber(1, 9999))
    .option('--target <url>', 'base URL of the system under test, as seen from the cluster')
    .option('--env <name>', 'environment of perf.config.ts')
    .option('--endpoint <names>', 'this endpoint only, or several with commas')
    .option('--time-scale <factor>', 'factor on all durations, from 0.001 to 1')
    .option('--out <dir>', 'folder for the files (default: deploy/k8s/<bundle>)')
    .option('--run-id <id>', 'id of the run, used once (default: time and four random digits)', runId)
    .option('--image <name>', 'image of k6, with a tag or digest', image, K6_IMAGE)
    .option(
      '--collector-image <name>',
      'image of this repository, built by you, with a tag or digest',
      image,
      `${SYSTEM.suite}:${packageJson.version}`,
    )
    .option('--secret <name>', 'secret with the key AUTH_TOKEN', `${SYSTEM.slug}-token`)
    .addOption(
      new Option('--collect <how>', 'how results reach the job: a volume that all nodes mount, or HTTP')
        .choices(['volume', 'http'])
        .default('volume'),
    )
    .option(
      '--storage-class <name>',
      'storage class of the volume (with --collect volume one that several nodes mount)',
    )
    .option('--separate', 'one instance per node at most; waits where there are fewer nodes')
    .option('--egress <where>', "what generators may reach besides DNS: CIDRs or namespaces (default: the target's)")
    .option('--no-network-policy', 'write no NetworkPolicy')
    .option(
      '--crd <file>',
      "the operator's definition of a TestRun: the files are checked against it before they are written",
    )
    .option('--no-thresholds', 'instances judge nothing, so none ends by itself when everything fails')
    .option('--json', 'print id and paths as JSON');
  for (const option of productionOptions()) command.addOption(option);
  return command
    .addHelpText('after', EXAMPLES)
    .action(async (type: string, options: RenderOptions) => render(type, options, io));
}

interface CheckOptions {
  crd?: string;
  server?: boolean;
  json?: boolean;
}

function checkCommand(io: Io): Command {
  return new Command('check')
    .description('check files for k6-operator as an API server would')
    .argument('<dir>', 'folder with the files')
    .option(
      '--crd <file>',
      "definition of a TestRun: k6.io_testruns.yaml or the bundle of the operator's release, or kubectl's copy of it",
    )
    .option('--server', 'ask your cluster as well (kubectl apply --dry-run=server)')
    .option('--json', 'print what was checked as JSON')
    .addHelpText('after', CHECK_EXAMPLES)
    .action(async (dir: string, options: CheckOptions) => check(resolve(io.cwd, dir), options, io));
}

async function check(dir: string, { crd, server, json }: CheckOptions, io: Io): Promise<void> {
  // Only who asks for it waits for the validator to load.
  const { checkBase } = await import('./check.ts');
  const result = await checkBase(dir, crd && resolve(io.cwd, crd), io.root);
  const said = server ? await (await import('./server-check.ts')).askServer(dir, io) : '';
  if (json) return io.stdout(`${JSON.stringify({ ...result, ...(server && { server: said }) })}\n`);
  const { checked, unchecked, version } = result;
  io.stdout(`${checked.join(', ')}: fit Kubernetes ${version}${crd ? ` and ${crd}` : ''}\n`);
  if (unchecked.length > 0) io.stdout(`not checked: ${unchecked.join(', ')}\n`);
  io.stdout(said);
}

function runId(text: string): string {
  if (RUN_ID.test(text)) return text;
  throw new InvalidArgumentError(`read "${text}", expected 1 to 20 lower-case letters, digits and hyphens.`);
}
