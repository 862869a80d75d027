// Adding an endpoint or a test type, to the letter of CONTRIBUTING.md, in a copy of the suite: the compiler asks for what is missing.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { inCopy, ROOT, type SuiteCopy } from '../build/suite-copy.fixture.ts';
import { moduleText } from './baselines/current.ts';

/** All that is compiled for k6. */
const PARTS = [
  ...['tests', 'lib', 'thresholds', 'packages/format', 'packages/kit', 'packages/script'],
  ...['tsconfig.json', 'tsconfig.k6.json', 'package.json'],
];
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');

/** `baselines generate`, then the compiler: what it says of the load scripts. */
async function check(copy: SuiteCopy): Promise<string> {
  const io = { root: copy.root, cwd: copy.root };
  await copy.write('thresholds/baselines.ts', await moduleText('thresholds/baselines.md', io));
  const args = ['--noEmit', '-p', join(copy.root, 'tsconfig.k6.json')];
  const ran = await promisify(execFile)(process.execPath, [TSC, ...args]).catch((error: { stdout: string }) => error);
  return ran.stdout;
}

/** What the command line runs from. */
const SUITE = [...PARTS, 'build', 'packages', 'scripts', 'perf.config.ts'];

/** Both outputs of a command. */
async function perf(copy: SuiteCopy, ...args: string[]): Promise<string> {
  const start = join(copy.root, 'scripts/start/start.js');
  const ran = await promisify(execFile)(process.execPath, [start, ...args], { cwd: copy.root }).catch(
    (error: { stdout: string; stderr: string }) => error,
  );
  return ran.stdout + ran.stderr;
}

const TABLE = 'thresholds/baselines.md';
/** A row below the last one of a table with these columns. */
const lastRowOf = (heading: string): RegExp =>
  new RegExp(`(## ${heading}\\n(?:(?!\\n## )[^])*\\n\\|[^\\n]*\\|)(?=\\n)`);

describe('the suite grows', () => {
  it('by an endpoint: two rows, a file, a line', () =>
    inCopy(PARTS, async (copy) => {
      await copy.edit(TABLE, lastRowOf('Response times'), '$1\n| grown | `/api/grown` | 30ms | 25ms | 60ms | 90ms |');
      await copy.edit(TABLE, /(\| home +\| )40%( +\|)/, '$1 37% |\n| grown | 3% |');
      assert.match(await check(copy), /tests\/endpoints\/index\.ts.*'grown' is missing/);
      const name = 'grown';
      const text = (await readFile(join(ROOT, 'tests/endpoints/health.ts'), 'utf8')).replaceAll('health', name);
      await copy.write(`tests/endpoints/${name}.ts`, text);
      const index = 'tests/endpoints/index.ts';
      await copy.edit(index, '  home,\n', `  home,\n  ${name},\n`);
      await copy.edit(index, 'import { home }', `import { ${name} } from './${name}.ts';\nimport { home }`);
      assert.equal(await check(copy), '');
    }));

  it('by a journey: its rows, a file, a line', () =>
    inCopy(PARTS, async (copy) => {
      await copy.edit(TABLE, lastRowOf('Journeys'), '$1\n| browse | 80ms | 200ms | 99% | 10% |');
      await assert.rejects(
        check(copy),
        /journey "browse" has no row in table "Journey steps", expected one for each step/,
      );
      const row = (name: string, path: string) =>
        `\n| ${name} | browse | \`${path}\` | 40ms | 35ms | 70ms | 99ms | 1s | ours |`;
      const rows = row('browse-home', '/') + row('browse-page', '/pages/{page}');
      await copy.edit(TABLE, lastRowOf('Journey steps'), `$1${rows}`);
      assert.match(await check(copy), /tests\/journeys\/index\.ts.*browse/);
      await copy.write(
        'tests/journeys/browse.ts',
        `import { pattern } from 'k6-script/journey';
import type { Journey } from '../../lib/journey.ts';

export const browse: Journey = {
  name: 'browse',
  needsToken: false,
  writes: false,
  steps: [{ name: 'browse-home', keep: { page: pattern(/href="\\/pages\\/(\\w+)"/) } }, { name: 'browse-page' }],
};
`,
      );
      const index = 'tests/journeys/index.ts';
      await copy.edit(index, "  'check-in': checkIn,\n", "  'check-in': checkIn,\n  browse,\n");
      await copy.edit(index, 'import { checkIn }', "import { browse } from './browse.ts';\nimport { checkIn }");
      assert.equal(await check(copy), '');
    }));

  it('by a test type: two rows and a file', () =>
    inCopy(PARTS, async (copy) => {
      await copy.edit(TABLE, lastRowOf('Test types'), '$1\n| soak | 20 | 20 | 2h | - | - | - | 1% | - |');
      await assert.rejects(check(copy), /type "soak" has no row in table "Test traits", expected one there/);
      await copy.edit(TABLE, lastRowOf('Test traits'), '$1\n| soak | hold | hold | failing | no | yes | yes |');
      const text = await readFile(join(ROOT, 'tests/endurance.ts'), 'utf8');
      await copy.write('tests/soak.ts', text.replaceAll('endurance', 'soak'));
      assert.equal(await check(copy), '');
    }));

  it('with rows of its own alone: a line says what still names another, and then every command starts', () =>
    inCopy(SUITE, async (copy) => {
      const rows =
        '| shop | `/` | 45ms | 40ms | 85ms | 120ms |\n| orders | `/orders` | 65ms | 55ms | 120ms | 180ms |\n';
      await copy.edit(TABLE, /\| home +\| `\/`[\s\S]*?\n\n/, `${rows}\n`);
      await copy.edit(TABLE, /\| home +\| \d+%[\s\S]*?\n\n/, '| shop | 60% |\n| orders | 40% |\n\n');
      await copy.edit(TABLE, /(\| page-load[a-z-]* +\| )home/g, '$1shop');
      await copy.edit(TABLE, /\| home \d+%,[^|]*\|/g, '| - |');
      const text = await readFile(join(ROOT, 'tests/endpoints/home.ts'), 'utf8');
      for (const name of ['shop', 'orders'])
        await copy.write(`tests/endpoints/${name}.ts`, text.replaceAll('home', name));
      await copy.write(
        'tests/endpoints/index.ts',
        "import { orders } from './orders.ts';\nimport { shop } from './shop.ts';\n\nexport const endpoints = { shop, orders };\n",
      );
      await copy.write('thresholds/baselines.ts', await moduleText(TABLE, { root: copy.root, cwd: copy.root }));
      assert.match(
        await perf(copy, 'list'),
        /^thresholds\/system\.ts: ROLES\.page is home, which the table "Response times" does not have, expected one of shop, orders\n$/,
      );
      await copy.edit(
        'thresholds/system.ts',
        "page: 'home', health: 'health', token: 'memory-stats'",
        "page: 'shop', health: 'orders', token: 'orders'",
      );
      assert.match(await perf(copy, 'list'), /^test .*\nsmoke +1 +2 +10 s +2 /);
    }));
});
