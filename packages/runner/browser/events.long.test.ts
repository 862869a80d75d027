// Functions of the script that a page calls, and what is laid over a page: events, routes, waits, names for metrics, throttling.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Site, serveSite, visitWith, whyNoBrowser } from './testing.fixture.ts';

const PAGE = `<!doctype html><title>Events</title><link rel="icon" href="data:,"><h1>Events</h1>
<script>console.log('greetings', 7)</script><script src="/late.js"></script>`;

describe('events of k6/browser', { skip: whyNoBrowser() }, () => {
  let site: Site;
  before(async () => {
    site = await serveSite({ '/': PAGE, '/late.js': '', '/data': 'from the server', '/heavy': 'x'.repeat(100_000) });
  });
  after(() => site.close());
  const visit = (body: string, options = {}) => visitWith(site.url, body, options);

  it('page.on hears of the console, requests and responses, and of nothing it does not know', async () => {
    const { told, stderr } = await visit(`
      const page = await browser.newPage();
      const heard = [];
      page.on('console', (message) => heard.push([message.type(), message.text(), message.args().length]));
      page.on('request', (request) => heard.push(['request', request.method(), request.url().replace(url, '')]));
      page.on('response', (response) => heard.push(['response', response.status(), response.url().replace(url, '')]));
      page.on('requestfinished', (request) => heard.push(['finished', request.url().replace(url, '')]));
      page.on('requestfailed', (request) => heard.push(['failed', request.failure() !== null]));
      await page.goto(url + '/');
      await page.evaluate(() => fetch('http://127.0.0.1:1/').catch(() => 'no'));
      await page.waitForTimeout(200);
      tell(heard.filter(([kind]) => kind === 'log'));
      for (const wanted of ['request', 'response', 'finished', 'failed']) tell(heard.find(([kind]) => kind === wanted));
      try { page.on('console', 'no function'); } catch (error) { tell(error.message); }
      await page.close();`);
    assert.deepEqual(
      told.slice(0, 5),
      [
        [['log', 'greetings 7', 2]],
        ['request', 'GET', '/'],
        ['response', 200, '/'],
        ['finished', '/'],
        ['failed', true],
      ],
      stderr,
    );
    assert.match(String(told[5]), /expected a function/);
  });

  it('an event that the runner lacks ends the run, with the events that it has', async () => {
    const onPage = await visit("const page = await browser.newPage(); try { page.on('popup', () => {}); } catch {}");
    assert.equal(onPage.exitCode, 107, onPage.stderr);
    assert.match(onPage.stderr, /event "popup" is not supported by the local runner.*: expected console, request/);
    const onContext = await visit(
      'const context = await browser.newContext(); await context.waitForEvent("close").catch(() => {});',
    );
    assert.equal(onContext.exitCode, 107, onContext.stderr);
    assert.match(onContext.stderr, /event "close" is not supported by the local runner.*: expected page/);
  });

  it('page.route fulfils, changes, aborts and lets through, while the page waits for it', async () => {
    const { told, stderr } = await visit(`
      const page = await browser.newPage();
      await page.goto(url + '/');
      const get = (path) => page.evaluate((path) => fetch(path).then((answer) => answer.text()).catch(() => 'aborted'), path);
      await page.route(url + '/made-up', (route) => route.fulfill({ status: 200, contentType: 'text/plain', body: 'by the script' }));
      await page.route(/other$/, async (route) => { await route.continue({ url: url + '/data' }); });
      await page.route(url + '/never', (route) => route.abort('failed'));
      tell([await get('/made-up'), await get('/other'), await get('/never'), await get('/data')]);
      await page.unroute(url + '/made-up');
      tell(await get('/made-up'));
      await page.unrouteAll();
      tell(await get('/never'));
      await page.close();`);
    assert.deepEqual(told[0], ['by the script', 'from the server', 'aborted', 'from the server'], stderr);
    assert.deepEqual(told.slice(1), ['nothing here', 'nothing here']);
  });

  it('waits end with what was waited for, or at their timeout', async () => {
    const { told, stderr } = await visit(`
      const context = await browser.newContext();
      const opened = context.waitForEvent('page');
      const page = await context.newPage();
      tell((await opened).url());
      const [response, request] = [page.waitForResponse(/data$/), page.waitForRequest(url + '/data')];
      const line = page.waitForEvent('console', (message) => message.text().startsWith('second'));
      await page.goto(url + '/');
      await page.evaluate(() => { console.log('first'); console.log('second one'); return fetch('/data'); });
      tell([(await response).status(), (await request).method(), (await line).text()]);
      let asked = 0;
      const later = page.waitForEvent('response', { predicate: async (one) => { asked += 1; await null; return one.url().endsWith('?2'); }, timeout: 5000 });
      const failing = page.waitForEvent('request', () => { throw new Error('no idea'); }).catch((error) => error.message);
      await page.evaluate(() => fetch('/data?1').then(() => fetch('/data?2')).then(() => null));
      tell([(await later).url().slice(url.length), asked, await failing]);
      for (const wait of [() => page.waitForEvent('console', { timeout: 100 }), () => page.waitForResponse(url + '/da*', { timeout: 100 }),
        () => { page.setDefaultTimeout(150); return page.waitForEvent('request'); }])
        try { await wait(); tell('came'); } catch (error) { tell(error.message); }
      await page.close();`);
    assert.deepEqual(told.slice(0, 2), ['about:blank', [200, 'GET', 'second one']], stderr);
    assert.deepEqual(told[2], ['/data?2', 2, 'no idea']);
    told.splice(2, 1);
    assert.match(String(told[2]), /Timeout 100ms exceeded while waiting for event "console"/);
    assert.match(String(told[3]), /Timeout 100ms exceeded/);
    assert.match(String(told[4]), /Timeout 150ms exceeded while waiting for event "request"/);
  });

  it('metric.tag sets one name for the samples of many URLs', async () => {
    const { summary, told } = await visit(
      `const page = await browser.newPage();
      page.on('metric', (metric) => metric.tag({ name: 'home', matches: [{ url: /\\?visit=\\d+$/, method: 'GET' }] }));
      for (const visit of [1, 2]) await page.goto(url + '/?visit=' + visit);
      try { page.on('metric', (metric) => metric.tag({ name: '', matches: [] })); } catch (error) { tell(error.message); }
      await page.close();`,
      { options: "thresholds: { 'browser_http_req_failed{url:home}': ['rate==0'] }," },
    );
    const { passes = 0, fails = 0 } = summary?.metrics['browser_http_req_failed{url:home}']?.values ?? {};
    assert.equal(passes + fails, 2);
    assert.match(String(told[0]), /name must be a text/);
  });

  it('a throttled page takes longer; wrong profiles are refused', async () => {
    const { told, stderr } = await visit(`
      const page = await browser.newPage();
      await page.goto(url + '/');
      const load = () => page.evaluate(async () => {
        const startMs = performance.now();
        await (await fetch('/heavy?' + startMs)).text();
        return performance.now() - startMs;
      });
      await page.throttleNetwork({ latency: 300, download: -1, upload: -1 });
      const slowMs = await load();
      await page.throttleNetwork(networkProfiles['No Throttling']);
      tell([slowMs >= 300, slowMs > await load()]);
      await page.throttleCPU({ rate: 2 });
      await page.emulateVisionDeficiency('achromatopsia');
      for (const wrong of [() => page.throttleCPU({}), () => page.throttleNetwork({ latency: 1 }), () => page.emulateVisionDeficiency('x')])
        try { await wrong(); } catch (error) { tell(error.message); }
      await page.close();`);
    assert.deepEqual(told[0], [true, true], stderr);
    assert.match(String(told[1]), /throttleCPU: rate reads null: expected a number/);
    assert.match(String(told[2]), /throttleNetwork: download reads null/);
    assert.match(String(told[3]), /reads "x": expected none, blurredVision/);
  });
});
