// The conformance table is complete and true: it has what k6's types and the runner's own code have, and every test it names exists.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { filesOf, GROUPS } from '../../../scripts/test-groups/together.ts';
import { loadLibrary } from '../browser/launch.ts';
import { type Members, MISSING_DEVICES, SURFACE } from '../browser/surface.ts';
import { BROWSER_METRICS } from '../browser/traffic.ts';
import { EXIT } from '../exit-codes.ts';
import { KNOWN_CODES } from '../http-errors.ts';
import { Metrics } from '../metrics.ts';
import {
  IGNORED_VARIABLES,
  OTHER_VARIABLES,
  REFUSED_FLAGS,
  REFUSED_OPTIONS,
  REFUSED_VARIABLES,
  SCRIPT_OPTIONS,
  SETTINGS,
} from '../option-table.ts';
import { DEFAULT_SYSTEM_TAGS, UNSUPPORTED_SYSTEM_TAGS } from '../options.ts';

import { evaluate } from '../testing.fixture.ts';
import { K6Types } from './k6-types.fixture.ts';
import { moduleExports } from './module-exports.fixture.ts';
import { type NamedTest, testsOf } from './named-tests.fixture.ts';
import type { Row, State } from './rows.ts';
import { TABLE } from './table.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
let types: K6Types;
before(async () => {
  types = new K6Types();
});
after(() => types.close());

const rows: readonly Row[] = TABLE.flatMap((section) => section.rows);

/** All names of a section, or those in some states. */
function namesOf(title: string, ...states: State[]): string[] {
  const section = TABLE.find((one) => one.title === title);
  assert.ok(section, `the table has no section ${title}`);
  const wanted = section.rows.filter(({ state }) => states.length === 0 || states.includes(state));
  return wanted.flatMap(({ names }) => names).sort();
}

const sorted = (names: Iterable<string>): string[] => [...new Set(names)].sort();

function assertHas(title: string, names: Iterable<string>, ...states: State[]): void {
  const there = namesOf(title, ...states);
  const missing = sorted(names).filter((name) => !there.includes(name));
  assert.deepEqual(missing, [], `the section ${title} lacks these`);
}

test('no name stands twice in a section', () => {
  for (const { title } of TABLE) assert.deepEqual(namesOf(title), sorted(namesOf(title)), title);
});

test('every test that the table names exists, is run by npm test, and is not skipped where the row is supported', () => {
  const read = new Map<string, NamedTest[]>();
  const run = GROUPS.flatMap((group) => filesOf(group));
  const problems: string[] = [];
  for (const {
    names,
    state,
    test: { file, title },
  } of rows) {
    if (!existsSync(`${ROOT}${file}`) || !run.includes(file)) {
      problems.push(`${names.join()}: no test file ${file}`);
      continue;
    }
    const all = read.get(file) ?? testsOf(`${ROOT}${file}`);
    read.set(file, all);
    const found = all.filter((one) => one.isCalled(title));
    if (found.length === 0) problems.push(`${names.join()}: ${file} has no test "${title}"`);
    if (state === 'supported' && found.some(({ maySkip }) => maySkip))
      problems.push(`${names.join()}: the test "${title}" may be skipped`);
  }
  assert.deepEqual(problems, []);
});

/** Sections whose names are driven by the code's own tables, or are words about behaviour. */
const NOT_BY_NAME = [
  'Flags',
  'Variables',
  'Behaviour of requests',
  'Behaviour of a run',
  'Thresholds',
  'Modules',
  'Outputs',
];

test('the file of a test has the names that it shows', () => {
  const problems: string[] = [];
  for (const { title, rows: own } of TABLE.filter(({ title }) => !NOT_BY_NAME.includes(title))) {
    for (const {
      names,
      state,
      test: { file },
    } of own) {
      if (state === 'refused' || file.endsWith('table.test.ts')) continue;
      const text = readFileSync(`${ROOT}${file}`, 'utf8');
      for (const name of names)
        if (!text.includes(name.split('.').at(-1) as string)) problems.push(`${title} ${name}: not in ${file}`);
    }
  }
  assert.deepEqual(problems, []);
});

