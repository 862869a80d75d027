// The arrows between the parts: what may import what, and that nothing comes round to itself.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const FOLDERS = ['bench', 'build', 'lib', 'packages', 'scripts', 'tests', 'thresholds'];
/** Tests and their helpers may import what they like, those of packages other packages. */
const OF_TESTS = /\.(test|fixture)\.ts$|\/fixtures\//;
/** Of types too: who reads one file of a circle has to read them all. */
const IMPORT = /^(?:import|export)\s[^;'"]*?from\s+'([^']+)'|\bimport\(\s*'([^']+)'/gm;

const sources = FOLDERS.flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
).filter((file) => file.endsWith('.ts'));
const files = sources.filter((file) => !OF_TESTS.test(file));

/** The packages of the repository: where each is, and its doors. */
const packages = new Map(
  readdirSync(join(root, 'packages')).map((folder) => {
    const { name, exports } = JSON.parse(readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8')) as {
      name: string;
      exports: Record<string, string>;
    };
    return [name, { folder: `packages/${folder}`, doors: exports }];
  }),
);

const arrows = new Map(files.map((file) => [file, arrowsOf(file)]));

/** What a file imports of this repository. */
function arrowsOf(file: string): string[] {
  const found = readFileSync(join(root, file), 'utf8').matchAll(IMPORT);
  return [...found].flatMap(([, named, dynamic]) => fileOf(file, named ?? dynamic ?? '') ?? []);
}

/** Undefined for what npm has installed, Node's own and k6's. */
function fileOf(importer: string, specifier: string): string | undefined {
  const [name = '', ...door] = specifier.split('/');
  const entered = packages.get(name);
  // A door that is not there is tsc's to report.
  if (entered) return join(entered.folder, entered.doors[['.', ...door].join('/')] ?? '');
  return specifier.startsWith('.') ? relative(root, resolve(root, dirname(importer), specifier)) : undefined;
}

/** Groups of nodes that reach each other. */
function circlesOf(next: ReadonlyMap<string, readonly string[]>): string[][] {
  const [reached, order]: [Set<string>, string[]] = [new Set(), []];
  const visit = (node: string, of: ReadonlyMap<string, readonly string[]>, leave: (node: string) => void): void => {
    if (reached.has(node)) return;
    reached.add(node);
    for (const other of of.get(node) ?? []) visit(other, of, leave);
    leave(node);
  };
  for (const node of next.keys()) visit(node, next, (done) => order.push(done));
  const back = new Map<string, string[]>();
  for (const [from, all] of next) for (const to of all) back.set(to, [...(back.get(to) ?? []), from]);
  reached.clear();
  const groups = order.reverse().map((node) => {
    const group: string[] = [];
    visit(node, back, (done) => group.push(done));
    return group.sort();
  });
  return groups.filter((group) => group.length > 1).sort();
}

/** Commands, and programs of their own: they use what they like and nothing uses them. */
const ENTRY = /(command|generator)\.ts$/;

/** The part that a file belongs to. */
function partOf(file: string): string {
  const [top = '', second = '', third = ''] = file.split('/');
  if (top === 'packages') return `${top}/${second}`;
  if (top !== 'scripts' || second.endsWith('.ts') || ENTRY.test(file)) return top === 'scripts' ? file : top;
  // Three rooms with a corridor: the stack, probes of it, and their report.
  return second === 'services' && !third.endsWith('.ts') ? `${top}/${second}/${third}` : `${top}/${second}`;
}

const partArrows = new Map<string, string[]>();
for (const [file, all] of arrows) {
  const known = partArrows.get(partOf(file)) ?? [];
  const others = all.map(partOf).filter((part) => part !== partOf(file));
  partArrows.set(partOf(file), [...new Set([...known, ...others])]);
}

/** Which parts a part may import; parts that are not listed here may import all that makes no circle. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'packages/kit': [],
  'packages/format': [],
  'packages/runner': ['packages/kit', 'packages/format'],
  'packages/report': ['packages/kit', 'packages/format'],
  'packages/history': ['packages/kit', 'packages/format', 'packages/runner', 'packages/report'],
  'packages/script': ['packages/kit', 'packages/format'],
  'packages/target': ['packages/kit'],
  thresholds: ['packages/format', 'packages/kit'],
  lib: ['thresholds', 'packages/format', 'packages/kit', 'packages/script'],
  tests: ['lib', 'thresholds', 'packages/format', 'packages/kit', 'packages/script'],
  build: ['lib', 'thresholds', 'packages/format', 'packages/kit'],
};

test('packages import no part of the suite, tests import lib, and lib imports thresholds', () => {
  for (const [part, allowed] of Object.entries(ALLOWED)) {
    const found = partArrows.get(part);
    assert.ok(found, part);
    assert.deepEqual(
      found.filter((other) => !allowed.includes(other)),
      [],
      part,
    );
  }
  const unlisted = [...partArrows.keys()].filter((part) => part.startsWith('packages/') && !ALLOWED[part]);
  assert.deepEqual(unlisted, [], 'a package says what it may import');
});

/** It holds the table against the groups that tests run in. */
const REACHING = ['packages/runner/conformance/table.test.ts -> scripts/test-groups/together.ts'];

test('tests of packages do without the suite, too', () => {
  const tests = sources.filter((file) => file.startsWith('packages/') && OF_TESTS.test(file));
  const reaching = tests.flatMap((file) =>
    arrowsOf(file)
      .filter((to) => !to.startsWith('packages/'))
      .map((to) => `${file} -> ${to}`),
  );
  assert.ok(tests.length > 100, `${tests.length} files`);
  assert.deepEqual(reaching, REACHING);
});

test('a package is entered by its doors only', () => {
  for (const [file, all] of arrows)
    for (const to of all) {
      const [, folder = ''] = /^(packages\/[^/]+)\//.exec(to) ?? [];
      if (folder === '' || file.startsWith(`${folder}/`)) continue;
      const { doors } = [...packages.values()].find((one) => one.folder === folder)!;
      assert.ok(Object.values(doors).includes(`./${relative(folder, to)}`), `${file} -> ${to}`);
    }
});

test('no part comes round to itself', () => assert.deepEqual(circlesOf(partArrows), []));

/** Functions that call each other: a path's modifiers take paths, and elements find elements. */
const RECURSIONS = [
  ['packages/runner/guest/element.ts', 'packages/runner/guest/selection.ts'],
  ['packages/runner/guest/gjson/modifiers.ts', 'packages/runner/guest/gjson/select.ts'],
];

test('no file comes round to itself', () => assert.deepEqual(circlesOf(arrows), RECURSIONS));

test('circles are found, also those that only close over a third', () => {
  const next = { a: ['b'], b: ['c'], c: ['a', 'd'], d: [], e: ['a'] };
  assert.deepEqual(circlesOf(new Map(Object.entries(next))), [['a', 'b', 'c']]);
});
