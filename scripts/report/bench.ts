// Measures the report: a whole one from a summary in a fresh process, and raw points in MB/s with the memory they take.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, statSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endpoints } from '../../thresholds/baselines.ts';
import { RUNS } from './runs.fixture.ts';

/** Size of the points file in MB; BENCH_MB sets another. */
const SIZE_MB = Number(process.env.BENCH_MB ?? 2000);
const REPEATS = 9;

const METRICS = [
  'http_reqs',
  'http_req_duration',
  'http_req_blocked',
  'http_req_connecting',
  'http_req_tls_handshaking',
  'http_req_sending',
  'http_req_waiting',
  'http_req_receiving',
  'http_req_failed',
];
const ENDPOINTS = Object.keys(endpoints);

/** Goal for a report from a summary: processor time after the process has started, ms. */
const GOAL_CPU_MS = 300;
/** Goals for raw points. */
const GOAL_MB_PER_S = 150;
const GOAL_PEAK_MB = 1000;

/** Runs in the measured process: imports the report, makes it, prints time and processor time since the imports began and the peak memory. */
const CHILD = `
  const startMs = performance.now();
  const before = process.cpuUsage();
  const { makeReport } = await import(process.argv[1]);
  const points = process.argv[3] ? [process.argv[3]] : [];
  await makeReport({ file: process.argv[2], points, formats: ['md', 'html', 'json', 'junit'], now: new Date() });
  const { user, system } = process.cpuUsage(before);
  const peakMb = process.resourceUsage().maxRSS / 1024;
  console.log(JSON.stringify({ ms: performance.now() - startMs, cpuMs: (user + system) / 1000, peakMb }));`;

interface Measured {
  ms: number;
  /** Of all threads: compiling TypeScript and collecting garbage included. */
  cpuMs: number;
  peakMb: number;
}

function measure(file: string, points?: string): Measured {
  const report = fileURLToPath(new URL('./report.ts', import.meta.url));
  const args = ['--import', 'tsx', '--input-type=module', '--eval', CHILD, report, file, ...(points ? [points] : [])];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Measured;
}

/** Points as k6 writes them for the five endpoints, with a fixed sequence of response times. */
async function writePoints(path: string, megabytes: number): Promise<void> {
  const out = createWriteStream(path);
  let bytes = 0;
  for (let request = 0; bytes < megabytes * 1e6; ) {
    const lines: string[] = [];
    for (const stop = request + 500; request < stop; request++) lines.push(...pointLines(request));
    const chunk = `${lines.join('\n')}\n`;
    bytes += chunk.length;
    if (!out.write(chunk)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
}

function pointLines(request: number): string[] {
  const endpoint = ENDPOINTS[request % ENDPOINTS.length]!;
  const time = `${new Date(Date.UTC(2026, 0, 1) + request * 2).toISOString().slice(0, -1)}123456Z`;
  const ms = 20 + ((request * 7919) % 1000) / 4;
  const url = `http://127.0.0.1:8080/api/${endpoint}`;
  const tags = {
    endpoint,
    expected_response: 'true',
    group: '',
    method: 'GET',
    name: url,
    phase: 'hold',
    proto: 'HTTP/1.1',
    scenario: endpoint,
    status: '200',
    test: 'baseline',
    url,
    window: 'w07',
  };
  return METRICS.map((metric) =>
    JSON.stringify({ metric, type: 'Point', data: { time, value: metric === 'http_req_failed' ? 0 : ms, tags } }),
  );
}

const folder = await mkdtemp(join(tmpdir(), 'report-bench-'));
try {
  const summary = join(folder, 'summary.json');
  await writeFile(summary, JSON.stringify(RUNS['stress-failed']!()));
  const runs = Array.from({ length: REPEATS }, () => measure(summary)).sort((a, b) => a.cpuMs - b.cpuMs);
  const middle = runs[Math.floor(REPEATS / 2)]!;
  console.log(
    `report from a summary of ${Math.round(statSync(summary).size / 1000)} KB, four formats: ${middle.cpuMs.toFixed(0)} ms of processor time (goal: under ${GOAL_CPU_MS}), ${middle.ms.toFixed(0)} ms on the clock, imports included (median of ${REPEATS}), ${middle.peakMb.toFixed(0)} MB`,
  );
  const points = join(folder, 'points.json');
  await writePoints(points, SIZE_MB);
  const { ms, peakMb } = measure(summary, points);
  const megabytes = statSync(points).size / 1e6;
  console.log(
    `with ${megabytes.toFixed(0)} MB of raw points: ${(ms / 1000).toFixed(1)} s, ${(megabytes / (ms / 1000)).toFixed(0)} MB/s (goal: ${GOAL_MB_PER_S} or more), ${peakMb.toFixed(0)} MB (goal: under ${GOAL_PEAK_MB})`,
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}
