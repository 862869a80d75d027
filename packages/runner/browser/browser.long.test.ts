// k6/browser on the local runner, with a real Chromium: what a script sees, what is measured, and that no browser is left over.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { runText } from '../testing.fixture.ts';
import { browsersBelow, whyNoBrowser } from './testing.fixture.ts';

const PAGE = `<!doctype html><meta name="viewport" content="width=device-width"><title>Hello</title><link rel="icon" href="data:,">
<h1>Hello</h1><input id="name"><button onclick="document.title = 'Pressed ' + document.querySelector('#name').value">Press</button>
<ul><li>one</li><li>two</li></ul>`;

/** Names and types of the metrics, as k6's reference has them. */
const METRICS = {
  browser_data_sent: 'counter',
  browser_data_received: 'counter',
  browser_http_req_duration: 'trend',
  browser_http_req_failed: 'rate',
  browser_web_vital_cls: 'trend',
  browser_web_vital_fcp: 'trend',
  browser_web_vital_inp: 'trend',
  browser_web_vital_lcp: 'trend',
  browser_web_vital_ttfb: 'trend',
};

describe('k6/browser', { skip: whyNoBrowser() }, () => {
  let server: Server;
  let url = '';
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'browser-'));
    server = createServer((request, response) => {
      if (request.url === '/hang') return;
      response.writeHead(request.url === '/missing' ? 404 : 200, { 'content-type': 'text/html', 'set-cookie': 'a=1' });
      response.end(PAGE);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(async () => {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  });

  /** Runs `body` as one iteration; what it passes to `tell` comes back as JSON. */
  async function visit(body: string, { scenario = '', options = '' } = {}) {
    const script = `import { browser, devices } from 'k6/browser';
      import exec from 'k6/execution';
      const url = ${JSON.stringify(url)}, folder = ${JSON.stringify(folder)};
      const tell = (value) => console.log('told ' + JSON.stringify(value));
      export const options = { ${options} scenarios: { ui: { executor: 'shared-iterations', maxDuration: '20s', ${scenario} options: { browser: { type: 'chromium' } } } } };
      export default async function () { ${body} }`;
    const ran = await runText(script, { env: { PATH: process.env.PATH ?? '' } });
    const told = [...ran.stderr.matchAll(/told (.*)/g)].map(([, json = '']) => JSON.parse(json) as unknown);
    return { ...ran, told };
  }

  it('a page is opened, used and measured', async () => {
    const { told, summary, stderr } = await visit(
      `exec.vu.metrics.tags.step = 'first';
      const context = await browser.newContext({ ...devices['iPhone 8'], locale: 'de-DE' });
      const page = await context.newPage();
      const response = await page.goto(url + '/?a=1');
      tell([response.status(), response.ok(), response.url() === page.url(), await page.title(), page.isClosed()]);
      await page.locator('#name').fill('Ada');
      await page.getByRole('button', { name: /press/i }).click();
      tell([await page.title(), await page.locator('li').count(), await page.locator('li').nth(1).textContent()]);
      tell((await Promise.all((await page.locator('li').all()).map((item) => item.innerText()))));
      tell(await page.evaluate(async (given) => { await null; return [given.n + 1, navigator.language, innerWidth]; }, { n: 1 }));
      const heading = await page.$('h1');
      tell([await heading.innerText(), await page.$('h6')]);
      tell((await context.cookies()).map(({ name, value }) => [name, value]));
      await context.addCookies([{ name: 'b', value: '2', url }]);
      tell((await context.cookies()).length);
      await page.keyboard.press('Tab');
      const bytes = await page.screenshot({ path: folder + '/page.png' });
      tell([...new Uint8Array(bytes).slice(1, 4)]);
      await page.close();
      tell([page.isClosed(), browser.context() !== null]);
      await context.close();
      tell(browser.context());`,
      {
        options:
          "thresholds: { 'browser_web_vital_lcp{step:first}': ['p(75)<10000'], browser_http_req_failed: ['rate<1'] },",
      },
    );
    assert.deepEqual(
      told,
      [
        [200, true, true, 'Hello', false],
        ['Pressed Ada', 2, 'two'],
        ['one', 'two'],
        [2, 'de-DE', 375],
        ['Hello', null],
        [['a', '1']],
        2,
        [0x50, 0x4e, 0x47],
        [true, true],
        null,
      ],
      stderr,
    );
    assert.deepEqual([...(await readFile(join(folder, 'page.png'))).subarray(1, 4)], [0x50, 0x4e, 0x47]);
    for (const [name, type] of Object.entries(METRICS)) {
      assert.equal(summary?.metrics[name]?.type, type, name);
    }
    assert.ok((summary?.metrics['browser_web_vital_lcp{step:first}']?.values.max ?? 0) > 0, 'with the tags of the VU');
    assert.ok((summary?.metrics.browser_data_received?.values.count ?? 0) > PAGE.length);
  });

  it('a page that fails or hangs is an error that the script can catch, with the reason', async () => {
    const { told, summary } = await visit(`
      const page = await browser.newPage();
      tell((await page.goto(url + '/missing')).status());
      for (const [address, timeout] of [[url + '/hang', 300], ['http://127.0.0.1:1/', 10000]]) {
        try { await page.goto(address, { timeout }); } catch (error) { tell(error.message); }
      }
      await page.close();`);
    assert.equal(told[0], 404);
    assert.match(String(told[1]), /Timeout 300ms exceeded/);
    assert.match(String(told[2]), /ERR_CONNECTION_REFUSED|ERR_UNSAFE_PORT/);
    assert.ok((summary?.metrics.browser_http_req_failed?.values.rate ?? 0) > 0);
  });

  it('one context at a time; what an iteration leaves open is closed', async () => {
    const { told } = await visit(
      `tell(browser.context());
      const page = await browser.newPage();
      try { await browser.newPage(); } catch (error) { tell(error.message); }`,
      { scenario: 'iterations: 2,' },
    );
    const message = 'existing browser context must be closed before creating a new one';
    assert.deepEqual(told, [null, message, null, message]);
  });

  it('works while another call is open', async () => {
    const { told } = await visit(`
      const page = await browser.newPage();
      await page.goto(url);
      const going = page.goto(url + '/hang', { timeout: 500 }).catch(() => 'late');
      tell([await page.evaluate(() => 1 + 1), await going]);`);
    assert.deepEqual(told, [[2, 'late']]);
  });

  it('a scenario without the option has no browser, and says so', async () => {
    const script = `import { browser } from 'k6/browser';
      export default async function () { await browser.newPage(); }`;
    const { stderr } = await runText(script, { env: { PATH: process.env.PATH ?? '' } });
    assert.match(stderr, /the scenario needs options: \{ browser/);
  });

  it('no browser outlives its run: not one that ends, not one that is cut short', async () => {
    await visit(`await browser.newPage();`);
    assert.deepEqual(browsersBelow(process.pid), []);
    const started = Date.now();
    const { stderr } = await visit(`await (await browser.newPage()).goto(url + '/hang');`, {
      scenario: "maxDuration: '2s', gracefulStop: '0s',",
      options: '',
    }).catch((error: Error) => ({ stderr: error.message }));
    assert.ok(Date.now() - started < 45_000, stderr);
    assert.deepEqual(browsersBelow(process.pid), []);
  });
});
