// The rules say what the tables say, ask for series that exist, and every alert has a test and a page in the runbook.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { alerts, monitoring, type ServiceName, services, triggers } from '../../thresholds/baselines.ts';
import { startTarget } from '../target/start.ts';
import { type AlertName, allAlerts, envelopeOf, shownName } from './alerts.ts';
import { artefacts } from './artefacts.ts';
import { JOBS } from './jobs.ts';
import { durationText, paceAt } from './pace.ts';
import { targetsText } from './prometheus-config.ts';
import { promtool, skipWithout } from './promtool.fixture.ts';
import { RECORD, recordings } from './recordings.ts';
import { SERVICES } from './services.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const deployed = join(root, 'deploy', 'prometheus');

interface RuleFile {
  groups: {
    name: string;
    rules: { alert?: string; expr: string; for?: string; annotations?: { runbook_url: string } }[];
  }[];
}

async function written(name: string): Promise<string> {
  const found = (await artefacts()).find(({ path }) => path === `prometheus/${name}`);
  return found?.text ?? assert.fail(`${name} is not generated`);
}

// Alert, limit in the record's unit, seconds it has to last: as the guide has them, through the tables.
const FROM_TABLES: [AlertName, string, number, number | null][] = [
  ['ApiResponseTime', RECORD.p95, alerts.apiResponseTime.thresholdMs / 1000, alerts.apiResponseTime.forS],
  ['ErrorRate', RECORD.errors, alerts.errorRate.thresholdRatio, alerts.errorRate.forS],
  ['CpuUsage', RECORD.cpu, alerts.cpuUsage.thresholdPct, alerts.cpuUsage.forS],
  ['MemoryUsage', RECORD.memory, alerts.memoryUsage.thresholdPct, alerts.memoryUsage.forS],
  ['DiskUsage', RECORD.disk, alerts.diskUsage.thresholdPct, alerts.diskUsage.forS],
  ['ScaleCpu', RECORD.cpu, triggers.cpu.abovePct, triggers.cpu.forS],
  ['ScaleMemory', RECORD.memory, triggers.memory.abovePct, triggers.memory.forS],
  ['ScaleResponseTime', RECORD.p95, triggers.responseTimeP95.aboveMs / 1000, triggers.responseTimeP95.forS],
  ['ScaleErrorRate', RECORD.errors, triggers.errorRate.aboveRatio, triggers.errorRate.forS],
];
for (const [name, record, limit, forS] of FROM_TABLES) {
  test(`${name} fires above the table's limit and waits the table's time`, async () => {
    const { groups } = parse(await written('rules.yml')) as RuleFile;
    const rule = groups.flatMap(({ rules }) => rules).find(({ alert }) => alert === shownName(name));
    assert.equal(rule?.expr, `${record} > ${limit}`);
    assert.equal(rule?.for, forS === null ? undefined : durationText(forS));
  });
}

test('every service is watched: up, CPU, memory, and requests where something counts them', () => {
  const of = (name: ServiceName) => allAlerts().filter(({ service }) => service === name);
  for (const { name, requests } of SERVICES) {
    const names = of(name).map((alert) => alert.name);
    const counted = requests === null ? [] : ['ServiceRequests'];
    assert.deepEqual(names, ['ServiceDown', 'ServiceCpu', 'ServiceMemory', ...counted], name);
    assert.ok(envelopeOf(name).cpuPct > services[name].cpuPct, `${name}: normal load is inside the envelope`);
    assert.ok(
      envelopeOf(name).memoryBytes > services[name].memoryMb * 1e6,
      `${name}: normal load is inside the envelope`,
    );
  }
});

test('every alert on a figure is silent without it, and its absence is told', () => {
  const watched = new Set(allAlerts().flatMap(({ labels }) => labels?.series ?? []));
  for (const { name, kind, expr } of allAlerts()) {
    const [record = ''] = expr.split(' ');
    if (kind === 'alert' && name !== 'ServiceDown') assert.ok(watched.has(record), `${name}: ${record}`);
  }
});

