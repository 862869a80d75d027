// What README and documents tell people to type works: the real command lines read it, a test runs it, or it is marked as needing
// something that is not here.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { everyCommand } from 'k6-verdict/program';
import { readArgs } from '../bench/read-args.ts';
import packageJson from '../package.json' with { type: 'json' };
import { verdictProgram } from '../packages/history/verdict-program.ts';
import { parseFlags } from '../packages/runner/flags.ts';
import { pageTests, serviceTests, testTypes } from '../thresholds/baselines.ts';
import { perf } from './commands.ts';
import { chosenTrials, loadTrials, pageTrials } from './fault-table/trials.ts';
import type { Io } from './io.ts';
import { type ShownCommand, shownCommands } from './shell-blocks.fixture.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const io = { stdout() {}, stderr() {}, env: {}, cwd: '/', root: '/', isTty: false, now: () => new Date(0) } as Io;
const markdown = (folder: string) =>
  readdirSync(join(root, folder)).flatMap((name) => (name.endsWith('.md') ? [`${folder}/${name}`] : []));
const documents = [
  'README.md',
  ...markdown('docs'),
  'bench/README.md',
  ...readdirSync(join(root, 'packages')).flatMap((name) => markdown(`packages/${name}`)),
];

/** The same command line, whose commands are read and not run. */
function unstarted(program: Command): Command {
  for (const command of everyCommand(program)) {
    command.exitOverride().configureOutput({ writeOut() {}, writeErr() {} });
    if (command.commands.length === 0) command.action(() => {});
  }
  return program;
}

const suite = unstarted(await perf(io, () => {}));
const verdict = unstarted(verdictProgram(io, () => {}));

/** Programs with a command line of this repository, by what one types before its arguments; each throws for what it does not know. */
const READ: Record<string, (args: string[]) => unknown> = {
  'npm run perf': (args) => suite.parseAsync(args, { from: 'user' }),
  'npm start': (args) => suite.parseAsync(['demo', ...args], { from: 'user' }),
  'npm run build': (args) => suite.parseAsync(['build', ...args], { from: 'user' }),
  'npx k6-verdict': (args) => verdict.parseAsync(args, { from: 'user' }),
  'npm run k6-local': readLocal,
  'npx k6-local': readLocal,
  'npm run bench': readArgs,
  'npm run fault-table': (words) =>
    assert.ok(chosenTrials([...loadTrials(), ...pageTrials()], words).length > 0, 'no such trial'),
};

/** Everything else that is run: the file that runs it, and what it has to contain. */
const RUN_BY: Record<string, readonly [file: string, text: string]> = {
  'npm ci': ['.github/workflows/ci.yml', 'run: npm ci\n'],
  'npm test': ['.github/workflows/ci.yml', 'run: npm test\n'],
  'npm install --save-dev k6-verdict': ['scripts/pack/pack.slow.test.ts', 'installed()'],
  'npm install --save-dev k6-local': ['scripts/pack/local.slow.test.ts', 'installed()'],
  'curl http://127.0.0.1:8080/api/health': ['scripts/monitoring/rules.test.ts', '/api/health`)'],
  'curl -H x-target-fault: delay=300ms http://127.0.0.1:8080/api/health': [
    'packages/target/server-faults.test.ts',
    'x-target-fault',
  ],
};

/** What may be missing where the tests run, and the programs that stand for it. */
const NEEDS: Record<string, readonly string[]> = {
  k6: ['k6'],
  Kubernetes: ['kubectl'],
  Docker: ['docker'],
  kind: ['kind'],
  Prometheus: ['prometheus'],
  GitHub: ['gh'],
};

const BUNDLES = [testTypes, pageTests, serviceTests].flatMap(Object.keys);

function readLocal([command, ...args]: string[]): void {
  assert.ok(command === 'run' || command === 'inspect', `k6-local has no ${command}`);
  assert.equal(parseFlags(args).positional.length, 1);
}

/** What is typed before the arguments, and those; npm passes on what is behind its `--`. */
function called(words: readonly string[]): { call: string; args: string[] } {
  const own = words.filter((word) => word !== '-s' && word !== '--silent');
  const length = own[0] === 'npm' && own[1] === 'run' ? 3 : 2;
  const rest = own.slice(length);
  if (own[0] === 'npx') return { call: own.slice(0, length).join(' '), args: rest };
  assert.ok(
    own[0] !== 'npm' || rest.length === 0 || rest[0] === '--' || own[1] === 'install',
    `no -- in ${own.join(' ')}`,
  );
  return { call: own.slice(0, length).join(' '), args: rest.slice(1) };
}

