// k6-local as its users have it: the script and the commands of its README, against a server on loopback.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Example, examplesOf, type Installed, installed, ROOT, shell } from './installed.fixture.ts';

const PLACE = 'http://localhost:3000';

let folder = '';
let tarballs: Installed['tarballs'];
let server: Server;
let url = '';
let examples: Example[];

before(async () => {
  ({ folder, tarballs } = await installed());
  const readme = await readFile(join(folder, 'node_modules/k6-local/README.md'), 'utf8');
  const [, script] = /^```js\n([\s\S]*?)^```$/m.exec(readme)!;
  await writeFile(join(folder, 'script.js'), script!);
  examples = examplesOf(readme);
  server = createServer((_request, response) => void response.end('hello'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => server.close());

/** Without what differs from run to run: figures, and the width that they take. */
function form(text: string): string {
  return text.replaceAll(/\d[\d.]*(?:e-?\d+)?\s?(?:µs|ms|s|kB|MB|B)?(?=[\s,/]|$)/gm, '#').replaceAll(/ +/g, ' ');
}

test('the commands of its README print what it shows', async () => {
  const exitCodes: (number | null)[] = [];
  for (const { command, shown } of examples) {
    const { status, stdout } = await shell(command.replace(PLACE, url));
    assert.equal(form(stdout.replaceAll(`${folder}/`, '/home/you/')), form(shown), command);
    exitCodes.push(status);
  }
  assert.deepEqual(exitCodes, [0, 0, 0]);
});

test('it is small: one dependency, which has a program for each system', async () => {
  const installedAt = join(folder, 'node_modules/k6-local');
  const { bin, dependencies, peerDependencies, peerDependenciesMeta } = JSON.parse(
    await readFile(join(installedAt, 'package.json'), 'utf8'),
  );
  assert.deepEqual(bin, { 'k6-local': 'cli.mjs' });
  assert.deepEqual(Object.keys(dependencies), ['esbuild']);
  const optional = ['pg', 'playwright-core', 'redis', 'web-vitals', 'ws'];
  assert.deepEqual(Object.keys(peerDependencies), optional);
  assert.deepEqual(peerDependenciesMeta, Object.fromEntries(optional.map((name) => [name, { optional: true }])));
  assert.ok((await stat(tarballs['k6-local'])).size < 1_000_000);
  // The program is there twice in a folder of npm's, once as a link.
  const sizes = [installedAt, join(ROOT, 'node_modules/@esbuild')].map(sizeOf);
  const [own = 0, program = 0] = await Promise.all(sizes);
  assert.ok(own > 0 && program > 0 && own + program < 15_000_000, `${own} and ${program}`);
  const notices = await readFile(join(installedAt, 'THIRD-PARTY.txt'), 'utf8');
  for (const name of ['acorn', 'cheerio', 'commander', 'eslint-scope', 'parse5'])
    assert.match(notices, new RegExp(`^${name} \\d`, 'm'));
});

async function sizeOf(at: string): Promise<number> {
  const names = await readdir(at, { recursive: true });
  const sizes = names.map(async (name) => {
    const found = await stat(join(at, name));
    return found.isFile() ? found.size : 0;
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

test('files that its programs name next to themselves are there', async () => {
  const installedAt = join(folder, 'node_modules/k6-local');
  const parts = (await readdir(installedAt)).filter((name) => name.endsWith('.mjs'));
  const texts = await Promise.all(parts.map((name) => readFile(join(installedAt, name), 'utf8')));
  const named = texts.flatMap((text) => [...text.matchAll(/new URL\("(\.\/[^"]+)",\s*import\.meta\.url\)/g)]);
  const files = named.map(([, file]) => file!).sort();
  // The watcher's absence would only show where a script is stuck, the page's with --live.
  assert.deepEqual(files, ['./page-script.js', './page.css', './stuck-watcher.js']);
  for (const file of files) assert.ok((await stat(join(installedAt, file))).isFile(), file);
});

test('threads, HTML and files beside the script are there', async () => {
  await writeFile(join(folder, 'beside.ts'), 'export const path: string = "/";\n');
  await writeFile(
    join(folder, 'more.js'),
    `import http from 'k6/http';
import { parseHTML } from 'k6/html';
import { check } from 'k6';
import { path } from './beside.ts';
export const options = { vus: 4, iterations: 8, thresholds: { checks: ['rate==1'], http_reqs: ['count==8'] } };
export default async function () {
  const answer = await http.asyncRequest('GET', __ENV.TARGET + path);
  check(answer, { page: () => parseHTML('<p>one</p>').find('p').text() === 'one', body: (r) => r.body === 'hello' });
}
`,
  );
  const { status, stderr } = await shell(`k6-local run more.js --threads 2 --quiet -e TARGET=${url}`);
  assert.deepEqual([status, stderr], [0, '']);
});

test('packages that few scripts need are asked for by name, before the run', async () => {
  const lacking = {
    'k6/ws': 'k6/ws needs the package ws: run `npm install ws` and try again',
    'k6/browser':
      'k6/browser needs the packages playwright-core and web-vitals: run `npm install playwright-core web-vitals` and try again',
  };
  for (const [module, text] of Object.entries(lacking)) {
    await writeFile(join(folder, 'lacking.js'), `import '${module}';\nexport default function () {}\n`);
    const { status, stdout, stderr } = await shell('k6-local run lacking.js');
    assert.equal(stderr, `ERRO[0000] ${join(folder, 'lacking.js')}:1:8: ${text}\n`);
    assert.deepEqual([status, stdout], [107, '']);
  }
});

test('a strict program can run a script', async () => {
  const program = `
import { inspectScript, type RunResult, runScript } from 'k6-local';
const io = { stdout: () => {}, stderr: () => {}, isTty: false };
const result: RunResult = await runScript({ script: 'script.js', env: { TARGET: '${url}' }, args: ['--quiet'], io });
const options: Record<string, unknown> = await inspectScript({ script: 'script.js', env: {} });
export const told: string = JSON.stringify([result.exitCode, result.summary?.metrics.http_reqs?.values.count, options.vus]);
// @ts-expect-error: there is no script
runScript({ env: {}, io });
`;
  await writeFile(join(folder, 'runs.ts'), program);
  const flags = ['--strict', '--module', 'nodenext', '--target', 'es2022', '--types', ''];
  const tsc = spawnSync(join(ROOT, 'node_modules/.bin/tsc'), [...flags, 'runs.ts'], { cwd: folder, encoding: 'utf8' });
  assert.equal(tsc.stdout + tsc.stderr, '');
  const ran = await shell(`node -e "import('./runs.js').then(({ told }) => console.log(told)).catch(console.error)"`);
  assert.deepEqual([ran.stdout, ran.stderr], ['[0,20,2]\n', '']);
});
