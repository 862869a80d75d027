// The templates for other CI systems and the image: they parse, their commands exist, secrets stay out of command lines, the base is pinned.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { everyCommand } from 'k6-verdict/program';
import { parse } from 'yaml';
import packageJson from '../../package.json' with { type: 'json' };
import { testTypes } from '../../thresholds/baselines.ts';
import { perf } from '../commands.ts';
import type { Io } from '../io.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const gitlab = read('deploy/ci/gitlab-ci.yml');
const jenkins = read('deploy/ci/Jenkinsfile');
const azure = read('deploy/ci/azure-pipelines.yml');

interface GitlabJob {
  script: string[];
  after_script: string[];
  variables: Record<string, string>;
  artifacts: { when: string; paths: string[]; reports: Record<string, string> };
}
interface AzureStep {
  script?: string;
  condition?: string;
  env?: Record<string, string>;
  inputs?: Record<string, string>;
}
const { performance: job } = parse(gitlab) as { performance: GitlabJob };
const azureFile = parse(azure) as {
  parameters: { name: string; default: string; values: string[] }[];
  jobs: { timeoutInMinutes: number; steps: AzureStep[] }[];
};
const azureSteps = azureFile.jobs.flatMap(({ steps }) => steps);

const LINES: Record<string, string[]> = {
  GitLab: [...job.script, ...job.after_script],
  Jenkins: [...jenkins.matchAll(/\bsh '([^'\n]*)'/g)].map(([, line = '']) => line),
  Azure: azureSteps.flatMap(({ script }) => script ?? []),
};

const io = { stdout() {}, stderr() {}, env: {}, cwd: '/', root: '/', isTty: false, now: () => new Date(0) } as Io;
const suite = await perf(io, () => {});
for (const command of everyCommand(suite)) {
  command.exitOverride().configureOutput({ writeOut() {}, writeErr() {} });
  if (command.commands.length === 0) command.action(() => {});
}

/** The words as our command line gets them: a pattern matches one file. */
function wordsOf(line: string): string[] {
  return line
    .replace(/ \|\| true$/, '')
    .replaceAll('"$PERF_TYPE"', 'baseline')
    .replaceAll('"$PERF_ENV"', 'staging')
    .replaceAll('*', 'baseline-20260131T120000')
    .split(' ');
}

describe('templates for other CI systems', () => {
  for (const [system, lines] of Object.entries(LINES)) {
    it(`${system} installs, builds, runs, reports and notifies, with commands and options that exist`, async () => {
      const ran: string[] = [];
      for (const line of lines) {
        if (/^rm -f results\/\S+( results\/\S+)*$/.test(line)) continue;
        const [npm, verb, script = '', separator, ...args] = wordsOf(line);
        assert.equal(npm, 'npm', line);
        if (verb === 'ci') continue;
        assert.equal(verb, 'run', line);
        assert.ok(Object.hasOwn(packageJson.scripts, script), line);
        if (script === 'perf') {
          assert.equal(separator, '--', line);
          await suite.parseAsync(args, { from: 'user' });
        }
        ran.push(script === 'perf' ? args[0]! : script);
      }
      assert.deepEqual(ran, ['build', 'run', 'report', 'notify']);
    });

    it(`${system} has no secret in a command line, and nothing unquoted`, () => {
      for (const line of lines) {
        assert.doesNotMatch(line, /TOKEN|URL|\$\{\{|\$\(/);
        assert.doesNotMatch(line.replaceAll(/"\$\w+"/g, ''), /\$/);
      }
    });
  }

  it('report where there is a verdict, whatever the exit code, and keep the results', () => {
    assert.deepEqual([job.artifacts.when, job.artifacts.paths], ['always', ['results/']]);
    assert.deepEqual(job.artifacts.reports, { junit: 'results/*.junit.xml', metrics: 'results/*.metrics.txt' });
    assert.match(jenkins, /post \{\s+always \{[\s\S]*report[\s\S]*notify[\s\S]*junit [\s\S]*archiveArtifacts/);
    const after = azureSteps.slice(azureSteps.findIndex(({ script }) => / report /.test(script ?? '')));
    assert.equal(after.length, 4);
    for (const { condition } of after) assert.equal(condition, 'always()');
  });

  it('offer test types that there are, and end by themselves', () => {
    const azureTypes = azureFile.parameters.find(({ name }) => name === 'type')!.values;
    const [, listed = ''] = /choices: \[(.*?)\]/.exec(jenkins) ?? [];
    const jenkinsTypes = listed.split(', ').map((text) => text.replaceAll("'", ''));
    for (const type of [...azureTypes, ...jenkinsTypes, job.variables.PERF_TYPE ?? ''])
      assert.ok(Object.hasOwn(testTypes, type), type);
    assert.match(gitlab, /^ {2}timeout: 3h$/m);
    assert.match(jenkins, /timeout\(time: 3, unit: 'HOURS'\)/);
    assert.equal(azureFile.jobs[0]?.timeoutInMinutes, 180);
  });

  it('a Jenkinsfile closes what it opens', () => {
    const open: string[] = [];
    const CLOSES: Record<string, string> = { '}': '{', ')': '(', ']': '[' };
    for (const [sign] of jenkins.replaceAll(/'[^'\n]*'|\/\/.*/g, '').matchAll(/[{}()[\]]/g)) {
      if (CLOSES[sign] === undefined) open.push(sign);
      else assert.equal(open.pop(), CLOSES[sign]);
    }
    assert.deepEqual(open, []);
  });
});

/** The base as the file names it after its first line. */
const NODE = `$${'{NODE}'}`;

describe('the image', () => {
  const lines = read('deploy/Dockerfile')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));

  it('has a base that is pinned by digest, and ends as another user than root', () => {
    assert.match(lines[0] ?? '', /^ARG NODE=node:\d+-bookworm-slim@sha256:[0-9a-f]{64}$/);
    const text = lines.join('\n');
    const named = [...text.matchAll(/^FROM (\S+) AS (\S+)$/gm)].map(([, from, name]) => ({ from, name }));
    assert.deepEqual(named, [
      { from: NODE, name: 'build' },
      { from: NODE, name: 'suite' },
      { from: 'suite', name: 'suite-chromium' },
    ]);
    for (const stage of text.split(/^FROM /m).slice(2))
      assert.equal([...stage.matchAll(/^USER (.*)$/gm)].at(-1)?.[1], '1000:1000');
  });

  it('starts the command line, and leaves secrets, results and the history of git out', () => {
    const [, entry = ''] = /^ENTRYPOINT (.*)$/m.exec(lines.join('\n')) ?? [];
    const [node, program] = JSON.parse(entry) as string[];
    assert.equal(node, 'node');
    assert.ok(existsSync(join(root, program ?? '')));
    const ignored = read('.dockerignore').split('\n');
    for (const pattern of ['.git', '**/node_modules', 'results/*', '*.pem', '.env*'])
      assert.ok(ignored.includes(pattern));
  });

  it('a dev container has what the repository needs', () => {
    const { image, postCreateCommand } = JSON.parse(read('.devcontainer/devcontainer.json')) as Record<string, string>;
    assert.match(image ?? '', /:24-bookworm$/);
    assert.equal(postCreateCommand, 'npm ci && npm run build');
  });
});