async function hold({ place, words, needs }: ShownCommand): Promise<void> {
  const typed = words.join(' ');
  for (const [, name = ''] of typed.matchAll(/\bdist\/([a-z-]+)\.js/g))
    assert.ok(BUNDLES.includes(name), `${place}: there is no bundle ${name}`);
  const { call, args } = called(words);
  const read = READ[call];
  const runBy = RUN_BY[typed];
  if (read) {
    try {
      await read(args);
    } catch (error) {
      assert.fail(`${place}: ${typed}: ${(error as Error).message}`);
    }
  } else if (runBy) {
    const [file, text] = runBy;
    assert.ok(readFileSync(join(root, file), 'utf8').includes(text), `${file} does not run ${typed}`);
  } else {
    const [need] = Object.entries(NEEDS).find(([, programs]) => programs.includes(words[0] ?? '')) ?? [];
    assert.ok(need, `${place}: no test runs ${typed}`);
    assert.ok(needs.includes(need), `${place}: ${typed} is not marked: expected # needs ${need} behind it`);
  }
  if (call.startsWith('npm run ')) assert.ok(Object.hasOwn(packageJson.scripts, call.slice(8)), `${place}: ${call}`);
}

for (const name of documents) {
  const text = readFileSync(join(root, name), 'utf8');

  test(`${name}: what is typed is read, run by a test, or marked`, async () => {
    for (const command of shownCommands(name, text)) await hold(command);
  });

  test(`${name} names commands and options that there are`, () => {
    for (const [, line = ''] of text.matchAll(/npm run perf -- ([^`\n;|]+)/g)) {
      let command = suite;
      // What is behind a second -- is the engine's.
      const [words = ''] = line.split(' -- ');
      for (const word of words.split(/[\s,]+/)) {
        const next = command.commands.find((candidate) => candidate.name() === word);
        if (next !== undefined) command = next;
        else if (/^--[a-z]/.test(word)) {
          const long = word.split('=')[0]?.replace(/[.)]+$/, '');
          const known = command.options.map((option) => option.long);
          assert.ok(long === '--help' || known.includes(long ?? ''), `${command.name()} has no ${long}: ${line}`);
        }
      }
      assert.ok(command !== suite || line === '--help', `no such command: ${line}`);
    }
  });
}

test('README names no bundle but the one that npm start leaves, and those after npm run build', async () => {
  const demo = suite.commands.find((command) => command.name() === 'demo');
  const type = demo?.options.find(({ long }) => long === '--type')?.defaultValue;
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const named = [...readme.matchAll(/\bdist\/([a-z-]+)\.js/g)].map(([, bundle]) => bundle);
  assert.deepEqual(new Set(named), new Set([type]));
});

test('a command that nothing runs, an unknown option and a block without a language are found', async () => {
  const of = (block: string) => shownCommands('x.md', block);
  const refused = [
    '```sh\nnpm run perf -- run stress --tragte http://127.0.0.1:1\n```',
    '```sh\nnpm run perf -- sprint\n```',
    '```sh\nnpm run perf run smoke\n```',
    '```sh\nnpm run -s k6-local -- run a.js --vuss 1\n```',
    '```console\n$ npx k6-verdict judge a.json\n```',
    '```sh\nnpm run bench -- nothing\n```',
    '```sh\nnpm run fault-table -- nothing-like-it\n```',
    '```sh\nA=1 k6 run dist/stress.js\n```',
    '```sh\nk6 run dist/sprint.js # needs k6\n```',
    '```sh\nwrk http://127.0.0.1:1\n```',
  ];
  for (const block of refused) {
    const commands = of(block);
    assert.equal(commands.length, 1, block);
    await assert.rejects(hold(commands[0]!), block);
  }
  assert.throws(() => of('```\nwrk\n```'), /a block of ""/);
  assert.deepEqual(
    of('```sh\nA=1 a "b c" && d | e > f   # needs k6\neval "$(g h)"\nexport I=j\n```').map(({ words }) => words),
    [['a', 'b c'], ['d'], ['e'], ['g', 'h']],
  );
});
