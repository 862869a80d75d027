// What runs in the page, in a real Chromium, on pages with one thing wrong each. The functions are taken as the bundler leaves them.
import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { deflateSync, gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { type Browser, chromium } from 'playwright-core';
import { AUDIT_LIMITS, type AuditLimits } from '../../thresholds/page-limits.ts';
import type { AuditResult, PageFigures } from './page-figures.ts';

const KEPT = { 'cache-control': 'public, max-age=31536000, immutable' };
const TEXT = '/* a style that packs well */ '.repeat(200);
/** A one-coloured picture as an uncompressed PNG of some 120 KB. */
const PNG = picture(200, 200);

/** What a page has wrong; the rest of it is as it should be. */
interface Faults {
  cache?: boolean;
  packing?: boolean;
  png?: boolean;
  blocking?: boolean;
  files?: number;
}

const script = (faults: Faults) => (faults.blocking ? '<script src="/slow.js"></script>' : '');
const images = ({ png, files = 0 }: Faults) =>
  `${png ? '<img src="/hero.png" width="200" height="200">' : ''}${Array.from({ length: files }, (_, at) => `<img src="/small-${at}.svg" width="9" height="9">`).join('')}`;

function pageOf(faults: Faults): string {
  return `<!doctype html><html><head><title>x</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/app.css">${script(faults)}</head>
<body><h1>Hello</h1><button>Press</button>${images(faults)}<!--${'-'.repeat(1500)}--></body></html>`;
}

/** Serves the page of `faults` and what it is made of. */
function serve(faults: Faults) {
  const send = (request: IncomingMessage, response: ServerResponse, type: string, body: string | Buffer) => {
    const isPacked =
      typeof body === 'string' && !faults.packing && /gzip/.test(request.headers['accept-encoding'] ?? '');
    const isPage = request.url === '/';
    response.writeHead(200, {
      'content-type': type,
      ...(isPage || faults.cache ? {} : KEPT),
      ...(isPacked && { 'content-encoding': 'gzip' }),
    });
    response.end(isPacked ? gzipSync(body) : body);
  };
  return createServer(async (request, response) => {
    const url = request.url ?? '';
    if (url === '/') return send(request, response, 'text/html', pageOf(faults));
    if (url === '/app.css') return send(request, response, 'text/css', TEXT);
    if (url === '/hero.png') return send(request, response, 'image/png', PNG);
    if (url === '/slow.js') {
      await sleep(200);
      return send(request, response, 'text/javascript', 'window.slow = 1;');
    }
    await sleep(40);
    send(request, response, 'image/svg+xml', `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>`);
  });
}

describe('the functions that run in the page', () => {
  let browser: Browser;
  let functions: {
    readFigures: (mostFiles: number) => Promise<PageFigures>;
    auditFiles: (limits: AuditLimits) => Promise<AuditResult>;
  };
  before(async () => {
    browser = await chromium.launch({
      executablePath: process.env.K6_BROWSER_EXECUTABLE_PATH ?? '/usr/bin/chromium',
      args: ['--disable-background-networking', '--disable-component-update'],
      chromiumSandbox: process.getuid?.() !== 0,
    });
    const { outputFiles } = await build({
      entryPoints: [fileURLToPath(new URL('./in-page.ts', import.meta.url))],
      ...{ bundle: true, write: false, minify: true, format: 'esm', target: 'es2022', logLevel: 'silent' },
    });
    functions = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0]?.text ?? '')}`);
  });
  after(() => browser?.close());

  async function look(faults: Faults): Promise<{ first: PageFigures; second: PageFigures; audit: AuditResult }> {
    const server = serve(faults);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const context = await browser.newContext();
    try {
      const visit = async () => {
        const page = await context.newPage();
        await page.goto(url);
        await page.waitForTimeout(200);
        await page.keyboard.press('Tab');
        await page.waitForTimeout(150);
        return page;
      };
      const page = await visit();
      const first = await page.evaluate(functions.readFigures, 60);
      const audit = await page.evaluate(functions.auditFiles, AUDIT_LIMITS);
      return { first, audit, second: await (await visit()).evaluate(functions.readFigures, 60) };
    } finally {
      await context.close();
      server.closeAllConnections();
      server.close();
    }
  }

  it('read every vital, and each file with its times in order', async () => {
    const { first, second } = await look({ png: true });
    assert.deepEqual(Object.keys(first.vitals).toSorted(), ['cls', 'dcl', 'fcp', 'inp', 'lcp', 'load', 'ttfb']);
    const { ttfb = 0, fcp = 0, lcp = 0, dcl = 0, load = 0, cls } = first.vitals;
    assert.ok(ttfb > 0 && ttfb <= fcp && fcp <= lcp && ttfb <= dcl && dcl <= load, JSON.stringify(first.vitals));
    assert.equal(cls, 0);
    assert.deepEqual(
      first.files.map(({ name, kind }) => [name, kind]),
      [
        ['/', 'document'],
        ['/app.css', 'link'],
        ['/hero.png', 'img'],
      ],
    );
    for (const { startMs, requestMs, responseMs, endMs } of first.files)
      assert.ok(startMs <= requestMs && requestMs <= responseMs && responseMs <= endMs);
    assert.ok(first.bytes > PNG.length, 'a first visit loads everything');
    assert.deepEqual(
      second.files.map(({ bytes }) => bytes > 0),
      [true, false, false],
      'a second one only the page',
    );
  });

  it('find nothing on a good page', async () => {
    assert.deepEqual((await look({ files: 3 })).audit, { found: [], skipped: 0 });
  });

  it('find missing cache headers, with the bytes that come again', async () => {
    const { audit, second } = await look({ cache: true });
    assert.deepEqual(
      audit.found.map(({ finding, name }) => [finding, name]),
      [['cache-headers', '/app.css']],
    );
    assert.ok((audit.found[0]?.bytes ?? 0) > 0 && (second.files[1]?.bytes ?? 0) > 0);
  });

  it('find text that is not packed, with what gzip makes of it', async () => {
    const { audit } = await look({ packing: true });
    assert.deepEqual(
      audit.found.map(({ finding, name }) => [finding, name]),
      [
        ['compression', '/'],
        ['compression', '/app.css'],
      ],
    );
    const style = audit.found[1];
    assert.equal(style?.ofBytes, TEXT.length);
    // Two packers at their default level are some bytes apart.
    assert.ok(Math.abs((style?.bytes ?? 0) - (TEXT.length - gzipSync(TEXT).length)) < 100, JSON.stringify(style));
  });

  it('find a picture that is smaller as WebP', async () => {
    const { audit } = await look({ png: true });
    assert.deepEqual(
      audit.found.map(({ finding, name }) => [finding, name]),
      [['images', '/hero.png']],
    );
    assert.ok((audit.found[0]?.bytes ?? 0) > PNG.length * 0.9);
  });

  it('find files that waited for one of six connections', async () => {
    const { audit } = await look({ files: 24 });
    assert.deepEqual([...new Set(audit.found.map(({ finding }) => finding))], ['http-1']);
    assert.ok(audit.found.length >= 12 && Math.max(...audit.found.map(({ ms }) => ms)) >= 80, JSON.stringify(audit));
  });

  it('find a script that the first paint waits for, with how long', async () => {
    const { audit, first } = await look({ blocking: true });
    assert.deepEqual(
      audit.found.map(({ finding, name }) => [finding, name]),
      [['blocking-script', '/slow.js']],
    );
    const { ms = 0 } = audit.found[0] ?? {};
    assert.ok(ms > 150 && ms < (first.vitals.fcp ?? 0), `${ms} ms of ${first.vitals.fcp}`);
  });
});

/** A PNG without compression, one colour (https://www.w3.org/TR/png/). */
function picture(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2], 8);
  const rows = Buffer.alloc(height * (1 + 3 * width), 0x66);
  for (let row = 0; row < height; row += 1) rows[row * (1 + 3 * width)] = 0;
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows, { level: 0 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function crc(bytes: Buffer): number {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return (value ^ 0xffffffff) >>> 0;
}