test('every recorded name is used by an alert, a dashboard or both, and every alert reads a recorded one', async () => {
  const recorded = new Set(recordings('5m').map(({ record }) => record));
  assert.deepEqual([...recorded].sort(), Object.values(RECORD).sort());
  for (const { expr, name } of allAlerts()) {
    const [, used] = /([a-z]+:[\w:]+)/.exec(expr) ?? [];
    if (name === 'ExporterDown') assert.equal(used, undefined);
    else assert.ok(used && recorded.has(used), `${name}: ${expr}`);
  }
});

test('the series of the API and the host are those that the reference target exposes', {
  skip: process.platform !== 'linux',
}, async () => {
  const target = await startTarget();
  await (await fetch(`${target.url}/api/health`)).text();
  const lines = (await (await fetch(`${target.url}/metrics`)).text()).split('\n');
  await target.close();
  const asked = recordings('5m').flatMap(({ expr }) => [
    ...expr.matchAll(/(\w+)\{job="(auren-api|node)"(?:,([^}]*))?\}/g),
  ]);
  const names = new Set(asked.map(([, name]) => name ?? '').filter((name) => name !== 'up'));
  assert.ok(names.size >= 9, [...names].join(', '));
  for (const name of names)
    assert.ok(
      lines.some((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `)),
      name,
    );
  for (const label of ['endpoint', 'status', 'le']) {
    assert.ok(
      lines.some((line) => line.startsWith('http_request_duration_seconds_bucket') && line.includes(`${label}="`)),
      label,
    );
  }
});

// Seconds, as Prometheus writes them.
const DURATIONS: [number, string][] = [
  [3600, '1h'],
  [600, '10m'],
  [90, '90s'],
  [0.25, '250ms'],
  [0.0001, '1ms'],
];
for (const [seconds, text] of DURATIONS) {
  test(`${seconds} s is written ${text}`, () => assert.equal(durationText(seconds), text));
}

test('one factor makes everything faster, and the rule tests are for the real pace only', async () => {
  const fast = paceAt(0.02);
  assert.equal(fast.scrapeInterval, durationText(monitoring.scrapeInterval.valueS * 0.02));
  const files = await artefacts({ scale: 0.02, docsUrl: 'x' });
  const rules = files.find(({ path }) => path.endsWith('rules.yml'))?.text ?? '';
  assert.match(rules, new RegExp(`\\[${fast.rateWindow}\\]`));
  assert.match(rules, /runbook_url: x#aurencpuusage/);
  assert.ok(!files.some(({ path }) => path.endsWith('rules.test.yml')));
});

test('every alert has its section in the runbook', async () => {
  const document = await readFile(join(root, 'docs', 'monitoring.md'), 'utf8');
  const sections = new Set([...document.matchAll(/^#+ (\w+)$/gm)].map(([, title]) => title?.toLowerCase()));
  const { groups } = parse(await written('rules.yml')) as RuleFile;
  for (const { annotations } of groups.flatMap(({ rules }) => rules)) {
    if (!annotations) continue;
    const [file, anchor] = annotations.runbook_url.split('#');
    assert.equal(file, 'docs/monitoring.md');
    assert.ok(sections.has(anchor), `docs/monitoring.md has no section ${anchor}`);
  }
});

test('every job has its file of addresses, as it was written for it', async () => {
  for (const job of JOBS)
    assert.equal(await readFile(join(deployed, 'targets', `${job.name}.yml`), 'utf8'), targetsText(job));
});

test('promtool takes rules and configuration', { skip: skipWithout('promtool') }, async () => {
  for (const args of [
    ['check', 'rules', '--lint-fatal', 'rules.yml'],
    ['check', 'config', 'prometheus.yml'],
  ]) {
    const { code, text } = await promtool(args, deployed);
    assert.equal(code, 0, text);
  }
});

test('amtool takes the Alertmanager example', { skip: skipWithout('amtool') }, async () => {
  const { code, text } = await promtool(['check-config', 'alertmanager.yml'], deployed, 'amtool');
  assert.equal(code, 0, text);
});
