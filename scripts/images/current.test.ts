// Sample reports and pictures are what the code of today makes of the kept results. An old one: `npm run docs:images`.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { examples, KEPT } from './examples.ts';
import { type MadeFrom, madeFrom } from './made-from.ts';
import { pictures } from './pictures.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const [exampleFolder, imageFolder] = [join(root, 'docs/examples'), join(root, 'docs/images')];
const made = await examples(exampleFolder);

for (const [name, content] of made) {
  test(`docs/examples/${name} is what is made of the results today`, () => {
    const isSame = readFileSync(join(exampleFolder, name), 'utf8') === content;
    assert.ok(isSame, `docs/examples/${name} is older than the code that makes it: run npm run docs:images`);
  });
}

test('each picture shows what is there today, is as it was made, and is small', async () => {
  const shown = await pictures(root, made);
  const files = new Map(shown.map(({ name }) => [name, readFileSync(join(imageFolder, name))]));
  const noted = JSON.parse(readFileSync(join(imageFolder, 'made-from.json'), 'utf8')) as MadeFrom;
  assert.deepEqual(noted, madeFrom(shown, files), 'docs/images is older than what it shows: run npm run docs:images');
  assert.deepEqual(readdirSync(imageFolder).toSorted(), [...files.keys(), 'made-from.json'].toSorted());
  for (const [name, { length }] of files) assert.ok(length <= 150 * 1024, `${name}: ${length} bytes`);
});

test('examples name no folder of a machine and no token, and each is listed', () => {
  const names = [...new Set([...Object.values(KEPT), ...made.keys()])];
  assert.deepEqual(readdirSync(exampleFolder).toSorted(), [...names, 'README.md'].toSorted());
  const list = readFileSync(join(exampleFolder, 'README.md'), 'utf8');
  for (const name of names) {
    assert.ok(list.includes(`(${name})`), `README.md lists ${name}`);
    const [found] =
      /\/(home|root|tmp|Users|work)\/|Bearer /.exec(readFileSync(join(exampleFolder, name), 'utf8')) ?? [];
    assert.equal(found, undefined, name);
  }
});
