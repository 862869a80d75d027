// `perf run --live`: the page has the test's name and what its figures lack, and turns into the report that was written.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { testFolder } from 'k6-kit/folder.fixture';
import type { LivePlan } from 'k6-local/live';
import type { Io } from '../io.ts';
import { withLivePage } from './live-page.ts';
import type { Outcome } from './test-plan.ts';

const folder = testFolder();

const OPTIONS = { vus: 3, duration: '10s', thresholds: { http_req_duration: ['p(95)<200'] } };
const LOCAL = { kind: 'local', label: 'local runner' } as const;
const html = join(folder, 'report.html');
writeFileSync(html, '<!doctype html><title>the report</title>');
const outcome = { exitCode: 99, report: { oneLine: 'FAILED: 1 of 2 limits crossed', paths: { html } } } as Outcome;

function world(): { io: Io; url: () => string } {
  let out = '';
  const io = { stdout: (text: string) => void (out += text), cwd: folder } as Io;
  return { io, url: () => /^live: (http:\/\/127\.0\.0\.1:\d+\/)$/m.exec(out)?.[1] ?? '' };
}

const eventsOf = (text: string): [string, unknown][] =>
  [...text.matchAll(/^event: (\w+)\ndata: (.*)$/gm)].map(([, name = '', data = '']) => [name, JSON.parse(data)]);

test('the open page hears the end and gets the report as it was written; then nobody listens any more', async () => {
  const { io, url } = world();
  let page: Promise<string> | undefined;
  const returned = await withLivePage(
    { title: 'stress', engine: LOCAL, hasLivePage: true },
    OPTIONS,
    io,
    async (live) => {
      live?.listener.begin({ ...live.plan, title: 'stress.js' });
      const response = await fetch(`${url()}events`);
      page = response.text().then(async (text) => {
        const report = await fetch(`${url()}report`);
        return `${text}${await report.text()}`;
      });
      return outcome;
    },
  );
  assert.equal(returned, outcome);
  const text = (await page) ?? '';
  const [[, plan] = [], , [, end] = []] = eventsOf(text);
  assert.equal((plan as LivePlan).title, 'stress');
  assert.deepEqual((plan as LivePlan).rows[0]?.limits, [{ stat: 'p(95)', ms: 200, metric: 'http_req_duration' }]);
  assert.deepEqual(end, {
    ...{ text: 'FAILED: 1 of 2 limits crossed', isOk: false, requests: 0, errors: 0, rows: [] },
    ...{ reportFile: 'report.html', hasReport: true },
  });
  assert.ok(text.endsWith('<title>the report</title>'), text);
  await assert.rejects(fetch(url()));
});

test('what the figures lack is said in one sentence; instances have a plan and no figures', async () => {
  const notes: (string | undefined)[] = [];
  for (const [given, kind] of [
    [{ engine: LOCAL, localInstances: 2 }, 'instances'],
    [{ engine: { kind: 'k6', label: 'k6', path: 'k6' } as const }, 'window'],
    [{ engine: LOCAL }, ''],
  ] as const) {
    const { io, url } = world();
    await withLivePage({ title: 'x', hasLivePage: true, ...given }, OPTIONS, io, async (live) => {
      assert.match(live?.plan.note ?? '', new RegExp(kind));
      notes.push(live?.plan.note);
      if ('localInstances' in given) {
        const { body } = await fetch(`${url()}events`);
        const { value } = (await body?.getReader().read()) ?? {};
        assert.match(new TextDecoder().decode(value), /instances/);
      }
      return { ...outcome, report: undefined };
    });
  }
  assert.equal(new Set(notes).size, 3);
});

test('a run that fails before its report leaves no server', async () => {
  const { io, url } = world();
  const failing = withLivePage({ title: 'x', engine: LOCAL, hasLivePage: true }, OPTIONS, io, async () => {
    assert.equal((await fetch(url())).status, 200);
    throw new Error('no disk');
  });
  await assert.rejects(failing, /no disk/);
  await assert.rejects(fetch(url()));
});

test('without --live nothing is printed, and who looks on otherwise gets the plan', async () => {
  const { io, url } = world();
  const listener = { begin: () => {}, tell: () => {} };
  for (const live of [undefined, listener])
    await withLivePage({ title: 'x', engine: LOCAL, live }, OPTIONS, io, async (given) => {
      assert.equal(given?.listener, live);
      return outcome;
    });
  assert.equal(url(), '');
});
