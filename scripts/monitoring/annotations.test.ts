// Annotations against a stand-in for Grafana on loopback: what is sent, what is refused, and that nothing stops a load test.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { testFolder } from 'k6-kit/folder.fixture';
import { freePort } from 'k6-kit/ports';
import { testServer } from 'k6-kit/server.fixture';
import { UserError } from 'k6-kit/user-error';
import { ANNOTATION_TAGS, annotate, readGrafana, withoutGrafanaToken } from './annotations.ts';

const TOKEN = 'glsa_canary';
const grafanaAt = (url: string) => ({ url, token: TOKEN, patienceMs: 400 });
const RUN = { name: 'stress', target: 'http://127.0.0.1:8080', engine: 'local runner' };

interface Call {
  method: string | undefined;
  path: string | undefined;
  authorization: string | undefined;
  body: { time?: number; timeEnd?: number; text?: string; tags?: string[] };
}

/** A Grafana that answers with `answer`; returns its address and what it was asked. */
async function withGrafana(
  answer: (call: number, response: ServerResponse) => void,
  use: (url: string, calls: Call[]) => Promise<void>,
): Promise<void> {
  const calls: Call[] = [];
  const { url, close } = await testServer(async (request, response) => {
    const { method, url: path, headers } = request;
    const body = JSON.parse(await textOf(request)) as Call['body'];
    calls.push({ method, path, authorization: headers.authorization, body });
    answer(calls.length, response);
  });
  await use(url, calls).finally(close);
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of request) text += part;
  return text;
}

const accept = (_: number, response: ServerResponse) =>
  void response.setHeader('content-type', 'application/json').end('{"id":7,"message":"Annotation added"}');

describe('annotations', () => {
  const folder = testFolder();
  before(async () => {
    await writeFile(join(folder, 'token'), `${TOKEN}\n`);
  });
  const read = (env: Record<string, string>) => readGrafana({ env, cwd: folder });

  it('a run is marked at its start and stretched to its end', async () => {
    await withGrafana(accept, async (url, calls) => {
      const end = annotate(await read({ GRAFANA_URL: `${url}/`, GRAFANA_TOKEN: TOKEN }), RUN);
      assert.deepEqual(await end(99), []);
      const [start, stop] = calls;
      assert.deepEqual([start?.method, start?.path], ['POST', '/api/annotations']);
      assert.deepEqual(start?.body.tags, [...ANNOTATION_TAGS, 'stress']);
      assert.match(start?.body.text ?? '', /^stress on http:\/\/127\.0\.0\.1:8080 by local runner: running$/);
      assert.deepEqual([stop?.method, stop?.path], ['PATCH', '/api/annotations/7']);
      assert.ok(Number(stop?.body.timeEnd) >= Number(start?.body.time));
      assert.match(stop?.body.text ?? '', /a limit was crossed$/);
      for (const call of calls) assert.equal(call.authorization, `Bearer ${TOKEN}`);
    });
  });

  it('where Grafana was away at the start, the whole stretch is sent at the end', async () => {
    const recovering = (call: number, response: ServerResponse) =>
      call === 1 ? void response.writeHead(503).end() : accept(call, response);
    await withGrafana(recovering, async (url, calls) => {
      const end = annotate(grafanaAt(url), RUN);
      assert.deepEqual(await end(0), []);
      assert.deepEqual([calls[1]?.method, calls[1]?.path], ['POST', '/api/annotations']);
      assert.ok(Number(calls[1]?.body.timeEnd) >= Number(calls[1]?.body.time));
      assert.match(calls[1]?.body.text ?? '', /every limit held$/);
    });
  });

  it('markup in a name is text', async () => {
    await withGrafana(accept, async (url, calls) => {
      await annotate(grafanaAt(url), { ...RUN, engine: '<img src=x onerror=alert(1)>' })(0);
      assert.doesNotMatch(calls[0]?.body.text ?? '<', /[<>]/);
    });
  });

  // What Grafana does, what the note says. None of them throws, and none repeats the token.
  const TROUBLES: [string, (response: ServerResponse) => void, RegExp][] = [
    ['refuses the token', (response) => response.writeHead(401).end(`{"message":"${TOKEN}"}`), /it answered 401/],
    ['redirects', (response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(), /it answered 302/],
    ['hangs up', (response) => response.destroy(), /cannot be reached/],
    ['never answers', () => undefined, /no complete answer within 0\.4 s/],
  ];
  for (const [what, answer, message] of TROUBLES) {
    it(`a Grafana that ${what} is one note`, async () => {
      await withGrafana(
        (_, response) => answer(response),
        async (url) => {
          const notes = await annotate(grafanaAt(url), RUN)(0);
          assert.equal(notes.length, 1);
          assert.match(notes[0] ?? '', message);
          assert.match(notes[0] ?? '', /^the run is not marked in Grafana: .*; see GRAFANA_URL/);
          assert.doesNotMatch(notes[0] ?? '', /canary/);
        },
      );
    });
  }

  it('a dead port is one note, and without Grafana nothing is done', async () => {
    const notes = await annotate(grafanaAt(`http://127.0.0.1:${await freePort()}`), RUN)(0);
    assert.match(notes.join('\n'), /^the run is not marked in Grafana: it cannot be reached \(ECONNREFUSED\)/);
    assert.deepEqual(await annotate(await read({ GRAFANA_TOKEN: TOKEN }), RUN)(0), []);
  });

  it('the token may stand in a file', async () => {
    const grafana = await read({ GRAFANA_URL: 'https://grafana.example.com/base', GRAFANA_TOKEN_FILE: 'token' });
    assert.deepEqual(grafana, { url: 'https://grafana.example.com/base', token: TOKEN, patienceMs: 3000 });
  });

  const REFUSED: [string, Record<string, string>, RegExp][] = [
    [
      'an address without a scheme',
      { GRAFANA_URL: 'localhost:3000', GRAFANA_TOKEN: TOKEN },
      /GRAFANA_URL cannot be used/,
    ],
    ['a password in the address', { GRAFANA_URL: 'http://me:canary@host', GRAFANA_TOKEN: TOKEN }, /without user/],
    ['no token', { GRAFANA_URL: 'http://host' }, /is set without a token/],
    ['a token of two words', { GRAFANA_URL: 'http://host', GRAFANA_TOKEN: 'two canary' }, /is set without a token/],
    [
      'a file that is not there',
      { GRAFANA_URL: 'http://host', GRAFANA_TOKEN_FILE: 'none' },
      /GRAFANA_TOKEN_FILE: .*none: no such file/,
    ],
  ];
  for (const [what, env, message] of REFUSED) {
    it(`${what} is refused in one line that repeats no secret`, async () => {
      await assert.rejects(read(env), (error: unknown) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, message);
        assert.doesNotMatch(error.message, /canary|\n/);
        return true;
      });
    });
  }

  it('load scripts do not get the token', () => {
    assert.deepEqual(withoutGrafanaToken({ GRAFANA_TOKEN: TOKEN, BASE_URL: 'x' }), { BASE_URL: 'x' });
  });
});
