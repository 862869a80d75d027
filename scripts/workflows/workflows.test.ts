// The GitHub workflows: what they may do, what they pin, and that every shell step is a command which exists and is tested here.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { findProgramIn, foldersOf } from 'k6-kit/programs';
import { everyCommand } from 'k6-verdict/program';
import { parse } from 'yaml';
import packageJson from '../../package.json' with { type: 'json' };
import { perf } from '../commands.ts';
import type { Io } from '../io.ts';
import { PACKINGS } from '../pack/packings.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(root, '.github', 'workflows');

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
  env?: Record<string, unknown>;
}
interface Job {
  if?: string;
  permissions?: Record<string, string>;
  environment?: string;
  strategy?: Record<string, unknown>;
  needs?: string;
  'timeout-minutes'?: number;
  /** A workflow of this repository that is the job. */
  uses?: string;
  with?: Record<string, unknown>;
  steps: Step[];
}
interface Workflow {
  on: Record<string, unknown>;
  permissions?: Record<string, string>;
  concurrency?: { group: string };
  jobs: Record<string, Job>;
}

const workflows = readdirSync(folder)
  .filter((name) => name.endsWith('.yml'))
  .map((name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    return { name, text, workflow: parse(text) as Workflow };
  });
const ACTION = '.github/actions/gate/action.yml';
const actionText = readFileSync(join(root, ACTION), 'utf8');
const action = parse(actionText) as { inputs: Record<string, unknown>; runs: { steps: Step[] } };
const jobs = workflows.flatMap(({ name, workflow }) =>
  Object.entries(workflow.jobs).map(([id, job]) => ({
    where: `${name}: ${id}`,
    job: { ...job, steps: job.steps ?? [] },
    workflow,
  })),
);
const steps = [
  ...jobs.map(({ where, job }) => ({ where, steps: job.steps })),
  { where: ACTION, steps: action.runs.steps },
].flatMap(({ where, steps: own }) => own.map((step) => ({ where, step })));

/** Permissions that a job may have, beyond reading the repository. */
const ALLOWED: Record<string, Record<string, string>> = {
  'codeql.yml: analyze': { contents: 'read', actions: 'read', 'security-events': 'write' },
  'scorecard.yml: analyze': { contents: 'read', actions: 'read', 'security-events': 'write', 'id-token': 'write' },
  'release.yml: release': { contents: 'write' },
  'gate.yml: target': { contents: 'read', 'pull-requests': 'write', checks: 'write' },
  'paired-gate.yml: tell': { contents: 'read', 'pull-requests': 'write', checks: 'write' },
  'nightly.yml: remember': { contents: 'write', issues: 'write' },
  'pages.yml: publish': { pages: 'write', 'id-token': 'write' },
  'release.yml: publish': { contents: 'read', 'id-token': 'write' },
};

/** The image of this repository, for a cluster on the runner. */
const IMAGE_STEPS = [
  'docker build --file deploy/Dockerfile --target suite --tag performance:check .',
  'kind load docker-image performance:check --name perf',
];

const io = { stdout() {}, stderr() {}, env: {}, cwd: '/', root: '/', isTty: false, now: () => new Date(0) } as Io;
const commands = everyCommand(await perf(io, () => {}));

/** The command of `perf` that the words lead to. */
function commandOf(words: readonly string[]): { command: Command; rest: string[] } {
  let command = commands[0]!;
  let at = 0;
  for (; at < words.length; at++) {
    const next = command.commands.find((candidate) => candidate.name() === words[at]);
    if (next === undefined) break;
    command = next;
  }
  return { command, rest: words.slice(at) };
}

