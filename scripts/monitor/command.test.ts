// `perf monitor` as a user sees it: a screen, one JSON object a line, and one line for a mistake.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EXIT } from 'k6-kit/exit-codes';
import { alerts, services } from '../../thresholds/baselines.ts';
import type { Io } from '../io.ts';
import { perf } from '../perf.fixture.ts';
import { startTarget } from '../target/start.ts';
import type { MonitorSample } from './sample.ts';
import { monitorText } from './text.ts';

async function run(args: string[], change: Partial<Io> = {}): Promise<{ code: number; text: string }> {
  const now = () => new Date('2026-01-31T12:00:00Z');
  // Without a PATH no Docker is found and waited for.
  const world = { env: { PATH: '/nowhere' }, cwd: '/', root: '/', now, ...change };
  const { code, output: text } = await perf(['monitor', ...args], world);
  return { code, text };
}

describe('perf monitor', () => {
  it('--once --json has every figure that this machine and the API give', async () => {
    const target = await startTarget();
    const args = ['--once', '--json', '--url', `${target.url}/api/health`, '--port', `aurenAPI=${target.port}`];
    const { code, text } = await run(args);
    await target.close();
    assert.equal(code, EXIT.passed, text);
    const sample = JSON.parse(text) as MonitorSample;
    assert.equal(sample.at, '2026-01-31T12:00:00.000Z');
    assert.equal(sample.api.status, 200);
    assert.ok(
      sample.api.totalMs !== null && sample.api.connectMs !== null && sample.api.totalMs > sample.api.connectMs,
    );
    assert.deepEqual(
      sample.services.map(({ name }) => name),
      Object.keys(services),
    );
    assert.equal(sample.containers, null);
    assert.equal(sample.alerts, null);
    if (process.platform !== 'linux') return;
    const { cpuPct, memoryPct, diskPct } = sample.machine;
    for (const pct of [cpuPct, memoryPct, diskPct]) assert.ok(pct !== null && pct >= 0 && pct <= 100, `${pct} %`);
    assert.equal(sample.services.find(({ name }) => name === 'aurenAPI')?.isListening, true);
    assert.ok((sample.connections?.listening ?? 0) >= 1);
  });

  it('looks again after the interval, as often as asked, one object a line', async () => {
    const { code, text } = await run(['--json', '--times', '3', '--every', '0.2', '--url', 'http://127.0.0.1:9/']);
    assert.equal(code, EXIT.passed);
    const lines = text.trim().split('\n');
    assert.equal(lines.length, 3);
    for (const line of lines) assert.equal((JSON.parse(line) as MonitorSample).api.status, null);
  });

  it('ends with Ctrl-C', async () => {
    const interrupt = new AbortController();
    let looks = 0;
    const stdout = () => {
      looks += 1;
      interrupt.abort();
    };
    const { code } = await run(['--url', 'http://127.0.0.1:9/'], { stdout, signal: interrupt.signal });
    assert.deepEqual([code, looks], [EXIT.passed, 1]);
  });

  const MISTAKES: [string[], RegExp][] = [
    [['--url', 'localhost:8080'], /--url cannot be used: expected http/],
    [['--url', 'http://me:canary@host/'], /--url cannot be used/],
    [['--port', 'redis'], /--port reads "redis": expected <service>=<port>/],
    [['--port', 'mysql=3306'], /with one of postgresql, redis/],
    [['--every', '0'], /--every reads "0": expected a number from 0.2 to 3600/],
    [['--times', 'many'], /--times reads "many"/],
  ];
  for (const [args, message] of MISTAKES) {
    it(`${args.join(' ')}: one line, exit code 2`, async () => {
      const { code, text } = await run(args);
      assert.equal(code, EXIT.badInput);
      assert.match(text, message);
      assert.equal(text.trim().split('\n').length, 1);
      assert.doesNotMatch(text, /canary/);
    });
  }
});

describe('the screen', () => {
  const SAMPLE: MonitorSample = {
    at: '2026-01-31T12:00:00.000Z',
    machine: {
      cpuPct: alerts.cpuUsage.thresholdPct,
      memoryMb: 2800,
      memoryPct: alerts.memoryUsage.thresholdPct + 1,
      diskPct: 40,
      diskMbPerS: null,
      networkInMbPerS: 0,
      networkOutMbPerS: 0,
    },
    connections: null,
    api: { url: 'http://127.0.0.1/', status: 200, connectMs: 1, totalMs: 2, error: null },
    services: [],
    containers: [{ name: '\u001b[2Jevil', cpuPct: 1, memoryPct: null }],
    alerts: [],
    notes: ['containers: gone'],
  };

  it('shows what was not measured as such, never as 0', () => {
    const text = monitorText(SAMPLE, false);
    assert.match(text, /Connections +not measured/);
    assert.match(text, /Disk +40\.0 % used {3}not measured/);
    assert.match(text, /containers: gone/);
    assert.match(text, /Alerts\n +none/);
  });

  it('is red above an alert, yellow above a trigger, and not red at the alert itself', () => {
    const text = monitorText(SAMPLE, true);
    const [red, yellow] = ['\u001b[31m', '\u001b[33m'];
    assert.ok(text.includes(`${red}${alerts.memoryUsage.thresholdPct + 1}.0 %`), text);
    assert.ok(text.includes(`${yellow}${alerts.cpuUsage.thresholdPct}.0 %`), text);
  });

  it('names from outside cannot steer the terminal', () => {
    assert.match(monitorText(SAMPLE, false), /\?\[2Jevil/);
  });
});
