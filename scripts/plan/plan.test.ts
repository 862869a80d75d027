// The plan of a run: counted from k6's options by hand-checked cases, drawn, and shown without loading anybody.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { EXIT } from 'k6-kit/exit-codes';
import { testFolder } from 'k6-kit/folder.fixture';
import { endpoints, type JourneyName, journeys, pageTests, testTypes } from '../../thresholds/baselines.ts';
import { stepsOf } from '../../thresholds/tasks.ts';
import { figuresOf } from '../guard/caps.ts';
import { perf as perfIn, ROOT } from '../perf.fixture.ts';
import { startTarget } from '../target/start.ts';
import { draw, timeText } from './drawing.ts';
import { loadPlan, rateAt } from './load-plan.ts';

const perf = (args: string[], env: Record<string, string> = {}, cwd = ROOT) =>
  perfIn(args, { env: { PATH: '', ...env }, cwd });

describe('requests of a load', () => {
  it('of VUs are the area under their number by the period, and half a request more for each that starts', () => {
    const stages = [
      { duration: '10s', target: 10 },
      { duration: '0s', target: 40 },
      { duration: '20s', target: 40 },
    ];
    const { requests } = loadPlan({ scenarios: { home: { executor: 'ramping-vus', startVUs: 0, stages } } }, ['home']);
    // 10 s of 5 VUs on average and 20 s of 40, each 2 requests a second; 40 starts.
    assert.equal(requests.home, 100 + 1600 + 20);
  });

  it('of a journey are as many of each step as users have turns', () => {
    const stages = [{ duration: '373s', target: 10 }];
    const users = { executor: 'ramping-vus', startVUs: 10, stages };
    const { requests, curve } = loadPlan({ scenarios: { 'check-in': users } }, ['check-in']);
    // A turn takes 3.725 s: six half seconds of thinking, and 725 ms of answers. 10 users start.
    assert.deepEqual([...new Set(Object.values(requests))], [Math.round((10 * 373) / 3.725 + 5)]);
    assert.equal(Object.keys(requests).length, stepsOf('check-in').length);
    assert.ok(Math.abs(rateAt(curve, 100) - (10 * 6) / 3.725) < 1e-9);
    const arrivals = {
      executor: 'ramping-arrival-rate',
      startRate: 60,
      timeUnit: '6s',
      maxVUs: 5,
      stages: [{ duration: '10s', target: 60 }],
    };
    // Ten starts a second of six requests each: 60 requests/s.
    assert.equal(loadPlan({ scenarios: { 'check-in': arrivals } }, ['check-in']).requests['check-in-home'], 100);
    const figures = figuresOf({ scenarios: { 'check-in': arrivals } });
    assert.equal(figures.ratePerS, 60);
    assert.ok(Math.abs(figuresOf({ scenarios: { 'check-in': users } }).ratePerS - (10 * 6) / 3.725) < 1e-9);
  });

  it('of an arrival rate are the area under it', () => {
    const stages = [{ duration: '1m', target: 30 }];
    const scenario = { executor: 'ramping-arrival-rate', startRate: 10, maxVUs: 5, stages };
    assert.equal(loadPlan({ scenarios: { health: scenario } }, ['health']).requests.health, 1200);
  });

  it('of a single pass are one for each endpoint, and it has no rate to draw', () => {
    const { requests, curve } = loadPlan(
      { scenarios: { smoke: { executor: 'shared-iterations', vus: 1, iterations: 2 } } },
      ['home', 'health'],
    );
    assert.deepEqual(requests, { home: 1, health: 1 });
    assert.equal(draw(curve), '');
  });

  it('leave the observer out: its requests go to monitoring', () => {
    const observe = { executor: 'constant-vus', vus: 1, duration: '1m', exec: 'observe' };
    assert.deepEqual(loadPlan({ scenarios: { observe } }, []), { requests: {}, curve: [] });
  });
});

describe('the drawing', () => {
  const curve = [
    { atS: 0, perS: 0 },
    { atS: 60, perS: 100 },
    { atS: 60, perS: 50 },
    { atS: 120, perS: 50 },
  ];

  it('climbs, jumps and stays as the load does', () => {
    assert.equal(rateAt(curve, 30), 50);
    assert.equal(rateAt(curve, 60), 100);
    assert.equal(rateAt(curve, 90), 50);
    const lines = draw(curve).split('\n');
    assert.match(lines[0] ?? '', /^100\/s │ +[▁▂▃▄▅▆▇█]+$/);
    // The lower half is full from the middle on.
    assert.match(lines[5] ?? '', /█{30}$/);
    assert.match(lines.at(-1) ?? '', /^ +0 +2 min$/);
  });

  it('says times in seconds below two minutes', () => {
    assert.deepEqual(
      [timeText(90), timeText(119.96), timeText(120), timeText(3720)],
      ['90 s', '120 s', '2 min', '62 min'],
    );
  });
});

