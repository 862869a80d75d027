// A run with `--live` and a page that listens: what it hears has to add up to the summary.
import assert from 'node:assert/strict';
import { runText, serve } from '../testing.fixture.ts';
import type { LiveEnd } from './final.ts';
import type { LiveMoment } from './moment.ts';
import type { LivePlan } from './plan.ts';

const SCRIPT = `
import http from 'k6/http';
import { sleep } from 'k6';
export const options = {
  vus: 4, duration: '1200ms', summaryTrendStats: ['count', 'med', 'p(95)', 'p(99)'],
  thresholds: { 'http_req_duration{name:a}': ['p(95)<0.0001', 'p(99)<5000'], http_req_failed: ['rate<0.9'] },
};
export default () => {
  http.get(__ENV.URL + '/a', { tags: { name: 'a' } });
  http.get(__ENV.URL + '/missing', { tags: { name: 'b' } });
  sleep(0.05);
};`;

/** The figures of the page's events against those of the summary. */
export async function assertLiveFigures(threads: '1' | '2'): Promise<void> {
  const target = await serve((request, response) => {
    response.statusCode = request.url === '/a' ? 200 : 404;
    response.end('x');
  });
  let stream: Promise<string> | undefined;
  const token = 'secret-of-the-environment';
  const { summary, stderr } = await runText(SCRIPT, {
    args: ['--live', '--threads', threads],
    env: { URL: target.url, AUTH_TOKEN: token },
    onStderr: (text) => {
      const [url] = /http:\/\/127\.0\.0\.1:\d+\//.exec(text) ?? [];
      if (url && !stream) stream = fetch(`${url}events`).then((response) => response.text());
    },
  });
  await target.close();
  assert.match(stderr, /^live: http:\/\/127\.0\.0\.1:\d+\/$/m);
  const text = (await stream) ?? '';
  assert.ok(!text.includes(token));
  const events = [...text.matchAll(/^event: (\w+)\ndata: (.*)$/gm)].map(([, name, data = '']) => ({
    ...{ name, data: JSON.parse(data) as unknown },
  }));
  const all = <T>(name: string): T[] => events.filter((event) => event.name === name).map(({ data }) => data as T);
  const moments = [...all<LiveMoment[]>('history').flat(), ...all<LiveMoment>('moment')];
  const [plan] = all<LivePlan>('plan');
  const [end] = all<LiveEnd>('end');
  const { http_reqs, http_req_failed, ...others } = summary?.metrics ?? {};
  assert.ok(plan && end && http_reqs && http_req_failed);
  const sum = (of: (moment: LiveMoment) => number): number => moments.reduce((total, moment) => total + of(moment), 0);
  assert.ok(moments.length >= 2 && (http_reqs.values.count ?? 0) > 50);
  assert.equal(
    sum(({ requests }) => requests),
    http_reqs.values.count,
  );
  assert.equal(
    sum(({ failed }) => failed),
    http_req_failed.values.passes,
  );
  const judged = others['http_req_duration{name:a}'];
  const index = plan.rows.findIndex(({ label }) => label === 'a');
  assert.equal(
    sum(({ rows }) => rows[index]?.count ?? 0),
    judged?.values.count,
  );
  const last = moments.at(-1)?.judged[index] ?? 0;
  assert.ok(Math.abs(last / (judged?.values['p(95)'] ?? 0) - 1) < 1e-4, String(last));
  assert.deepEqual([end.requests, end.errors, end.isOk], [http_reqs.values.count, http_req_failed.values.rate, false]);
  assert.equal(end.text, '2 of 3 thresholds held');
  assert.deepEqual(
    end.rows[index]?.limits.map(({ stat, value, isOk }) => [stat, value, isOk]),
    [
      ['p(95)', judged?.values['p(95)'], false],
      ['p(99)', judged?.values['p(99)'], true],
    ],
  );
}