test('every module of the types and of the runner has a row', () => {
  assertHas('Modules', types.modules);
  assertHas('Modules', Object.keys(moduleExports()), 'supported', 'partly');
});

/** Types that a script only gets values of. */
const isMember = (title: string, name: string): boolean =>
  ({ 'k6/metrics': ['add', 'name'], 'k6/crypto': ['update', 'digest'] })[title]?.includes(name) ?? false;

test('every export of a supported module has a row, in the types and in the runner, and no row has more', () => {
  for (const [module, names] of Object.entries(moduleExports())) {
    if (module.startsWith('k6/x/') || module === 'k6/execution') continue;
    assertHas(module, types.valuesOf(module));
    assertHas(
      module,
      names.filter((name) => name !== 'default'),
    );
    const own = namesOf(module, 'supported', 'partly').filter((name) => !isMember(module, name));
    assert.deepEqual(
      own.filter((name) => !names.includes(name)),
      [],
      `${module} lacks these`,
    );
  }
});

test('every member of k6/execution has a row', () => {
  const members = ['scenario', 'instance', 'test', 'vu'].flatMap((part) =>
    types.membersOf('k6/execution', part).map((name) => `${part}.${name}`),
  );
  const metrics = ['vu.metrics.tags', 'vu.metrics.metadata'];
  assertHas('k6/execution', [...members.filter((name) => name !== 'vu.metrics'), ...metrics]);
  assert.deepEqual(namesOf('k6/execution'), sorted([...members.filter((name) => name !== 'vu.metrics'), ...metrics]));
});

test('every member of the types of k6 has a row', () => {
  assertHas('Response', types.membersOf('k6/http', 'Response'));
  assertHas('Params', types.membersOf('k6/http', 'Params'));
  assertHas('http.CookieJar', types.membersOf('k6/http', 'CookieJar'));
  assertHas('k6/metrics', types.membersOf('k6/metrics', 'Metric'));
  assertHas('k6/crypto', types.membersOf('k6/crypto', 'Hasher'));
  assertHas('Options', types.membersOf('k6/options', 'Options'));
  const scenarios = [
    'SharedIterations',
    'PerVUIterations',
    'ConstantVUs',
    'RampingVUs',
    'ConstantArrivalRate',
    'RampingArrivalRate',
  ];
  assertHas(
    'Scenario fields',
    scenarios.flatMap((name) => types.membersOf('k6/options', `${name}Scenario`)),
  );
  const executors = types.textOf('k6/options', 'ExecutorOptions').match(/[a-z-]{8,}/g) ?? [];
  assert.equal(executors.length, 6);
  assertHas('Executors', executors, 'supported');
});

test('every member of the objects of k6/html has a row', () => {
  assertHas('k6/html Selection', types.membersOf('k6/html', 'Selection'));
  const ofAll = types.membersOf('k6/html', 'Element');
  assertHas('k6/html Element', ofAll);
  const kinds = types.namesOf('k6/html').filter((name) => name.endsWith('Element') && name !== 'Element');
  assert.ok(kinds.length > 50, kinds.join());
  const own = kinds.flatMap((kind) => types.membersOf('k6/html', kind)).filter((name) => !ofAll.includes(name));
  assert.deepEqual(namesOf('k6/html elements of a kind'), sorted(own));
});

test('every member of the objects of k6/ws and k6/websockets has a row', () => {
  for (const [module, kind] of [
    ['k6/ws', 'Socket'],
    ['k6/ws', 'Params'],
    ['k6/websockets', 'WebSocket'],
    ['k6/websockets', 'Blob'],
  ] as const)
    assert.deepEqual(namesOf(`${module} ${kind}`), sorted(types.membersOf(module, kind)));
});

/** All names of a kind of object of k6/browser. */
function membersOf({ calls = [], asks = [], waits = [], own = [], builds = {}, parts = {} }: Members): string[] {
  return [...calls, ...asks, ...waits, ...own, ...Object.keys(builds), ...Object.keys(parts)];
}

