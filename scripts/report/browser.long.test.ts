// The page in a real browser: readable by screen reader and keyboard (axe), silent on the network, whole without script.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { judge } from 'k6-verdict/judge/judge';
import { parseSummary } from 'k6-verdict/parse/parse-summary';
import { readPoints } from 'k6-verdict/points/points';
import { draw } from 'k6-verdict/render/charts/draw';
import { renderHtml } from 'k6-verdict/render/html';
import { pageMedia } from 'k6-verdict/render/page-media';
import { findChromium } from 'k6-verdict/render/pdf';
import { buildView } from 'k6-verdict/render/view';
import { SHOP_SUMMARY } from 'k6-verdict/shop-summary.fixture';
import { chromium } from 'playwright-core';
import { axeFindings } from './axe.fixture.ts';
import { PAGE_RUNS, PICTURE, PICTURE_FILES } from './page-runs.fixture.ts';
import { RUNS } from './runs.fixture.ts';

const executablePath = await findChromium(process.env);
const skip = executablePath === null && 'no Chromium on this machine';
/** Reports of every kind. */
const SCREENS = [
  'baseline-passed',
  'baseline-failed',
  'stress-failed',
  'discarded',
  'spike-failed',
  'page-load-failed',
  'shop',
];
/** The page's budget for a report from a summary alone. */
const MAX_PAGE_BYTES = 250 * 1024;

function resultOf(name: string): unknown {
  if (name === 'shop') return SHOP_SUMMARY;
  if (name === 'discarded') return { ...RUNS['baseline-passed']!(), state: { testRunDurationMs: 40_000 } };
  return { ...RUNS, ...PAGE_RUNS }[name]!();
}

function pageOf(name: string, fileName = `${name}.json`): string {
  const result = resultOf(name);
  const judgement = judge(parseSummary(fileName, JSON.parse(JSON.stringify(result))));
  const src = `data:image/png;base64,${PICTURE.toString('base64')}`;
  const pictures = { byFile: new Map(PICTURE_FILES.map((file) => [file, src])), notes: [] };
  return renderHtml(
    buildView(judgement, { testedBy: 'Ada', reviewedBy: null, now: new Date(0) }),
    draw(judgement, null, pageMedia(judgement, pictures)),
  );
}