describe('perf plan', () => {
  it('asks each reading endpoint once, the token only where it is wanted, and writes nothing', async () => {
    const target = await startTarget({});
    try {
      const { code, out } = await perf(['plan', 'spike', '--target', target.url, '--json'], {
        AUTH_TOKEN: target.token,
      });
      const planned = JSON.parse(out);
      assert.equal(code, EXIT.passed);
      assert.equal(planned.load.vus, testTypes.spike.peakUsers);
      const { byStatus } = target.stats().total;
      // memory-stats is asked a second time, with the token.
      assert.deepEqual(byStatus, { 200: Object.keys(endpoints).length - 1, 401: 1 });
      assert.equal(target.stats().endpoints['biometric-analyze']?.requests ?? 0, 0);
      const bytesOf = (name: string) =>
        planned.endpoints.find((row: { name: string }) => row.name === name).bytesPerAnswer;
      assert.ok(bytesOf('knowledge-graph') > 10_000);
      assert.equal(bytesOf('biometric-analyze'), null);
      assert.ok(!out.includes(target.token));
    } finally {
      await target.close();
    }
  });

  it('shows what the guard would refuse, with its reason and its exit code, and sends nothing', async () => {
    const { code, out } = await perf(['plan', 'stress', '--target', 'http://169.254.169.254']);
    assert.equal(code, EXIT.guardRefused);
    assert.match(out, /who is hit +nobody: the guard refuses/);
    assert.match(out, /would be rejected: guard: 169\.254\.169\.254/);
  });

  it('leaves what writes out where the environment does not allow it, and keeps the load', async (t) => {
    const folder = testFolder(t);
    const caps = { vus: 500, ratePerS: 1000, minutes: 70 };
    const environments = { 'read-only': { baseUrl: 'http://127.0.0.1:9', hosts: ['127.0.0.1'], caps } };
    await writeFile(join(folder, 'perf.config.ts'), `export default ${JSON.stringify({ environments })};\n`);
    const { code, out } = await perf(['plan', 'stress', '--env', 'read-only', '--offline', '--json'], {}, folder);
    const planned = JSON.parse(out);
    assert.equal(code, EXIT.passed, out);
    assert.deepEqual(
      planned.endpoints.map(({ name }: { name: string }) => name),
      Object.keys(endpoints).filter((name) => name !== 'biometric-analyze'),
    );
    assert.equal(planned.rowsWritten, 0);
    assert.equal(planned.load.vus, testTypes.stress.peakUsers);
    assert.equal(planned.bytesReceived, null);
  });
});

describe('perf plan of a page load test', () => {
  it('counts the browser, and not what the page asks for', async () => {
    const { out } = await perf(['plan', 'page-load', '--target', 'http://127.0.0.1:1', '--offline']);
    assert.match(out, /requests +0, and what the page asks for at each visit/);
    assert.match(out, /browsers +1, with some \d+ MB/);
  });
});

describe('perf list', () => {
  it('has every test of the tables with its question, load and limits, and every endpoint', async () => {
    const listed = JSON.parse((await perf(['list', '--json'])).out);
    assert.deepEqual(
      listed.tests.map(({ type }: { type: string }) => type),
      [...Object.keys(testTypes), ...Object.keys(pageTests)],
    );
    assert.deepEqual(
      listed.endpoints.map(({ name }: { name: string }) => name),
      Object.keys(endpoints),
    );
    assert.deepEqual(
      listed.journeys.map(({ name, steps, writes }: { name: string; steps: string[]; writes: boolean }) => [
        name,
        steps,
        writes,
      ]),
      Object.keys(journeys).map((name) => [name, stepsOf(name as JourneyName), true]),
    );
    const besides = pageTests['page-load-under-load'].browserUsers;
    const users: Record<string, number> = {
      ...Object.fromEntries(Object.entries(testTypes).map(([type, { peakUsers }]) => [type, peakUsers])),
      'page-load': pageTests['page-load'].browserUsers,
      'page-load-under-load': testTypes.stress.peakUsers + besides,
    };
    for (const { type, vus, question, limitCount } of listed.tests) {
      assert.equal(vus, users[type], type);
      assert.match(question, /\?/, type);
      assert.ok(limitCount > 0, type);
    }
    const { out } = await perf(['list']);
    assert.match(out, /\nspike +500 +1000 +90 s/);
    for (const line of out.split('\n')) assert.ok(line.length <= 80, line);
    assert.match(out, /^check-in +25 % +1050 +1155 +yes +6 +99 %$/m);
    assert.match(out, /^tests of single services, by perf services test: database, cache, vector, proxy$/m);
  });
});

it('a journey is planned by its steps, and rejected where nothing may be written', async (t) => {
  const cwd = testFolder(t);
  const target = await startTarget({ port: 0 });
  try {
    const env = { hosts: ['127.0.0.1'], baseUrl: target.url, caps: { vus: 500, ratePerS: 5000, minutes: 60 } };
    const config = (writes: boolean) =>
      `export default ${JSON.stringify({ environments: { here: { ...env, writes } } })};`;
    const plan = async (writes: boolean, ...args: string[]) => {
      await writeFile(join(cwd, 'perf.config.ts'), config(writes));
      const { code, out, err } = await perf(['plan', 'baseline', '--env', 'here', '--json', ...args], {}, cwd);
      return { code, planned: JSON.parse(out || '{}'), err };
    };
    const { code, planned, err } = await plan(true, '--endpoint', 'check-in');
    assert.equal(code, EXIT.passed, err);
    const names = planned.endpoints.map(({ name }: { name: string }) => name);
    assert.deepEqual(names, stepsOf('check-in'));
    // One walk leaves one row behind, not six.
    assert.equal(planned.rowsWritten * 6, planned.requests);
    const rejected = await plan(false, '--endpoint', 'check-in');
    assert.equal(rejected.code, EXIT.guardRefused);
    assert.match(rejected.planned.refusal, /^guard: check-in writes and the environment here does not allow that/);
    assert.equal(target.stats().total.requests, 0);
  } finally {
    await target.close();
  }
});

it('several endpoints of a list are planned, and only they', async () => {
  const args = [
    'plan',
    'baseline',
    '--offline',
    '--json',
    '--target',
    'http://127.0.0.1:1',
    '--endpoint',
    'home, health',
  ];
  const { code, out, err } = await perf(args);
  assert.equal(code, EXIT.passed, err);
  assert.deepEqual(
    (JSON.parse(out) as { endpoints: { name: string }[] }).endpoints.map(({ name }) => name),
    ['home', 'health'],
  );
});
