// k6/browser on the local runner: browser, contexts and their options, navigation, waits, requests and responses.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { generate } from 'selfsigned';
import { textOf } from '../testing.fixture.ts';
import { QUIET } from './launch.ts';
import { needBrowser } from './settings.ts';
import { visitWith, whyNoBrowser } from './testing.fixture.ts';

const PAGE = `<!doctype html><title>Home</title><link rel="icon" href="data:,"><h1>Home</h1><p id="late"></p>
<noscript>no script</noscript><a href="/next" id="next">next</a><a href="/next" target="_blank" id="other">other</a>
<script>window.ran = true; setTimeout(() => { document.querySelector('#late').textContent = 'here'; window.ready = { n: 3 }; }, 100);</script>`;

describe('pages of k6/browser', { skip: whyNoBrowser() }, () => {
  let server: Server;
  let url = '';
  before(async () => {
    server = createServer(async (request, response) => {
      const path = request.url ?? '';
      if (path === '/echo') {
        response.setHeader('content-type', 'application/json');
        response.setHeader('x-twice', ['a', 'b']);
        const { method, headers } = request;
        response.end(JSON.stringify({ method, own: headers['x-own'] ?? null, body: await textOf(request) }));
        return;
      }
      if (path === '/secret' && request.headers.authorization === undefined) {
        response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
        return;
      }
      if (path === '/redirect') {
        response.writeHead(302, { location: '/next' }).end();
        return;
      }
      response.writeHead(200, {
        'content-type': path.endsWith('.js') ? 'text/javascript' : 'text/html',
        ...(path === '/csp' && { 'content-security-policy': "script-src 'none'" }),
      });
      response.end(
        path.endsWith('.js') ? '' : PAGE.replace('<title>Home', path === '/next' ? '<title>Next' : '<title>Home'),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  const visit = (body: string) => visitWith(url, body);

  it('the browser tells what it is, and has one context at a time', async () => {
    const { told, stderr } = await visit(`
      tell([browser.isConnected(), /^\\d+\\./.test(browser.version()), /Chrome/.test(browser.userAgent()), browser.context()]);
      const page = await browser.newPage({ userAgent: 'mine' });
      const context = browser.context();
      tell([context.browser() === browser, context.pages().length, page.context().pages()[0].url(), await page.evaluate(() => navigator.userAgent)]);
      await browser.closeContext();
      tell([browser.context(), page.isClosed()]);
      const { name, viewport, hasTouch, defaultBrowserType } = devices['iPhone 8'];
      tell([name, viewport.width, hasTouch, defaultBrowserType ?? null, devices['no such device'] ?? null]);
`);
    assert.deepEqual(
      told,
      [
        [true, true, true, null],
        [true, 1, 'about:blank', 'mine'],
        [null, true],
        ['iPhone 8', 375, true, null, null],
      ],
      stderr,
    );
  });

  it('a browser that runs already is used, and goes on without the run', async () => {
    const profile = await mkdtemp(join(tmpdir(), 'running-'));
    const program = needBrowser(process.env).executablePath as string;
    const args = ['--headless', '--no-sandbox', ...QUIET, '--remote-debugging-port=0', `--user-data-dir=${profile}`];
    const running = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], timeout: 60_000 });
    const ended = new Promise((resolve) => running.once('close', resolve));
    try {
      const address = await new Promise<string>((resolve, reject) => {
        running.once('close', () => reject(new Error('the browser has ended before it said where it listens')));
        createInterface(running.stderr).on('line', (line) => {
          const found = /listening on (ws:\S+)/.exec(line)?.[1];
          if (found) resolve(found);
        });
      });
      const body = `const page = await browser.newPage(); tell((await page.goto(url)).status()); await page.close();`;
      const { told, stderr } = await visitWith(url, body, { env: { K6_BROWSER_WS_URL: address } });
      assert.deepEqual(told, [200], stderr);
      assert.equal(running.exitCode, null, 'the browser has ended with the run');
    } finally {
      running.kill('SIGKILL');
      await ended;
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    }
  });

  it('a context is what its options say', async () => {
    const { told, stderr } = await visit(`
      const context = await browser.newContext({ locale: 'fr-FR', timezoneID: 'Asia/Tokyo', colorScheme: 'dark', reducedMotion: 'reduce',
        viewport: { width: 500, height: 300 }, deviceScaleFactor: 2, hasTouch: true, isMobile: false, screen: { width: 800, height: 600 },
        extraHTTPHeaders: { 'x-own': 'all' }, httpCredentials: { username: 'u', password: 'p' }, bypassCSP: true,
        geolocation: { latitude: 10, longitude: 20, accuracy: 5 }, permissions: ['geolocation'] });
      const page = await context.newPage();
      await page.goto(url + '/csp');
      tell(await page.evaluate(() => [navigator.language, Intl.DateTimeFormat().resolvedOptions().timeZone, matchMedia('(prefers-color-scheme: dark)').matches,
        matchMedia('(prefers-reduced-motion: reduce)').matches, innerWidth, innerHeight, devicePixelRatio, screen.width, navigator.maxTouchPoints > 0, window.ran === true]));
      const where = () => page.evaluate(() => new Promise((resolve) => navigator.geolocation.getCurrentPosition(({ coords }) => resolve(coords.latitude), ({ code }) => resolve('code ' + code))));
      tell(await where());
      await context.setGeolocation({ latitude: -30, longitude: 0, accuracy: 1 });
      tell(await where());
      await context.clearPermissions();
      const allowed = async () => (await page.evaluate(() => navigator.permissions.query({ name: 'geolocation' }).then(({ state }) => state)));
      tell(await allowed());
      await context.grantPermissions(['geolocation'], { origin: url });
      tell(await allowed());
      tell(await (await page.goto(url + '/echo')).json());
      tell((await page.goto(url + '/secret')).status());
      await page.setExtraHTTPHeaders({ 'x-own': 'page' });
      tell((await (await page.goto(url + '/echo')).json()).own);
      await context.setOffline(true);
      tell(await page.goto(url).then(() => 'online', (error) => /DISCONNECTED/.test(error.message)));
      await context.setOffline(false);
      tell((await page.goto(url)).status());`);
    assert.deepEqual(
      told,
      [
        ['fr-FR', 'Asia/Tokyo', true, true, 500, 300, 2, 800, true, true],
        ...[10, -30, 'prompt', 'granted'],
        { method: 'GET', own: 'all', body: '' },
        ...[200, 'page', true, 200],
      ],
      stderr,
    );
  });

  it('a context may be offline, without scripts, a phone', async () => {
    const { told, stderr } = await visit(`
      const visit = async (options, what) => {
        const page = await browser.newPage(options);
        try { tell(await what(page)); } finally { await browser.closeContext(); }
      };
      await visit({ offline: true }, (page) => page.goto(url).then(() => 'online', (error) => /DISCONNECTED/.test(error.message)));
      await visit({ javaScriptEnabled: false }, async (page) => { await page.goto(url + '/no-script'); return page.locator('noscript').isVisible(); });
      await visit({ ...devices['Pixel 2'], isMobile: true }, async (page) => { await page.goto(url); return page.evaluate(() => [innerWidth, /Pixel 2/.test(navigator.userAgent)]); });`);
    assert.deepEqual(told, [true, true, [980, true]], stderr);
  });

  it('certificates are checked unless the context or the run says otherwise', async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'made.test' }]);
    const secure = createSecureServer({ key, cert }, (_request, response) => response.end('safe'));
    await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
    const address = `https://127.0.0.1:${(secure.address() as AddressInfo).port}/`;
    const body = `
      for (const options of [{}, { ignoreHTTPSErrors: true }]) {
        const page = await browser.newPage(options);
        tell(await page.goto('${address}').then(async (response) => [response.status(), (await response.securityDetails()).subjectName], (error) => /CERT/.test(error.message)));
        await browser.closeContext();
      }`;
    try {
      const checked = await visitWith(url, body);
      assert.deepEqual(checked.told, [true, [200, 'made.test']], checked.stderr);
      const { told } = await visitWith(url, body, { options: 'insecureSkipTLSVerify: true,' });
      assert.deepEqual(told[0], [200, 'made.test']);
    } finally {
      secure.closeAllConnections();
      secure.close();
    }
  });

  it('cookies and scripts belong to a context', async () => {
    const { told, stderr } = await visit(`
      const context = await browser.newContext();
      await context.addInitScript('window.first = 1');
      await context.addInitScript({ content: 'window.second = 2' });
      await context.addInitScript(() => { window.third = 3; });
      await context.addCookies([{ name: 'a', value: '1', url }, { name: 'b', value: '2', domain: 'other.test', path: '/', httpOnly: true, sameSite: 'Lax' }]);
      const page = await context.newPage();
      await page.goto(url);
      tell(await page.evaluate(() => [window.first, window.second, window.third, document.cookie]));
      const names = (cookies) => cookies.map(({ name }) => name).sort().join();
      tell([names(await context.cookies()), names(await context.cookies(url)), names(await context.cookies(url, 'http://other.test/'))]);
      const [cookie] = await context.cookies('http://other.test/');
      tell([cookie.value, cookie.domain, cookie.path, cookie.httpOnly, cookie.sameSite, cookie.expires]);
      await context.clearCookies();
      tell((await context.cookies()).length);
      await context.close();
      tell(page.isClosed());`);
    assert.deepEqual(
      told,
      [[1, 2, 3, 'a=1'], ['a,b', 'a', 'a,b'], ['2', 'other.test', '/', true, 'Lax', -1], 0, true],
      stderr,
    );
  });

  it('the options about hosts hold for pages; what does not is said before the run', async () => {
    const port = new URL(url).port;
    const { told, stderr } = await visitWith(
      url,
      `const page = await browser.newPage();
      for (const host of ['moved.test', 'bad.moved.test', 'localhost'])
        tell(await page.goto('http://' + host + ':${port}/').then((response) => response.status(), (error) => /ERR_NAME_NOT_RESOLVED/.test(error.message)));`,
      {
        options:
          "hosts: { '*moved.test': '127.0.0.1' }, blockHostnames: ['bad.moved.test', 'localhost'], blacklistIPs: ['10.0.0.0/8'],",
      },
    );
    assert.deepEqual(told, [200, true, true], stderr);
    assert.match(stderr, /blacklistIPs does not hold for the pages of a browser/);
  });

  it('a page goes forth and back, and waits for what comes', async () => {
    const { told, stderr } = await visit(`
      const page = await browser.newPage();
      page.setDefaultTimeout(10000);
      page.setDefaultNavigationTimeout(10000);
      page.context().setDefaultTimeout(10000);
      page.context().setDefaultNavigationTimeout(10000);
      await page.goto(url, { waitUntil: 'domcontentloaded', referer: 'http://from.test/' });
      tell(await page.evaluate(() => document.referrer));
      tell((await (await page.waitForFunction((n) => window.ready?.n === n && window.ready, { polling: 'mutation', timeout: 5000 }, 3)).jsonValue()).n);
      tell(await (await page.waitForSelector('#late:not(:empty)', { state: 'visible' })).innerText());
      tell(await page.waitForSelector('#none', { timeout: 100 }).catch((error) => /100ms/.test(error.message)));
      const [response] = await Promise.all([page.waitForNavigation({ url: url + '/next' }), page.click('#next')]);
      tell([response.status(), await page.title()]);
      await page.waitForURL(url + '/next');
      await page.waitForLoadState('load', { timeout: 5000 });
      tell(await page.waitForURL(url + '/*', { timeout: 100 }).catch((error) => /100ms/.test(error.message)));
      await page.goBack();
      tell([page.url().slice(url.length), await page.goBack().then((answer) => answer && answer.url()), (await page.goForward()) !== null]);
      await page.goForward();
      tell(page.url() === url + '/next');
      await page.evaluate(() => { window.mark = 1; });
      tell([(await page.reload({ waitUntil: 'load' })).status(), await page.evaluate(() => window.mark ?? null), await page.goForward()]);
      await page.setContent('<title>Set</title><b>set</b>', { waitUntil: 'load' });
      tell([await page.title(), (await page.content()).includes('<b>set</b>')]);
      await page.waitForTimeout(10);
      await page.setViewportSize({ width: 640, height: 480 });
      tell([page.viewportSize(), await page.evaluate(() => innerWidth)]);
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      tell(await page.evaluate(() => [matchMedia('print').matches, matchMedia('(prefers-color-scheme: dark)').matches]));
      await page.bringToFront();
      await page.goto(url);
      const opened = page.context().waitForEvent('page');
      await page.click('#other');
      const other = await opened;
      await other.waitForLoadState();
      tell([other.url() === url + '/next', (await other.opener()).url() === page.url(), await page.opener(), page.context().pages().length]);
      await page.evaluate(() => { window.worker = new Worker('/worker.js'); });
      await page.waitForFunction(() => window.worker);
      for (let tries = 0; tries < 100 && page.workers().length === 0; tries += 1) await page.waitForTimeout(20);
      tell(page.workers().map((worker) => worker.url().slice(url.length)));
      const size = (bytes) => { const view = new DataView(bytes); return [view.getUint32(16), view.getUint32(20)]; };
      tell(size(await page.screenshot({ clip: { x: 0, y: 0, width: 30, height: 20 } })));
      tell(size(await page.screenshot({ fullPage: true, omitBackground: true }))[0]);
      tell([...new Uint8Array(await page.screenshot({ type: 'jpeg', quality: 40 })).slice(0, 2)]);`);
    assert.deepEqual(
      told,
      [
        'http://from.test/',
        3,
        'here',
        true,
        [200, 'Next'],
        true,
        ['/', null, true],
        true,
        [200, null, null],
        ['Set', true],
        [{ width: 640, height: 480 }, 640],
        [true, true],
        [true, true, null, 2],
        ['/worker.js'],
        [30, 20],
        640,
        [0xff, 0xd8],
      ],
      stderr,
    );
  });

  it('requests and responses tell what went over the network', async () => {
    const { told, stderr } = await visit(`
      const page = await browser.newPage();
      const first = await page.goto(url + '/redirect');
      const request = first.request();
      tell([request.isNavigationRequest(), request.method(), request.resourceType(), request.url() === url + '/next', request.frame().url() === page.url(), request.failure(), request.postData(), request.postDataBuffer()]);
      tell([(await request.response()).status(), first.ok(), first.statusText(), first.frame().url() === page.url(), first.url() === url + '/next', await first.securityDetails()]);
      const { ipAddress, port } = await first.serverAddr();
      tell([ipAddress, url.endsWith(':' + port)]);
      const timing = request.timing();
      tell([timing.startTime > 1e12, timing.requestStart >= 0, timing.responseStart >= timing.requestStart, timing.responseEnd >= timing.responseStart, timing.secureConnectionStart,
        ['domainLookupStart', 'domainLookupEnd', 'connectStart', 'connectEnd'].every((name) => typeof timing[name] === 'number')]);
      const size = await first.size();
      tell([size.body > 100, size.headers > 10, Object.keys(size).length]);
      const answer = page.waitForResponse(url + '/echo');
      await page.evaluate(() => fetch('/echo', { method: 'POST', body: 'sent', headers: { 'x-own': 'y' } }).then((response) => response.text()));
      const response = await answer;
      tell([await response.json(), JSON.parse(await response.text()).body, JSON.parse(String.fromCharCode(...new Uint8Array(await response.body()))).method]);
      tell([response.headers()['content-type'], await response.headerValue('X-Twice'), await response.headerValues('x-twice'), (await response.allHeaders())['content-type'],
        (await response.headersArray()).filter(({ name }) => name.toLowerCase() === 'x-twice').map(({ value }) => value), await response.headerValue('none')]);
      const posted = response.request();
      tell([posted.method(), posted.postData(), new Uint8Array(posted.postDataBuffer()).length, posted.headers()['x-own'], await posted.headerValue('x-own'), (await posted.allHeaders())['x-own'],
        (await posted.headersArray()).some(({ name, value }) => name === 'x-own' && value === 'y'), posted.resourceType(), response.status()]);
      const sent = await posted.size();
      tell([sent.body, sent.headers > 10]);
      const gone = page.waitForRequest('http://127.0.0.1:1/');
      await page.evaluate(() => fetch('http://127.0.0.1:1/').catch(() => null));
      const lost = await gone;
      tell([await lost.response(), typeof lost.failure().errorText]);`);
    assert.deepEqual(
      told,
      [
        [true, 'GET', 'document', true, true, null, null, null],
        [200, true, 'OK', true, true, null],
        ['127.0.0.1', true],
        [true, true, true, true, -1, true],
        [true, true, 2],
        [{ method: 'POST', own: 'y', body: 'sent' }, 'sent', 'POST'],
        ['application/json', 'a, b', ['a', 'b'], 'application/json', ['a', 'b'], null],
        ['POST', 'sent', 4, 'y', 'y', 'y', true, 'fetch', 200],
        [4, true],
        [null, 'string'],
      ],
      stderr,
    );
  });
});