describe('the workflows', () => {
  it('are these', () => {
    assert.deepEqual(workflows.map(({ name }) => name).sort(), [
      'ci.yml',
      'cluster.yml',
      'codeql.yml',
      'gate.yml',
      'k6-conformance.yml',
      'nightly.yml',
      'pages.yml',
      'paired-gate.yml',
      'release.yml',
      'scorecard.yml',
      'spike-drill.yml',
    ]);
  });

  it('pin every action by commit, with its version beside it', () => {
    for (const { name, text } of [...workflows, { name: ACTION, text: actionText }]) {
      // What is in this repository, or in the checkout of its commit, is pinned by that.
      for (const line of text.split('\n').filter((candidate) => /^\s*(- )?uses: (?!\.\/)/.test(candidate)))
        assert.match(line, /uses: [\w.-]+(\/[\w.-]+){1,2}@[0-9a-f]{40} # v\d+(\.\d+)+$/, name);
    }
  });

  it('have no more rights than they need', () => {
    for (const { where, job, workflow } of jobs) {
      const rights = job.permissions ?? workflow.permissions;
      assert.deepEqual(rights, ALLOWED[where] ?? { contents: 'read' }, where);
    }
  });

  it('end by themselves, and one at a time', () => {
    for (const { where, job, workflow } of jobs) {
      const minutes = job['timeout-minutes'] ?? 0;
      assert.ok(job.uses !== undefined || (minutes > 0 && minutes <= 180), where);
      assert.ok(workflow.concurrency?.group, where);
    }
  });

  it('load and publish nothing without an environment, whose reviewers and secrets are asked', () => {
    for (const { where, job } of jobs) {
      const asks = job.steps.some(
        ({ run, uses }) =>
          /perf -- (run|suite|drill)|npm run release/.test(run ?? '') || uses?.startsWith('actions/deploy-pages@'),
      );
      assert.equal(job.environment !== undefined, asks, where);
      for (const step of job.steps) {
        if (JSON.stringify(step.env ?? {}).includes('secrets.'))
          assert.match(step.run ?? '', /perf -- (suite|drill|notify)/, where);
      }
    }
  });

  it('put nothing from outside into a shell: inputs, events and all else go through env', () => {
    for (const { where, step } of steps) assert.doesNotMatch(step.run ?? '', /\$\{\{/, where);
    for (const { where, step } of steps) {
      for (const use of (step.run ?? '').matchAll(/(.?)\$(\w+)/g)) {
        // Quoted, or it would be split and expanded; `"all=$X"` and `"results/$X"` are quoted as a whole.
        assert.match(step.run ?? '', new RegExp(`"[^"]*\\$${use[2]}[^"]*"`), `${where}: ${use[2]} is not quoted`);
      }
    }
  });

  it('run nothing but npm (ci, audit, a script of package.json, or a command of perf with options that it has) and install servers', () => {
    for (const { where, step } of steps.filter(({ step: { run } }) => run !== undefined)) {
      const run = step.run ?? '';
      assert.ok(!/[;&|<>`\n]/.test(run.trim()), `${where}: ${run}`);
      // Packages of the system: servers that tests need.
      if (/^sudo apt-get (update|install -y( [a-z][a-z0-9.+-]*)+)$/.test(run)) continue;
      if (run.startsWith('gh release create ')) continue;
      if (IMAGE_STEPS.includes(run)) continue;
      const [npm, verb, ...words] = run.trim().split(/\s+(?=(?:[^"]*"[^"]*")*[^"]*$)/);
      assert.equal(npm, 'npm', `${where}: ${run}`);
      if (verb === 'ci') continue;
      if (run === 'npm audit --omit=dev') continue;
      const script = verb === 'run' ? (words.shift() ?? '') : (verb ?? '');
      assert.ok(Object.hasOwn(packageJson.scripts, script), `${where}: ${run}`);
      if (script !== 'perf') continue;
      assert.equal(words.shift(), '--', `${where}: ${run}`);
      const { command, rest } = commandOf(words);
      assert.notEqual(command, commands[0], `${where}: ${run}`);
      assert.equal(command.commands.length, 0, `${where}: ${run} is not a whole command`);
      const known = command.options.flatMap(({ long }) => long ?? []);
      for (const option of rest.filter((word) => word.startsWith('--')))
        assert.ok(known.includes(option), `${where}: ${command.name()} has no ${option}`);
      for (const option of command.options.filter(({ mandatory }) => mandatory))
        assert.ok(rest.includes(option.long ?? ''), `${where}: ${run} lacks ${option.long}`);
    }
  });

  it('publish what another job has tested and packed, from main, with provenance and without installing anything', () => {
    assert.match(packageJson.scripts.release, /^npm publish \.\/dist\/"\$PACKAGE"-\S+\.tgz --provenance /);
    const publishing = jobs.filter(({ job }) => job.steps.some(({ run }) => run === 'npm run release'));
    assert.deepEqual(
      publishing.map(({ where }) => where),
      ['release.yml: publish'],
    );
    const { job, workflow } = publishing[0]!;
    assert.deepEqual(Object.keys(workflow.on), ['workflow_dispatch']);
    assert.deepEqual(
      job.steps.flatMap(({ run }) => run ?? []),
      ['npm run release'],
    );
    assert.deepEqual(job.strategy, { 'fail-fast': false, matrix: { package: Object.keys(PACKINGS) } });
    assert.match(String(job.steps.at(-1)?.env?.PACKAGE), /^\$\{\{ matrix\.package \}\}$/);
    const { pack } = workflow.jobs;
    assert.equal(pack!.if, "github.ref == 'refs/heads/main'");
    assert.equal(job.needs, 'pack');
    const before = pack!.steps.flatMap(({ run }) => run ?? []);
    assert.deepEqual(before, [
      'npm ci',
      'npm run check',
      'npm test',
      'npm run test:slow',
      'npm run pack -- --tag "$TAG"',
    ]);
  });

  it('tag a version in one place: after it is published, the commit that was packed, with what `pack` wrote', () => {
    const tagging = steps.filter(({ step }) => step.run?.startsWith('gh release create '));
    assert.equal(tagging.length, 1);
    const [{ where, step }] = tagging as [(typeof steps)[number]];
    assert.equal(where, 'release.yml: release');
    const { release, pack } = workflows.find(({ name }) => name === 'release.yml')!.workflow.jobs;
    assert.equal(release!.needs, 'publish');
    assert.ok(release!.steps.every(({ uses }) => !uses?.startsWith('actions/checkout@')));
    assert.match(String(step.env?.COMMIT), /^\$\{\{ github\.sha \}\}$/);
    const uploaded = String(pack!.steps.at(-1)?.with?.path).trim().split('\n');
    const named = step.run!.split(' ').filter((word) => word.startsWith('dist/'));
    assert.deepEqual(named.sort(), uploaded.sort());
    for (const { name, workflow } of workflows) assert.ok(!JSON.stringify(workflow.on).includes('tags'), name);
  });

  it('try every supported Node version, and each CI run asks for vulnerabilities and licenses', () => {
    const { jobs: ci } = workflows.find(({ name }) => name === 'ci.yml')!.workflow;
    assert.deepEqual(ci.check?.strategy, { 'fail-fast': false, matrix: { node: [20, 22, 24] } });
    assert.match(readFileSync(join(root, '.ci/run'), 'utf8'), /^for version in 22 24; do$/m);
    assert.deepEqual(
      ci.dependencies?.steps.flatMap(({ run }) => run ?? []),
      ['npm ci', 'npm audit --omit=dev', 'npm run licenses'],
    );
  });

  it('gate: the job that runs the code of a pull request may write nothing, and the one that writes runs none of it', () => {
    const { run, tell } = workflows.find(({ name }) => name === 'paired-gate.yml')!.workflow.jobs;
    assert.deepEqual(run!.permissions, { contents: 'read' });
    assert.ok(
      run!.steps.every(
        ({ uses, with: given }) => !uses?.startsWith('actions/checkout@') || given?.['persist-credentials'] === false,
      ),
    );
    const checkedOut = tell!.steps.flatMap(({ with: given }) => (given?.ref === undefined ? [] : [given.ref]));
    assert.deepEqual(checkedOut, [`\${{ inputs.perf-ref || github.event.pull_request.base.sha }}`]);
    assert.equal(tell!.needs, 'run');
    // Without the right to write, or after a failed gate, it still tells.
    assert.match(tell!.if ?? '', /!cancelled\(\)/);
  });

  it('gate: each input is passed on to the action, which has it, and a newer run cancels the older', () => {
    const { workflow } = workflows.find(({ name }) => name === 'paired-gate.yml')!;
    const called = workflow.on.workflow_call as { inputs: Record<string, unknown> };
    const given = workflow.jobs.run!.steps.find(({ uses }) => uses?.endsWith('/gate'))?.with ?? {};
    for (const [name, value] of Object.entries(given)) {
      assert.ok(Object.hasOwn(action.inputs, name), name);
      if (!name.endsWith('-commit')) assert.equal(value, `\${{ inputs.${name} }}`);
    }
    for (const name of Object.keys(called.inputs)) assert.ok(name.startsWith('perf-') || name in given, name);
    const { concurrency } = workflow as { concurrency?: { 'cancel-in-progress'?: boolean } };
    assert.equal(concurrency?.['cancel-in-progress'], true);
    const own = workflows.find(({ name }) => name === 'gate.yml')!.workflow.jobs.target!;
    for (const name of Object.keys(own.with ?? {})) assert.ok(Object.hasOwn(called.inputs, name), name);
  });

  it('cluster: the image that is built is loaded into the cluster that is made, and checked there', () => {
    const { kind } = workflows.find(({ name }) => name === 'cluster.yml')!.workflow.jobs;
    const made = kind!.steps.find(({ uses }) => uses?.startsWith('helm/kind-action@'))?.with;
    const [build, load, check] = kind!.steps.flatMap(({ run }) => run ?? []).slice(-4);
    assert.deepEqual([build, load], IMAGE_STEPS);
    assert.match(load ?? '', new RegExp(` --name ${made?.cluster_name}$`));
    const image = / --tag (\S+) /.exec(build ?? '')?.[1];
    assert.match(check ?? '', new RegExp(`^npm run perf -- cluster-check --image ${image} `));
  });

  it('take k6 by one pinned version, and no other engine', () => {
    const pinned = steps.flatMap(({ step }) =>
      step.uses?.startsWith('grafana/setup-k6-action@') ? [step.with?.['k6-version']] : [],
    );
    // The job that is about k6 itself has several versions; the others load with the one that it is about as well.
    assert.deepEqual(pinned, [`\${{ matrix.k6 }}`, '2.3.0', '2.3.0']);
    const { strategy } = jobs.find(({ where }) => where === 'k6-conformance.yml: conformance')!.job;
    assert.deepEqual(strategy, { 'fail-fast': false, matrix: { k6: ['1.8.0', '2.0.0', ''] } });
    for (const { where, step } of steps) {
      if (/perf -- (suite|drill)/.test(step.run ?? '')) assert.match(step.run ?? '', /--engine k6/, where);
    }
  });
});

/** actionlint where it is installed: on the PATH, or where Go puts what it installs. */
function actionlint(): string | undefined {
  const own = join(process.env.GOPATH ?? join(homedir(), 'go'), 'bin');
  return findProgramIn(['actionlint'], [...foldersOf(process.env.PATH), own]);
}

const linter = actionlint();
it('actionlint finds nothing', { skip: linter === undefined && 'actionlint is not installed here' }, () => {
  const files = workflows.map(({ name }) => join(folder, name));
  const { status, stdout, stderr } = spawnSync(linter ?? '', ['-no-color', '-shellcheck=', '-pyflakes=', ...files], {
    encoding: 'utf8',
  });
  assert.equal(status, 0, stdout + stderr);
});

it('Dependabot proposes packages and actions, and every path that CONTRIBUTING names for owners is there', () => {
  const { version, updates } = parse(readFileSync(join(root, '.github/dependabot.yml'), 'utf8')) as {
    version: number;
    updates: { 'package-ecosystem': string }[];
  };
  assert.equal(version, 2);
  const ecosystems = updates.map((update) => update['package-ecosystem']);
  assert.deepEqual(ecosystems, ['npm', 'docker', 'github-actions']);
  const contributing = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
  const paths = [...contributing.matchAll(/^(\/\S+|\*) +@your-organization\/your-team$/gm)].map(([, path]) => path!);
  assert.ok(paths.length > 5, paths.join());
  for (const path of paths) assert.ok(path === '*' || existsSync(join(root, path)), path);
});