/** A page with the charts and tables of a few raw points. */
async function pointsPage(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'report-browser-'));
  try {
    const file = join(folder, 'points.json');
    const lines = Array.from({ length: 50 }, (_, index) => {
      const tags = {
        endpoint: index % 2 ? 'home' : 'health',
        status: index % 10 ? '200' : '503',
        expected_response: String(index % 10 !== 0),
      };
      return JSON.stringify({
        metric: 'http_req_duration',
        type: 'Point',
        data: { time: new Date(index * 1000).toISOString(), value: index + 1, tags },
      });
    });
    await writeFile(file, lines.join('\n'));
    const judgement = judge(parseSummary('x.json', JSON.parse(JSON.stringify(RUNS['smoke-passed']!()))));
    const points = await readPoints([file], [], judgement.summary);
    const view = buildView(judgement, { testedBy: null, reviewedBy: null, now: new Date(0) }, points);
    return renderHtml(view, draw(judgement, points));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test('pages are small and name no address to fetch from', () => {
  for (const name of SCREENS) {
    const html = pageOf(name);
    assert.ok(Buffer.byteLength(html) < MAX_PAGE_BYTES, `${name}: ${html.length} bytes`);
    assert.doesNotMatch(html, /\b(?:src|href)="(?!#|data:image\/png;base64,)|@import|url\(/);
  }
});

test('in a browser', { skip }, async (t) => {
  const args = ['--disable-background-networking', '--disable-gpu'];
  const browser = await chromium.launch({
    executablePath: executablePath!,
    args,
    chromiumSandbox: process.getuid?.() !== 0,
  });
  t.after(() => browser.close());

  const looks = [
    ['spike-failed', 'light'],
    ['endurance-failed', 'dark'],
    // All resources, a pool at its end, many findings.
    ['stress-failed', 'light'],
    ['baseline-passed', 'dark'],
    // A waterfall, pictures of the page, visits that failed.
    ['page-load-failed', 'light'],
    ['page-load-failed', 'dark'],
    ['page-load-under-load-passed', 'dark'],
    // Of another script: checks and all metrics.
    ['shop', 'light'],
    ['shop', 'dark'],
    ['discarded', 'light'],
    ['discarded', 'dark'],
  ] as const;
  for (const [name, colorScheme] of looks) {
    await t.test(`axe finds nothing in ${name}, ${colorScheme}`, async () => {
      const page = await browser.newPage({ colorScheme, viewport: { width: 1000, height: 900 } });
      const requests: string[] = [];
      page.on('request', (request) => requests.push(request.url()));
      await page.setContent(pageOf(name));
      assert.deepEqual(await axeFindings(page), []);
      assert.deepEqual(requests, [], 'nothing is fetched');
      await page.close();
    });
  }

  await t.test('axe finds nothing where raw points are shown', async () => {
    const page = await browser.newPage();
    await page.setContent(await pointsPage());
    assert.deepEqual(await axeFindings(page), []);
    assert.equal(await page.locator('svg.still').count(), 3);
    await page.close();
  });

  await t.test('a table sorts by its header, by keyboard', async () => {
    const page = await browser.newPage();
    await page.setContent(pageOf('spike-failed'));
    const button = page.locator('#limits ~ .limits thead button', { hasText: 'Value' });
    await button.focus();
    await page.keyboard.press('Enter');
    const values = await page.locator('#limits ~ .limits tbody tr td:nth-child(4)').allInnerTexts();
    const numbers = values.map((text) => Number.parseFloat(text));
    assert.deepEqual(
      numbers,
      [...numbers].sort((a, b) => a - b),
    );
    await page.close();
  });

  await t.test('pointing at a chart tells the moment in all of them', async () => {
    const page = await browser.newPage();
    await page.setContent(pageOf('spike-failed'));
    await page.locator('svg.chart').first().hover();
    assert.match((await page.locator('#moment').textContent()) ?? '', /spike w\d+ .*P95/);
    assert.equal(await page.locator('svg .cursor').count(), await page.locator('svg.chart').count());
    await page.close();
  });

  for (const name of SCREENS) {
    await t.test(`the first screen of ${name} is all there at 1280 x 800, in its order`, async () => {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      await page.setContent(pageOf(name));
      const parts = ['.verdict', '.tested', '.says', '.strip', ...(name === 'shop' ? [] : ['.timeline'])];
      let above = 0;
      for (const part of parts) {
        const box = (await page.locator(`#overview ${part}`).boundingBox())!;
        assert.ok(box.y >= above - 1, `${part} is below what comes before it`);
        assert.ok(box.y + box.height <= 800, `${part} ends at ${box.y + box.height}`);
        above = box.y;
      }
      assert.equal(await page.evaluate('scrollY'), 0);
      await page.close();
    });
  }

  await t.test('the contents stay in sight, and a link leads to its section by keyboard, without scripts', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    await page.setContent(pageOf('stress-failed'));
    await page.locator('.toc a', { hasText: 'Findings' }).focus();
    await page.keyboard.press('Enter');
    const heading = (await page.locator('#findings').boundingBox())!;
    assert.ok(heading.y >= 0 && heading.y < 200, `the heading is at ${heading.y}`);
    const toc = (await page.locator('.toc ul').boundingBox())!;
    assert.ok(toc.y >= 0 && toc.y < 100, `the contents are at ${toc.y}`);
    await context.close();
  });

  await t.test(
    'on a telephone texts of charts keep their size, and value, limit and margin are on the screen',
    async () => {
      const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
      await page.setContent(pageOf('stress-failed'));
      for (const text of await page.locator('.timeline .tick:visible').all()) {
        const box = (await text.boundingBox())!;
        assert.ok(box.x >= 0 && box.x + box.width <= 391, `a label goes from ${box.x} to ${box.x + box.width}`);
        assert.ok(box.height >= 10, `a label is ${box.height} high`);
      }
      for (const cell of await page.locator('#limits ~ .limits td[data-name]:visible').all()) {
        const box = (await cell.boundingBox())!;
        assert.ok(box.x >= 0 && box.x + box.width <= 390, `a cell goes from ${box.x} to ${box.x + box.width}`);
      }
      await page.close();
    },
  );

  for (const name of SCREENS) {
    await t.test(
      `nothing of ${name} sticks out at any width, and on paper what is folded away is printed`,
      async () => {
        const page = await browser.newPage({ viewport: { width: 390, height: 800 } });
        await page.setContent(pageOf(name));
        const width = '[document.documentElement.scrollWidth, innerWidth]';
        for (const screen of [1000, 740, 650, 390]) {
          await page.setViewportSize({ width: screen, height: 800 });
          const [needed, there] = await page.evaluate<[number, number]>(width);
          assert.ok(needed <= there, `at ${screen} px the page is ${needed} wide`);
        }
        const folded = page.locator('details table').first();
        await folded.waitFor({ state: 'attached' });
        assert.equal(await folded.isVisible(), false);
        await page.pdf({ format: 'A4' });
        assert.equal(await folded.isVisible(), true);
        await page.close();
      },
    );
  }

  await t.test('on a telephone the name of a file that is the title is broken', async () => {
    const page = await browser.newPage({ viewport: { width: 390, height: 800 } });
    await page.setContent(pageOf('shop', `${'nightly_'.repeat(9)}.json`));
    const width = '[document.documentElement.scrollWidth, innerWidth]';
    const [needed, there] = await page.evaluate<[number, number]>(width);
    assert.ok(needed <= there, `the page is ${needed} wide`);
    await page.close();
  });

  await t.test("pictures of the page are shown under the page's own policy", async () => {
    const page = await browser.newPage();
    await page.setContent(pageOf('page-load-failed'));
    const widths = await page
      .locator('.film img')
      .evaluateAll((images) => images.map((image) => (image as unknown as { naturalWidth: number }).naturalWidth));
    assert.deepEqual(widths, [1, 1, 1]);
    await page.close();
  });

  await t.test('without script every figure is there', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.setContent(pageOf('spike-failed'));
    assert.match(
      (await page.locator('body').textContent()) ?? '',
      /FAILED[\s\S]*Recovery[\s\S]*Load Steps[\s\S]*Tested By/,
    );
    await context.close();
  });
});
