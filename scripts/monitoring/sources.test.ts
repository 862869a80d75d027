// Sources of resource figures before a run: those that answer stay, those that are away are named and left out.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { freePort } from 'k6-kit/ports';
import { type TestServer, testServer } from 'k6-kit/server.fixture';
import { reachableSources } from './sources.ts';

describe('sources of resource figures', () => {
  let server: TestServer;
  let up = '';
  let away = '';
  before(async () => {
    server = await testServer(({ url }, response) => response.writeHead(url === '/broken' ? 500 : 200).end('1'));
    up = server.url;
    away = `http://127.0.0.1:${await freePort()}`;
  });
  after(() => server.close());

  it('that answer are left as they are, and without one nothing is asked', async () => {
    for (const env of [
      {},
      { PROMETHEUS_URL: up },
      { METRICS_URLS: `${up}/metrics` },
      { PROMETHEUS_URL: `${up}/`, METRICS_URLS: away },
    ]) {
      assert.deepEqual(await reachableSources(env), { settings: {}, notes: [] });
    }
  });

  it('a Prometheus that is away is named, and the exporters are taken instead', async () => {
    const { settings, notes } = await reachableSources({ PROMETHEUS_URL: away, METRICS_URLS: `${up}/metrics` });
    assert.deepEqual(settings, { PROMETHEUS_URL: '' });
    assert.deepEqual(notes, [
      `resources are not measured by Prometheus at ${away}, which does not answer; see PROMETHEUS_URL`,
    ]);
  });

  it('of several exporters those that answer stay; an error is no answer', async () => {
    const urls = [`${up}/metrics?name[]=a`, `${away}/metrics`, `${up}/broken`];
    const { settings, notes } = await reachableSources({ METRICS_URLS: urls.join(', ') });
    assert.deepEqual(settings, { METRICS_URLS: urls[0] });
    assert.equal(notes.length, 2);
    assert.match(notes[0] ?? '', /the exporter at .*, which does not answer; see METRICS_URLS$/);
  });
});
