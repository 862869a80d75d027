// The page over the wire: headers, forms, faults, and figures that leave those of the endpoints alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fast, type TestClient, withTarget } from '../client.fixture.ts';

const gzip = { 'accept-encoding': 'gzip' };

/** Addresses of what the page links, as a browser asks for them. */
async function linksOf(client: TestClient): Promise<string[]> {
  const { body } = await client.send('/');
  return [...body.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, url]) => url as string);
}

test('a good page: kept for ever under an address of its own, packed, marked', async () => {
  await withTarget(fast, async (client) => {
    const links = await linksOf(client);
    assert.equal(links.length, 3);
    for (const link of links) {
      const { status, headers } = await client.send(link, { headers: gzip });
      const isText = !link.includes('.webp');
      assert.equal(status, 200, link);
      assert.equal(headers['cache-control'], 'public, max-age=31536000, immutable');
      assert.equal(headers['content-encoding'], isText ? 'gzip' : undefined, link);
      assert.equal(headers.vary, isText ? 'accept-encoding' : undefined, link);
      const again = await client.send(link, { headers: { ...gzip, 'if-none-match': headers.etag ?? '' } });
      assert.deepEqual([again.status, again.body], [304, ''], link);
    }
  });
});

test('the page itself: plain unless gzip is asked for, 304 to who has it, still an answer of the endpoint', async () => {
  await withTarget(fast, async (client, target) => {
    const plain = await client.send('/');
    assert.match(plain.body, /^<!doctype html>[\s\S]*<\/html>\n$/);
    assert.deepEqual([plain.headers['content-encoding'], plain.headers['cache-control']], [undefined, 'no-cache']);
    assert.equal(plain.headers['content-length'], String(Buffer.byteLength(plain.body)));
    const packed = await client.send('/', { headers: gzip });
    assert.equal(packed.headers['content-encoding'], 'gzip');
    assert.ok(Number(packed.headers['content-length']) < plain.body.length / 2);
    const head = await client.send('/', { method: 'HEAD' });
    assert.deepEqual([head.body, head.headers.etag], ['', plain.headers.etag]);
    const again = await client.send('/', { headers: { 'if-none-match': plain.headers.etag ?? '' } });
    assert.equal(again.status, 304);
    assert.deepEqual(target.stats().endpoints.front?.byStatus, { 200: 3, 304: 1 });
  });
});

test('files are counted apart: endpoints, total and series do not know them', async () => {
  await withTarget(fast, async (client, target) => {
    for (const link of await linksOf(client)) await client.send(link);
    const unknown = await client.send('/assets/nothing.css');
    assert.equal(unknown.status, 404);
    assert.match(unknown.body, /"error":"not_found"/);
    const posted = await client.send('/assets/app.css', { method: 'POST', body: 'x' });
    assert.deepEqual([posted.status, posted.headers.allow], [405, 'GET, HEAD']);
    const head = await client.send('/assets/app.css', { method: 'HEAD' });
    assert.deepEqual([head.status, head.body], [200, '']);
    assert.ok(Number(head.headers['content-length']) > 1024);
    const { files, total, other, endpoints } = target.stats();
    assert.deepEqual(files.byStatus, { 200: 4, 404: 1, 405: 1 });
    assert.deepEqual([total.requests, endpoints.front?.requests, other.requests], [1, 1, 0]);
    const { body } = await client.send('/metrics?name[]=http_requests_total');
    assert.deepEqual(body.match(/endpoint="[^"]+"/g), ['endpoint="front"']);
  });
});

test('the script in the head and the small pictures are kept back, the other files are not', async () => {
  await withTarget({ ...fast, pageFaults: ['blocking-script', 'many-files'] }, async (client) => {
    const links = await linksOf(client);
    const early = links.find((link) => link.includes('/early.js')) ?? '';
    const day = links.find((link) => link.includes('/day-40.svg')) ?? '';
    const [script, picture] = await Promise.all([client.send(early), client.send(day)]);
    assert.deepEqual([script.status, picture.status], [200, 200]);
    // A timer may fire up to a millisecond early.
    assert.ok(script.tookMs >= 399, `took ${script.tookMs}`);
    assert.ok(picture.tookMs >= 29 && picture.tookMs < script.tookMs, `took ${picture.tookMs}`);
  });
});

test('a file that is on its way when the target stops is still sent, and its connection closed', async () => {
  await withTarget({ ...fast, pageFaults: ['blocking-script'] }, async (client, target) => {
    const open = client.send('/assets/early.js');
    while (target.stats().connections.open === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, 50));
    const [{ status, headers }] = await Promise.all([open, target.close()]);
    assert.deepEqual([status, headers.connection], [200, 'close']);
  });
});
