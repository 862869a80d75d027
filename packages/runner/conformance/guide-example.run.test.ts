// The k6 script of the performance guide runs as it is but for its host; its comments are left out.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { peakOf } from '../pacing.ts';
import { inspectScript } from '../run.ts';
import { readScenarios, scenarioLength } from '../scenarios.ts';
import { runText, serve } from '../testing.fixture.ts';

const exampleFor = (baseUrl: string): string => `import http from 'k6/http';
import { check, sleep } from 'k6';

export let options = {
  stages: [
    { duration: '2m', target: 100 },
    { duration: '5m', target: 100 },
    { duration: '2m', target: 0 },
  ],
};

export default function() {
  let response = http.get('${baseUrl}/api/health');
  check(response, {
    'status is 200': (r) => r.status === 200,
    'response time < 200ms': (r) => r.timings.duration < 200,
  });
  sleep(1);
}
`;

test('its options ask for 100 users over nine minutes', async () => {
  const source = exampleFor('http://127.0.0.1:1');
  const { stages } = await inspectScript({ script: 'k6_test.js', source, env: {} });
  const [scenario] = readScenarios({ default: { executor: 'ramping-vus', stages } });
  assert.ok(scenario?.executor === 'ramping-vus');
  assert.deepEqual([scenarioLength(scenario), peakOf(scenario.startVus, scenario.stages)], [540_000, 100]);
});

test('it runs with its stages shortened by variable or flag, and every request is counted', async () => {
  const server = await serve((_request, response) => response.end('{"status":"ok"}'));
  try {
    const shortened = [
      { env: { K6_STAGES: '200ms:6,700ms:6,100ms:0' } },
      { args: ['--stage', '200ms:6,700ms:6', '-s', '100ms:0'] },
    ];
    for (const options of shortened) {
      server.seen.length = 0;
      const { exitCode, stderr, summary } = await runText(exampleFor(server.url), options);
      assert.equal(exitCode, 0, stderr);
      const { http_reqs, iterations, checks } = summary?.metrics ?? {};
      assert.equal(http_reqs?.values.count, server.seen.length);
      assert.deepEqual([...new Set(server.seen)], ['GET /api/health']);
      // Each of the six users waits a second in its one iteration, and none is cut off.
      assert.equal(iterations?.values.count, http_reqs?.values.count);
      assert.ok((http_reqs?.values.count ?? 0) >= 3, String(http_reqs?.values.count));
      assert.equal(summary?.root_group.checks.map(({ name }) => name).join(), 'status is 200,response time < 200ms');
      assert.equal(summary?.root_group.checks[0]?.fails, 0);
      assert.equal((checks?.values.passes ?? 0) + (checks?.values.fails ?? 0), 2 * (iterations?.values.count ?? 0));
    }
  } finally {
    await server.close();
  }
});
