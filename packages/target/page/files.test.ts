// The page is whole, each fault makes one thing bad about it, and the picture is what it says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync, inflateSync } from 'node:zlib';
import { shop } from '../client.fixture.ts';
import { buildPage, type Page } from './files.ts';
import { type PageFault, pageFaults } from './page-faults.ts';
import { picture } from './picture.ts';
import { encodePng } from './png.ts';

/** From where texts are packed unless another size is asked for. */
const packedFromBytes = 1024;
const good = buildPage(shop);
const names = Object.keys(pageFaults) as PageFault[];

function htmlOf(page: Page): string {
  return page.home.plain.body.toString();
}

/** Paths of what the page links, without their versions. */
function linksOf(page: Page): string[] {
  return [...htmlOf(page).matchAll(/(?:src|href)="(\/[^"?]*)/g)].map(([, path]) => path as string);
}

function bytesOf(page: Page, path: string): Buffer {
  const file = page.files.get(path);
  assert.ok(file, path);
  return file.plain.body;
}

test('the page lists every endpoint with its row', () => {
  for (const { path, p95Ms } of Object.values(shop.rows)) {
    assert.ok(htmlOf(good).includes(`<td>${path}</td>`), path);
    assert.ok(htmlOf(good).includes(`>${p95Ms} ms</td>`), path);
  }
});

for (const faults of [[], ...names.map((name) => [name])]) {
  test(`the page with ${faults[0] ?? 'no fault'} links its files and no other, each by its bytes, none elsewhere`, () => {
    const page = buildPage(shop, faults);
    assert.deepEqual(linksOf(page).sort(), [...page.files.keys()].sort());
    for (const [path, file] of page.files) assert.ok(htmlOf(page).includes(`${path}?v=${file.plain.tag.slice(1, 9)}`));
    // Names of SVG's own namespace are not asked for.
    assert.doesNotMatch(htmlOf(page).replace(/xmlns="[^"]*"/g, ''), /https?:|["(]\/\//);
  });
}

test('a good page has fewer files than a browser has connections, and texts that are worth packing', () => {
  assert.ok(good.files.size <= 5, String(good.files.size));
  const texts = [good.home, ...good.files.values()].filter(({ contentType }) => contentType !== 'image/webp');
  assert.equal(texts.length, 3);
  for (const { plain, packed, contentType } of texts) {
    assert.ok(plain.body.length >= packedFromBytes, contentType);
    assert.ok(packed && packed.body.length < 0.6 * plain.body.length, contentType);
    assert.deepEqual(gunzipSync(packed.body), plain.body);
    assert.notEqual(packed.tag, plain.tag);
  }
});

/** What can be bad, each as a question to a page. */
const flaws: Record<PageFault, (page: Page) => boolean> = {
  'no-cache': ({ files }) => [...files.values()].every(({ cacheControl }) => cacheControl === null),
  'no-compression': ({ home, files }) => [home, ...files.values()].every(({ packed }) => packed === null),
  png: ({ files }) => files.has('/assets/hero.png'),
  'blocking-script': (page) => /<script(?![^>]*\b(?:defer|async|type)\b)[^>]*src[\s\S]*<\/head>/.test(htmlOf(page)),
  'many-files': ({ files }) => files.size > 40,
};

for (const faults of [[], ...names.map((name) => [name])]) {
  test(`${faults[0] ?? 'no fault'} makes ${faults.length === 0 ? 'nothing' : 'one thing'} bad`, () => {
    const page = buildPage(shop, faults);
    assert.deepEqual(
      names.filter((name) => flaws[name](page)),
      faults,
    );
  });
}

test('faults go together', () => {
  const page = buildPage(shop, names);
  assert.deepEqual(
    names.filter((name) => flaws[name](page)),
    names,
  );
});

test('the files of a bad page that are not what is bad about it are too small for another finding', () => {
  const more = [...buildPage(shop, ['many-files', 'blocking-script']).files].filter(([path]) => !good.files.has(path));
  assert.equal(more.length, 41);
  for (const [path, { plain, delayMs }] of more) {
    assert.ok(plain.body.length < packedFromBytes, path);
    assert.equal(delayMs, path === '/assets/early.js' ? 400 : 30);
  }
  assert.equal(new Set(more.map(([, { plain }]) => plain.tag)).size, more.length, 'each has its own bytes');
});

/** Canvas width and height in the head of an extended WebP (RFC 9649, 2.7). */
function sizeOfWebp(file: Buffer): [width: number, height: number] {
  assert.equal(file.toString('latin1', 0, 4) + file.toString('latin1', 8, 16), 'RIFFWEBPVP8X');
  assert.equal(file.readUInt32LE(4), file.length - 8);
  return [file.readUIntLE(24, 3) + 1, file.readUIntLE(27, 3) + 1];
}

test('PNG and WebP are the same size in pixels, and the WebP a tenth of the PNG or less', () => {
  const png = bytesOf(buildPage(shop, ['png']), '/assets/hero.png');
  const webp = bytesOf(good, '/assets/hero.webp');
  assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [picture.width, picture.height]);
  assert.deepEqual(sizeOfWebp(webp), [picture.width, picture.height]);
  assert.ok(webp.length <= png.length / 10, `${webp.length} of ${png.length}`);
  assert.ok(png.length > picture.width * picture.height * 3, 'it is not compressed');
});

test('what a PNG holds are the pixels, compressed or not', () => {
  const pixels = Buffer.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  for (const level of [0, 9]) {
    const png = encodePng(pixels, 2, 2, level);
    const length = png.readUInt32BE(33);
    assert.equal(png.toString('latin1', 37, 41), 'IDAT');
    const rows = inflateSync(png.subarray(41, 41 + length));
    assert.deepEqual([...rows], [0, 1, 2, 3, 4, 5, 6, 0, 7, 8, 9, 10, 11, 12]);
    // The sum of an empty IEND, as in the specification.
    assert.equal(png.toString('hex', png.length - 12), '0000000049454e44ae426082');
  }
});