test('every member of the objects of k6/browser has a row, in the types and in the runner, and no row has more', () => {
  for (const [kind, members] of Object.entries(SURFACE)) {
    assertHas(`k6/browser ${kind}`, types.membersOf('k6/browser', kind));
    assert.deepEqual(namesOf(`k6/browser ${kind}`, 'supported', 'partly'), sorted(membersOf(members)), kind);
  }
  for (const name of ['BrowserType', 'MetricMessage', 'NewBrowserContextOptions'])
    assert.deepEqual(namesOf(`k6/browser ${name}`), sorted(types.membersOf('k6/browser', name)));
});

test('devices that the browser lacks are refused, and all others of the types are there', () => {
  const known = loadLibrary().devices;
  const missing = types.membersOf('k6/browser', 'devices').filter((name) => !Object.hasOwn(known, name));
  assert.deepEqual(sorted(missing), sorted(MISSING_DEVICES));
  assert.deepEqual(namesOf('k6/browser devices'), sorted(MISSING_DEVICES));
});

test('every option, flag and variable that the runner reads has a row, and every row is read', () => {
  const options = [...SETTINGS.filter(({ isOption }) => isOption).map(({ key }) => key), ...SCRIPT_OPTIONS];
  assert.deepEqual(namesOf('Options', 'supported', 'partly'), sorted(options));
  assert.deepEqual(namesOf('Options', 'refused'), sorted(REFUSED_OPTIONS));
  const flags = SETTINGS.flatMap(({ flag }) => (flag ? [spelled(flag)] : []));
  assert.deepEqual(namesOf('Flags', 'supported', 'partly'), sorted(flags));
  const refused = Object.entries(REFUSED_FLAGS).map(([long, short]) => (short ? `${long} ${short}` : long));
  assert.deepEqual(namesOf('Flags', 'refused'), sorted(refused));
  const variables = [...SETTINGS.flatMap(({ env }) => env ?? []), ...OTHER_VARIABLES, ...IGNORED_VARIABLES];
  assert.deepEqual(namesOf('Variables', 'supported', 'partly'), sorted(variables));
  assert.deepEqual(namesOf('Variables', 'refused'), sorted(Object.keys(REFUSED_VARIABLES)));
});

/** `-u, --vus <n>` as in the table: `--vus -u`. */
function spelled(flag: string): string {
  return (flag.match(/--?[\w-]+/g) ?? []).sort((a, b) => b.length - a.length).join(' ');
}

test('every built-in metric, system tag, exit code and error code has a row, and every row is one', () => {
  assert.deepEqual(
    namesOf('Metrics', 'supported', 'partly'),
    sorted([...Object.keys(new Metrics().builtIn), ...Object.keys(BROWSER_METRICS)]),
  );
  assert.deepEqual(namesOf('System tags', 'supported', 'partly'), sorted(DEFAULT_SYSTEM_TAGS));
  assert.deepEqual(namesOf('System tags', 'refused'), sorted(UNSUPPORTED_SYSTEM_TAGS));
  assert.deepEqual(namesOf('Exit codes'), sorted(Object.values(EXIT).map(String)));
  assert.deepEqual(namesOf('Error codes'), sorted(KNOWN_CODES.map(String)));
});

test('every global of the table is there, and every one that is refused says so', async () => {
  const { kinds } = await evaluate(
    `tell('kinds', Object.fromEntries(${JSON.stringify(namesOf('Globals', 'supported'))}.map((name) => [name, name.startsWith('import.') ? 'function' : typeof name.split('.').reduce((holder, key) => holder[key], globalThis)])));`,
  );
  for (const [name, kind] of Object.entries(kinds as Record<string, string>)) assert.notEqual(kind, 'undefined', name);
});

test('constants of k6/http have the values of the types', async () => {
  const names = types.valuesOf('k6/http').filter((name) => /^[A-Z]+_/.test(name));
  assert.ok(names.length > 15, names.join());
  const { values } = await evaluate(
    `tell('values', Object.fromEntries(${JSON.stringify(names)}.map((name) => [name, http[name]])));`,
  );
  for (const name of names)
    assert.equal(JSON.stringify((values as Record<string, string>)[name]), types.textOf('k6/http', name), name);
});
