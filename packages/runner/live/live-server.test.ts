// The page's server on loopback: who gets what, who is refused or dropped, and that it ends with the run.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { connect } from 'node:net';
import { after, describe, test } from 'node:test';
import { readScenarios } from '../scenarios.ts';
import { finalFigures, type LiveEnd } from './final.ts';
import { LiveServer } from './live-server.ts';
import type { LiveMoment } from './moment.ts';
import { livePlan } from './plan.ts';

const HOSTILE = '</script><img src=x onerror=alert(1)>';
const plan = livePlan(HOSTILE, readScenarios({ a: { executor: 'constant-vus', duration: '10s' } }), {
  [`http_req_duration{endpoint:${HOSTILE}}`]: ['p(95)<1'],
});
const moment: LiveMoment = {
  ...{ atMs: 1000, spanMs: 1000, done: 0.1, vus: 1, requests: 2, failed: 0, iterations: 2, dropped: 0 },
  ...{ rows: [{ count: 2, p50: 1, p95: 1 / 3, p99: 3 }, null], judged: [null, null] },
};

interface Answer {
  status: number | undefined;
  headers: NodeJS.Dict<string | string[]>;
  text: string;
}

function ask(url: string, path: string, options: { method?: string; host?: string } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = options.host === undefined ? {} : { host: options.host };
    const asked = request(
      new URL(path, url),
      { method: options.method ?? 'GET', headers, agent: false },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part) => (text += part));
        response.on('close', () => resolve({ status: response.statusCode, headers: response.headers, text }));
      },
    );
    asked.on('error', reject).end();
  });
}

/** Events of a stream, in their order. */
function eventsOf(text: string): [name: string, data: unknown][] {
  return [...text.matchAll(/^event: (\w+)\ndata: (.*)\n\n/gm)].map(([, name = '', data = '']) => [
    name,
    JSON.parse(data),
  ]);
}

describe('a server', () => {
  const servers: LiveServer[] = [];
  const start = async (): Promise<LiveServer> => {
    const server = await LiveServer.start(':root { --accent: teal }');
    servers.push(server);
    return server;
  };
  after(() => {
    for (const server of servers) server.close();
  });

  test('is on 127.0.0.1, and its page may run its own script and style and nothing else', async () => {
    const { url } = await start();
    assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\/$/);
    const { status, headers, text } = await ask(url, '/');
    assert.equal(status, 200);
    const policy = String(headers['content-security-policy']);
    for (const tag of ['script', 'style']) {
      const inner = new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(text)?.[1] ?? '';
      assert.ok(inner.length > 100);
      assert.ok(policy.includes(`${tag}-src 'sha256-${createHash('sha256').update(inner).digest('base64')}'`), policy);
    }
    assert.match(policy, /^default-src 'none';/);
    assert.doesNotMatch(policy, /unsafe|\*|https?:/);
    assert.match(text, /--accent: teal/);
    assert.doesNotMatch(text, /https?:\/\/(?!www\.w3\.org\/2000\/svg)|src=|href=/);
  });

  test('answers to its loopback names only, and to questions only', async () => {
    const { url } = await start();
    const { port } = new URL(url);
    for (const host of ['evil.example', `evil.example:${port}`, `127.0.0.1:${port}.evil.example`, '127.0.0.1']) {
      for (const path of ['/', '/events', '/report']) assert.equal((await ask(url, path, { host })).status, 403, host);
    }
    assert.equal((await ask(url, '/', { host: `localhost:${port}` })).status, 200);
    assert.equal((await ask(url, '/', { method: 'POST' })).status, 405);
    assert.equal((await ask(url, '/', { method: 'HEAD' })).text, '');
    for (const path of ['/report', '/../etc/passwd', '/x']) assert.equal((await ask(url, path)).status, 404, path);
  });

  test('a page that comes late gets the plan and what has been, then each second, then the end; names are data, never markup', async () => {
    const server = await start();
    server.begin(plan);
    server.tell(moment);
    const stream = ask(server.url, '/events');
    await until(() => server.openPages === 1);
    server.tell({ ...moment, atMs: 2000 });
    await server.end(finalFigures(undefined, undefined));
    const { headers, text } = await stream;
    assert.match(String(headers['content-type']), /^text\/event-stream/);
    const events = eventsOf(text);
    assert.deepEqual(
      events.map(([name]) => name),
      ['plan', 'history', 'moment', 'end'],
    );
    const [, history, , end] = events.map(([, data]) => data);
    assert.equal((events[0]?.[1] as typeof plan | undefined)?.title, HOSTILE);
    assert.equal((history as LiveMoment[] | undefined)?.[0]?.rows[0]?.p95, 0.33333);
    assert.equal((end as LiveEnd | undefined)?.hasReport, false);
    await assert.rejects(ask(server.url, '/'), { code: 'ECONNREFUSED' });
  });

  test('the end waits until the open page has the report, and no longer than a moment for one that does not ask', async () => {
    const server = await start();
    server.begin(plan);
    const stream = ask(server.url, '/events');
    await until(() => server.openPages === 1);
    const ended = server.end(finalFigures(undefined, undefined), '<!doctype html>the report');
    assert.match((await stream).text, /"hasReport":true/);
    assert.equal((await ask(server.url, '/report')).text, '<!doctype html>the report');
    const startMs = performance.now();
    await ended;
    assert.ok(performance.now() - startMs < 1000);
    const lonely = await start();
    const aloneMs = performance.now();
    await lonely.end(finalFigures(undefined, undefined), 'nobody asks');
    assert.ok(performance.now() - aloneMs < 1000);
  });

  test('many pages are refused, and one that does not read is dropped', async () => {
    const server = await start();
    const sockets = Array.from({ length: 16 }, () => {
      const { port } = new URL(server.url);
      const socket = connect(Number(port), '127.0.0.1').on('error', () => {});
      socket.pause();
      socket.write(`GET /events HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
      return socket;
    });
    await until(() => server.openPages === 16);
    assert.equal((await ask(server.url, '/events')).status, 503);
    const large = { ...plan, title: 'x'.repeat(1 << 20) };
    for (let count = 0; count < 20 && server.openPages > 0; count++) {
      server.begin(large);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await until(() => server.openPages === 0);
    for (const socket of sockets) socket.destroy();
  });
});

async function until(isSo: () => boolean): Promise<void> {
  for (let count = 0; !isSo(); count++) {
    assert.ok(count < 500, 'it did not come to that');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
