// The whole site: built, each link followed, every document and door of a package there, and drawings drawn without a network.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { load } from 'cheerio';
import { testFolder } from 'k6-kit/folder.fixture';
import { findChromium } from 'k6-verdict/render/pdf';
import { chromium } from 'playwright-core';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = testFolder();

const built = spawnSync('npm', ['run', '-s', 'docs:site', '--', folder], { cwd: root, encoding: 'utf8' });

test('the site is built, and no link in it is broken', () => {
  assert.equal(built.status, 0, built.stdout + built.stderr);
});

test('each document is a page under the path that it has in the repository', () => {
  const documents = [
    ...readdirSync(join(root, 'docs')).flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : [])),
    ...readdirSync(join(root, 'packages')).map((name) => `packages/${name}/README.md`),
    'docs/examples/README.md',
    'packages/runner/conformance/README.md',
    'packages/runner/EDGES.md',
    'packages/report/TOOLS.md',
    'packages/history/RATES.md',
    'bench/README.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
  ];
  for (const document of documents) {
    const heading = /^# (.+)$/m.exec(readFileSync(join(root, document), 'utf8'))?.[1];
    const page = load(readFileSync(join(folder, document.replace(/\.md$/, '.html'))));
    assert.equal(page('h1').first().text().trim(), heading, document);
  }
});

test('each door of a package is a module, with what its file is for', () => {
  for (const name of readdirSync(join(root, 'packages'))) {
    const { name: specifier, exports } = JSON.parse(
      readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'),
    ) as {
      name: string;
      exports: Record<string, string>;
    };
    for (const [door, file] of Object.entries(exports)) {
      if (!file.endsWith('.ts') || file.endsWith('.fixture.ts')) continue;
      const page = load(
        readFileSync(join(folder, 'modules', `${specifier}_${door.slice(2).replaceAll('/', '_')}.html`)),
      );
      assert.equal(page('h1').text().trim(), `Module ${specifier}/${door.slice(2)}`);
      assert.notEqual(page('.tsd-panel.tsd-comment').text().trim(), '', `${specifier}/${door} says what it is for`);
    }
  }
});

const executablePath = await findChromium(process.env);
test('drawings are drawn', { skip: executablePath === null && 'no Chromium on this machine' }, async () => {
  const drawn = join(folder, 'docs', 'architecture.html');
  const texts = readFileSync(join(root, 'docs', 'architecture.md'), 'utf8').match(/```mermaid/g) ?? [];
  assert.ok(texts.length > 0 && existsSync(drawn));
  const browser = await chromium.launch({
    executablePath: executablePath!,
    args: ['--disable-background-networking', '--disable-gpu'],
    chromiumSandbox: process.getuid?.() !== 0,
  });
  try {
    const page = await browser.newPage();
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(pathToFileURL(drawn).href);
    await page
      .locator('figure.drawing svg')
      .nth(texts.length - 1)
      .waitFor();
    assert.equal(await page.locator('code.mermaid').count(), 0);
    assert.deepEqual(
      requests.filter((url) => !url.startsWith('file:')),
      [],
      'nothing is fetched',
    );
  } finally {
    await browser.close();
  }
});
