// `perf cluster-check`: the rendered files in a real cluster, and whether their result is that of a run here. Run by its workflow.
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { EXIT } from 'k6-kit/exit-codes';
import { writeFiles, writeWhole } from 'k6-kit/files';
import { UserError } from 'k6-kit/user-error';
import { makeReport } from 'k6-verdict/report';
import { image, K6_IMAGE } from '../deploy/image-argument.ts';
import { type ExitCode, type Io, withQuietStdout } from '../io.ts';
import { type Conformance, conformanceText } from '../k6-conformance/findings.ts';
import { performTest } from '../run/perform.ts';
import { spawnTarget } from '../run/spawn-target.ts';
import { wholeNumber } from '../whole-number.ts';
import { Cluster } from './cluster.ts';
import { findingsOf } from './compare.ts';
import { diagnostics, runInCluster } from './in-cluster.ts';

/** Release 1.6.0 of k6-operator. */
const OPERATOR =
  'https://raw.githubusercontent.com/grafana/k6-operator/cf0ae21f4e26b0dd0f99d763ae72e063b4384f2a/bundle.yaml';
const NAMESPACE = 'perf-check';
const LOOK_MS = 2000;

interface Options {
  image: string;
  k6Image: string;
  operator: string;
  instances: number;
  timeScale: string;
  wait: number;
  out: string;
  json?: boolean;
}

const HELP = `
For a cluster that is there to try things in, such as kind. It installs k6-operator, and in the namespace ${NAMESPACE} the reference target and a baseline
run that collects by HTTP. Then it runs the same test here, with the local runner and a target of its own, and compares limits, verdicts and counts.
Findings, both results with reports, and what the cluster says after a failure are in the folder.

Exit codes: 0 every claim holds, 99 one does not, 2 the cluster did not come to a result.

Examples:
  npm run perf -- cluster-check --image performance:check
  npm run perf -- cluster-check --image performance:check --instances 4 --out results/some`;

export function clusterCheckCommand(io: Io, exit: (code: ExitCode) => void): Command {
  return new Command('cluster-check')
    .requiredOption('--image <name>', 'image of this repository that the cluster has, with a tag or digest', image)
    .option('--k6-image <name>', 'image of k6, with a tag or digest', image, K6_IMAGE)
    .option('--operator <file-or-url>', 'bundle of k6-operator (default: that of release 1.6.0)', OPERATOR)
    .option('--instances <number>', 'how many instances', wholeNumber(1, 20), 2)
    .option('--time-scale <factor>', 'factor on all durations, from 0.001 to 1', '0.1')
    .option('--wait <seconds>', 'how long the run may take', wholeNumber(1, 7200), 1200)
    .option('--out <folder>', 'folder for findings and results', 'results/cluster-check')
    .option('--json', 'print the findings as JSON')
    .addHelpText('after', HELP)
    .action(async (options: Options) => {
      const found = await check({ ...options, out: resolve(io.cwd, options.out) }, withQuietStdout(io));
      const text = conformanceText(found);
      if (io.env.GITHUB_STEP_SUMMARY) await appendFile(io.env.GITHUB_STEP_SUMMARY, `${text}\n`);
      io.stdout(options.json ? `${JSON.stringify(found)}\n` : text);
      exit(found.findings.every(({ holds }) => holds) ? EXIT.passed : EXIT.thresholds);
    });
}

async function check({ out, k6Image, wait, ...options }: Options, io: Io): Promise<Conformance> {
  const cluster = new Cluster(NAMESPACE, io);
  await mkdir(out, { recursive: true });
  const startedAt = io.now().toISOString();
  const { instances, timeScale, operator } = options;
  const plan = { ...{ operator, instances, timeScale, k6Image }, image: options.image, outDir: out };
  const inCluster = await runInCluster(cluster, { ...plan, waitS: wait, lookMs: LOOK_MS }, io).catch(async (error) => {
    if (error instanceof UserError) await writeWhole(join(out, 'cluster.txt'), await diagnostics(cluster));
    throw error;
  });
  const file = join(out, 'cluster', 'baseline.merged.json');
  const { verdict } = await makeReport({ file, now: io.now(), formats: ['md', 'html'] });
  const findings = findingsOf({ ...inCluster, verdict }, await runHere(timeScale, out, io), instances);
  const found: Conformance = { schema: 1, engine: `k6 in a cluster (${k6Image})`, startedAt, findings, notRun: [] };
  await writeFiles([
    { path: join(out, 'findings.json'), content: `${JSON.stringify(found, null, 2)}\n` },
    { path: join(out, 'findings.md'), content: conformanceText(found) },
  ]);
  return found;
}

/** The same test on a target of its own. */
async function runHere(timeScale: string, out: string, io: Io) {
  io.stderr('the same run here\n');
  const target = await spawnTarget([], io);
  try {
    const { report, resultFile } = await performTest(
      {
        ...{ type: 'baseline', endpoint: undefined, target: target.url, timeScale, testedBy: undefined },
        ...{ engine: { kind: 'local', label: 'local runner' }, engineArgs: ['--quiet'], outDir: join(out, 'here') },
      },
      { ...io, env: { ...io.env, AUTH_TOKEN: target.token, GITHUB_ACTIONS: undefined } },
    );
    if (report === undefined || resultFile === undefined)
      throw new UserError('E_CLUSTER_HERE', 'the run on this machine left no result: expected one to compare with');
    return { result: JSON.parse(await readFile(resultFile, 'utf8')), verdict: report.verdict };
  } finally {
    await target.stop();
  }
}
