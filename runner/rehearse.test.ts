// Rehearsals: what a bundle exports and records, without sockets and without waiting.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rehearse } from './rehearse.ts';

const SOURCE = `
import http from 'k6/http'; import { check, sleep } from 'k6'; import exec from 'k6/execution'; import { Trend } from 'k6/metrics';
const own = new Trend('own');
export const options = {
  scenarios: { a: { executor: 'constant-vus', duration: '1h' }, b: { executor: 'ramping-vus', stages: [{ duration: '10m', target: 5 }], startTime: '1h', exec: 'other' } },
  thresholds: { 'own{hour:1}': ['avg<1'] },
};
export function setup() { return { token: http.get(__ENV.URL).status }; }
export default function (data) {
  const part = Math.floor((Date.now() - exec.scenario.startTime) / 900000);
  exec.vu.metrics.tags.quarter = part;
  const res = http.get(__ENV.URL + '/x', { tags: { name: 'x' } });
  check(res, { ok: (r) => r.status === 200 && data.token === 200 });
  own.add(res.timings.duration);
  sleep(60);
}
export function other() { own.add(1, { progress: exec.scenario.progress < 0.5 ? 'early' : 'late', hour: Math.floor(exec.instance.currentTestRunDuration / 3600000) }); }
export function handleSummary() { return {}; }`;

const request = { source: SOURCE, filename: 'bundle.js', env: { URL: 'http://127.0.0.1:1' }, iterations: 8 };

test('each scenario runs at moments spread over its length, and all sets of tags are told apart', async () => {
  const { exports, options, emitted } = await rehearse(request);
  assert.deepEqual(exports.sort(), ['default', 'handleSummary', 'options', 'other', 'setup']);
  assert.deepEqual(Object.keys(options), ['scenarios', 'thresholds']);
  const quarters = new Set(emitted.http_reqs?.map((tags) => tags.quarter));
  assert.deepEqual([...quarters], [undefined, '0', '1', '2', '3']);
  assert.ok(emitted.http_reqs?.every((tags) => tags.status === '200' && tags.method === 'GET'));
  assert.ok(emitted.checks?.every((tags) => tags.check === 'ok' && tags.scenario === 'a'));
  const ofOther = emitted.own?.filter((tags) => tags.scenario === 'b').map((tags) => [tags.progress, tags.hour]);
  assert.deepEqual(ofOther, [
    ['early', '1'],
    ['late', '1'],
  ]);
});

test('what the script throws in init, setup or an iteration is thrown', async () => {
  await assert.rejects(rehearse({ ...request, source: 'throw new Error("init trouble");' }), /init trouble/);
  await assert.rejects(
    rehearse({
      ...request,
      source: 'export function setup() { throw new Error("setup trouble"); } export default function () {}',
    }),
    /setup trouble/,
  );
  await assert.rejects(rehearse({ ...request, source: 'export default function () { undefined.x; }' }), /undefined/);
  await assert.rejects(
    rehearse({ ...request, source: "import ws from 'k6/ws'; export default function () {}" }),
    /k6\/ws is not supported/,
  );
});

test('an hour of virtual time and hundreds of iterations take moments', async () => {
  const startMs = performance.now();
  await rehearse({ ...request, iterations: 500 });
  const tookMs = performance.now() - startMs;
  assert.ok(tookMs < 5000, `${tookMs} ms`);
});
