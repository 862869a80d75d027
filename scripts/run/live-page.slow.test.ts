// The live page in a real browser: readable (axe), silent on the network, hostile names are text, and it becomes the report.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LiveMoment } from 'k6-local/live';
import { findChromium } from 'k6-verdict/render/pdf';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { Io } from '../io.ts';
import { withLivePage } from './live-page.ts';
import type { Outcome } from './test-plan.ts';

const executablePath = await findChromium(process.env);
const skip = executablePath === null && 'no Chromium on this machine';
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const HOSTILE = '<img src=//evil.example onerror=document.title="owned">';
const OPTIONS = {
  scenarios: {
    a: {
      ...{ executor: 'ramping-vus', startVUs: 0 },
      stages: [
        { duration: '10s', target: 50 },
        { duration: '50s', target: 50 },
      ],
    },
  },
  thresholds: {
    http_req_duration: ['p(95)<200'],
    'http_req_duration{name:basket}': ['p(95)<90'],
    [`http_req_duration{name:${HOSTILE}}`]: ['p(95)<50'],
    http_req_failed: ['rate<0.01'],
  },
};
const row = (p95: number) => ({ count: 40, p50: p95 / 2, p95, p99: p95 * 1.5 });
const second = (index: number): LiveMoment => ({
  ...{
    atMs: index * 1000,
    spanMs: 1000,
    done: null,
    vus: Math.min(50, index * 5),
    requests: 90 + index,
    failed: index % 3,
  },
  ...{ iterations: 80, dropped: index === 20 ? 3 : 0, cpuPct: 40, memoryMb: 512 },
  rows: [row(150 + index), row(80), index % 4 === 0 ? null : row(60)],
  judged: [160, 85, 60],
});

/** Opens the page as on a desk or on a phone; `heard` gets what it asks for and what it complains of. */
async function open(
  browser: Browser,
  url: string,
  [width, colorScheme]: (typeof LOOKS)[number],
  heard: string[],
): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme });
  page.on('request', (request) => heard.push(new URL(request.url()).origin));
  page.on('console', (message) => heard.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => heard.push(`error: ${error.message}`));
  await page.goto(url);
  await page.waitForSelector('#charts svg');
  return page;
}

const LOOKS = [
  [1280, 'light'],
  [390, 'dark'],
] as const;

test('in a browser, with figures and, of local instances, without', { skip }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'live-page-'));
  const browser = await chromium.launch({ executablePath: executablePath!, chromiumSandbox: process.getuid?.() !== 0 });
  t.after(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });
  const html = join(folder, 'report.html');
  const policy = '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">';
  writeFileSync(html, `<!doctype html><html lang="en">${policy}<title>the report</title><h1>FAILED</h1></html>`);
  let url = '';
  const io = { stdout: (text: string) => void (url = text.slice('live: '.length).trim()), cwd: folder } as Io;
  const heard: string[] = [];
  const pages: Page[] = [];
  const watched = { title: `shop ${HOSTILE}`, engine: { kind: 'local', label: 'local' }, hasLivePage: true } as const;
  await withLivePage(watched, OPTIONS, io, async (live) => {
    assert.ok(live);
    live.listener.begin(live.plan);
    for (let index = 1; index < 20; index++) live.listener.tell(second(index));
    for (const look of LOOKS) pages.push(await open(browser, url, look, heard));
    live.listener.tell(second(20));
    for (const page of pages) await assertRunning(page);
    return { exitCode: 99, report: { oneLine: 'FAILED', paths: { html } } } as Outcome;
  });
  for (const page of pages) {
    await page.waitForURL(`${url}report`);
    assert.equal(await page.title(), 'the report');
  }
  assert.deepEqual([...new Set(heard)], [new URL(url).origin]);

  const empty: string[] = [];
  await withLivePage({ ...watched, localInstances: 2 }, OPTIONS, io, async () => {
    pages.push(await open(browser, url, LOOKS[0], empty));
    assert.equal(await pages.at(-1)?.textContent('#state'), 'running');
    return { exitCode: 0, report: { oneLine: 'PASSED', paths: { html } } } as Outcome;
  });
  await pages.at(-1)?.waitForURL(`${url}report`);
  assert.deepEqual([...new Set(empty)], [new URL(url).origin]);
});

/** Asked from here: the page's own policy lets no text be run in it again and again. */
async function until(page: Page, expression: string): Promise<void> {
  for (const endMs = Date.now() + 10_000; !(await page.evaluate(expression)); await sleep(20))
    assert.ok(Date.now() < endMs, `never true: ${expression}`);
}

async function assertRunning(page: Page): Promise<void> {
  await until(page, "document.querySelector('#tiles')?.textContent.includes('110')");
  assert.equal(await page.title(), `Running: shop ${HOSTILE}`);
  assert.equal(await page.textContent('#state'), 'running for 0:20, hold 50 VUs, 0:40 left');
  assert.equal(await page.locator('img').count(), 0);
  const labels = await page.locator('tbody td:first-child').allTextContents();
  assert.deepEqual(labels, ['all requests', 'basket', HOSTILE]);
  assert.equal(await page.locator('tbody tr:nth-child(3) td.over').first().textContent(), '60');
  assert.equal(await page.locator('#charts path.limit').count(), 2);
  await page.selectOption('#row', '1');
  await until(page, "document.querySelector('#charts').textContent.includes('Response time of basket')");
  const wider = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
  assert.ok(wider <= 0, `the page is ${wider} px wider than the window`);
  await page.evaluate(axe);
  const found = await page.evaluate<string[]>(
    "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html))",
  );
  assert.deepEqual(found, []);
}
