// Pages of comparisons, suites and drills in a real browser: first screen, telephone, paper, axe, silence on the network, no script.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findChromium } from 'k6-verdict/render/pdf';
import { chromium } from 'playwright-core';
import { axeFindings } from './axe.fixture.ts';
import { OTHER_PAGES } from './other-pages.fixture.ts';

const executablePath = await findChromium(process.env);

test('in a browser', { skip: executablePath === null && 'no Chromium on this machine' }, async (t) => {
  const browser = await chromium.launch({
    executablePath: executablePath!,
    args: ['--disable-background-networking', '--disable-gpu'],
    chromiumSandbox: process.getuid?.() !== 0,
  });
  t.after(() => browser.close());
  for (const [name, { html }] of Object.entries(OTHER_PAGES)) {
    await t.test(name, async () => {
      for (const colorScheme of ['light', 'dark'] as const) {
        const page = await browser.newPage({ colorScheme, viewport: { width: 1280, height: 800 } });
        const requests: string[] = [];
        page.on('request', (request) => requests.push(request.url()));
        await page.setContent(html());
        let above = 0;
        for (const part of ['.verdict', '.tested', '.says', '.strip', '.timeline']) {
          // Runs that are not alike have no figures, and only a run has a time line.
          const isOptional = part === '.strip' || part === '.timeline';
          if (isOptional && (await page.locator(`#overview ${part}`).count()) === 0) continue;
          const box = (await page.locator(`#overview ${part}`).boundingBox())!;
          assert.ok(box.y >= above - 1 && box.y + box.height <= 800, `${part} goes from ${box.y} by ${box.height}`);
          above = box.y;
        }
        assert.deepEqual(await axeFindings(page), []);
        await page.setViewportSize({ width: 390, height: 800 });
        assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 390);
        assert.deepEqual(requests, [], 'nothing is fetched');
        await page.close();
      }
      const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 1280, height: 800 } });
      const page = await context.newPage();
      await page.setContent(html());
      await page.locator('.toc a').last().focus();
      await page.keyboard.press('Enter');
      const heading = (await page.locator('h2').last().boundingBox())!;
      assert.ok(heading.y >= 0 && heading.y + heading.height <= 800, `the section is at ${heading.y}`);
      await page.emulateMedia({ media: 'print' });
      assert.equal(await page.locator('.toc').isVisible(), false);
      for (const title of await page.locator('summary').all()) assert.equal(await title.isVisible(), true);
      await context.close();
    });
  }
});
