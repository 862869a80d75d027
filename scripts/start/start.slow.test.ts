// Starting programs: an edited source is never run stale, an unchanged one is not compiled again, and it works where nothing can be kept.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const packages = join(dirname(dirname(here)), 'node_modules');

let root = '';
/** Builds of the repository's own cache, and of the user's. */
const places = { own: '', user: '' };

/** A repository with programs of one line. */
function begin(): void {
  root = mkdtempSync(join(tmpdir(), 'start-'));
  places.own = join(root, 'node_modules/.cache/perf');
  places.user = join(root, 'user-cache');
  cpSync(here, join(root, 'scripts/start'), { recursive: true });
  mkdirSync(join(root, 'node_modules'));
  for (const name of ['esbuild', '@esbuild']) symlinkSync(join(packages, name), join(root, 'node_modules', name));
  write('package.json', '{"type":"module"}');
  for (const program of ['scripts', 'packages/runner'])
    write(`${program}/cli.ts`, `console.log('${program}' as string);`);
  write('scripts/baselines/generator.ts', "console.log('generator' as string);");
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

interface Ended {
  code: number | null;
  out: string;
  err: string;
}

function start(
  hear: (child: ChildProcess, out: string) => void = () => {},
  args = ['scripts/cli.ts', 'one', '--two'],
): Promise<Ended> {
  const child = spawn(process.execPath, [join(root, 'scripts/start/start.js'), ...args], {
    env: { PATH: process.env.PATH, XDG_CACHE_HOME: places.user, TMPDIR: join(root, 'tmp') },
    timeout: 30_000,
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => {
    out += chunk;
    hear(child, out);
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })));
}

function buildsIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => /build-\w+$/.test(path));
  } catch {
    return [];
  }
}

/** A hook of the file would run around the tests of every file in its group. */
describe('a start', () => {
  beforeEach(begin);
  afterEach(() => rmSync(root, { recursive: true }));

  test('a program has its arguments and its own place; the second start takes the same build', async () => {
    write(
      'scripts/cli.ts',
      'console.log(process.argv.slice(2).join(), import.meta.url === "file://" + process.argv[1]);',
    );
    for (let count = 0; count < 2; count++)
      assert.deepEqual(await start(), { code: 0, out: 'one,--two true\n', err: '' });
    assert.equal(buildsIn(places.own).length, 1);
  });

  test('without the module of tables the generator starts, and every other program says in one line to run it', async () => {
    mkdirSync(join(root, 'tmp'));
    write('scripts/cli.ts', "import { rows } from '../thresholds/baselines.ts'; console.log(rows);");
    const generate = ['baselines', 'generate'];
    const nothing = (): void => {};
    for (const module of [undefined, 'export const others = 1;']) {
      if (module !== undefined) write('thresholds/baselines.ts', module);
      assert.deepEqual(await start(nothing, generate), { code: 0, out: 'generator\n', err: '' });
      const { code, out, err } = await start(nothing, ['list']);
      assert.deepEqual([code, out], [2, '']);
      assert.match(err, /^thresholds\/baselines\.ts .*`npm run perf -- baselines generate`\n$/);
    }
    write('thresholds/baselines.ts', "export const rows = 'rows';");
    assert.deepEqual(await start(nothing, ['list']), { code: 0, out: 'rows\n', err: '' });
    assert.deepEqual(await start(nothing, generate), { code: 0, out: 'generator\n', err: '' });
  });

  test('an edit is seen although size and time are those of before; what was only touched is not compiled again', async () => {
    write('scripts/shared.ts', "export const word = 'old';");
    write('scripts/cli.ts', "import { word } from './shared.ts'; console.log(word);");
    assert.equal((await start()).out, 'old\n');
    const path = join(root, 'scripts/shared.ts');
    const { atime, mtime } = statSync(path);
    write('scripts/shared.ts', "export const word = 'new';");
    utimesSync(path, atime, mtime);
    assert.equal((await start()).out, 'new\n');
    utimesSync(path, new Date(), new Date());
    assert.equal((await start()).out, 'new\n');
    assert.equal(buildsIn(places.own).length, 2);
  });

  test("where the repository cannot keep a build, the user's cache does; where that cannot either, it is made for this start", async () => {
    // A file in a folder's place: nobody can make folders below it, whatever their rights.
    write('node_modules/.cache', '');
    assert.equal((await start()).out, 'scripts\n');
    assert.equal(buildsIn(places.user).length, 1);
    rmSync(places.user, { recursive: true });
    write('user-cache', '');
    mkdirSync(join(root, 'tmp'));
    assert.equal((await start()).out, 'scripts\n');
    assert.deepEqual(readdirSync(join(root, 'tmp')), []);
  });

  test('starts at the same moment do not disturb each other', async () => {
    const ended = await Promise.all([start(), start(), start()]);
    assert.deepEqual(
      ended.map(({ out, err }) => out + err),
      ['scripts\n', 'scripts\n', 'scripts\n'],
    );
    assert.equal((await start()).out, 'scripts\n');
  });

  test('a source that is wrong is named with its line, and a stack names lines of the sources', async () => {
    write('scripts/cli.ts', '\nconst = 1;');
    const wrong = await start();
    assert.equal(wrong.code, 1);
    assert.match(wrong.err, /scripts\/cli\.ts:2:6: ERROR/);
    write('scripts/cli.ts', '// One.\n\nfunction fail(): never {\n  throw new Error("no");\n}\nfail();');
    const { code, err } = await start();
    assert.equal(code, 1);
    assert.ok(
      err.includes(`Error: no\n    at fail (${root}/scripts/cli.ts:4:9)\n    at ${root}/scripts/cli.ts:6:1`),
      err,
    );
  });

  test('a signal that comes while a program is loaded is heard when it listens; a second one does not wait', async () => {
    const hears = "process.on('SIGTERM', () => { console.log('heard'); process.exit(7); });";
    write(
      'scripts/cli.ts',
      `console.log('loading'); await new Promise((go) => setTimeout(go, 300)); ${hears} setTimeout(() => {}, 9e3);`,
    );
    let sent = 0;
    const once = await start((child, out) => {
      if (sent === 0 && out.includes('loading')) sent += Number(child.kill('SIGTERM'));
    });
    assert.deepEqual([once.code, once.out], [7, 'loading\nheard\n']);
    write(
      'scripts/cli.ts',
      "console.log('loading'); setTimeout(() => console.log('late'), 1100); setTimeout(() => {}, 9e3);",
    );
    const twice = await start((child, out) => void child.kill(out.includes('late') ? 'SIGINT' : 'SIGTERM'));
    assert.equal(twice.code, 130);
  });
});
