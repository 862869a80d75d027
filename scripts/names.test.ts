// The system has its names in the tables and in thresholds/system.ts: no other source names it, its host or an endpoint.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { endpoints } from '../thresholds/baselines.ts';
import { SYSTEM } from '../thresholds/system.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const FOLDERS = ['bench', 'build', 'lib', 'packages', 'scripts'];
const SOURCE = /\.(ts|js|hbs|css|svg)$/;
/** Tests and their helpers use names as their own data. */
const OF_TESTS = /\.(test|fixture)\.(ts|js)$|\/node_modules\//;

const sources = FOLDERS.flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
)
  .filter((file) => SOURCE.test(file) && !OF_TESTS.test(file))
  .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));

/** `file:line` of every place that a pattern is found at. */
const placesOf = (pattern: RegExp, isAllowed: (file: string) => boolean = () => false): string[] =>
  sources
    .filter(({ file }) => !isAllowed(file))
    .flatMap(({ file, text }) =>
      text.split('\n').flatMap((line, at) => (pattern.test(line) ? [`${file}:${at + 1}: ${line.trim()}`] : [])),
    );

test('no source names the system or its host', () => {
  assert.ok(sources.length > 300, `${sources.length} sources`);
  assert.deepEqual(placesOf(new RegExp([SYSTEM.slug, SYSTEM.productionHost.split('.')[0]].join('|'), 'i')), []);
});

/** Where endpoints still are named, and why. */
const NAMING: [place: RegExp, why: string][] = [
  [/^scripts\/target\/(definitions|backing\/backing)\.ts$/, 'data of this suite: what its endpoints answer'],
  [/^bench\//, 'compares generators on one route of the reference target'],
  [/^scripts\/fault-table\/trials\.ts$/, 'the record of what the report says of a fault of each kind'],
];

test('no source names an endpoint', () => {
  const [names, paths] = [Object.keys(endpoints), Object.values(endpoints).map(({ path }) => path)];
  // As a word of its own a name such as `home` says other things too: only whole texts, properties and paths count.
  const pattern = new RegExp(
    [
      `['"\`](${names.join('|')})['"\`]`,
      `endpoints\\.(${names.join('|')})\\b`,
      `endpoint[=:](${names.join('|')})\\b`,
      ...paths.filter((path) => path !== '/').map((path) => `${path}\\b`),
      ...names.filter((name) => name.includes('-')).map((name) => `\\b${name}\\b`),
    ].join('|'),
  );
  assert.deepEqual(
    placesOf(pattern, (file) => NAMING.some(([place]) => place.test(file))),
    [],
  );
  for (const [place, why] of NAMING)
    assert.ok(
      sources.some(({ file, text }) => place.test(file) && pattern.test(text)),
      `${place} is in the list (${why}) and names none`,
    );
});
