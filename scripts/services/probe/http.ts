// The API and Nginx under ab and wrk (guide, API Performance Testing).
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { endpoints, services, testTypes } from '../../../thresholds/baselines.ts';
import { p95LimitMs } from '../../../thresholds/derive.ts';
import { API_SERVICE, ROLES } from '../../../thresholds/system.ts';
import { findTool } from '../../run/tool.ts';
import { emptyResult, judged, type ProbeRequest, type ProbeResult, scaled } from './model.ts';

const WRK_SCRIPT = fileURLToPath(new URL('wrk.lua', import.meta.url));
/** The guide's calls of the two tools: ab -n 1000 -c 50, wrk -t4 -c50. */
const [AB_REQUESTS, THREADS] = [1000, 4];
const CONNECTIONS = testTypes.baseline.users;

export const probeApi = (request: ProbeRequest): Promise<ProbeResult> => probeHttp(API_SERVICE, 'API_URL', request);
export const probeNginx = (request: ProbeRequest): Promise<ProbeResult> => probeHttp('nginx', 'PROXY_URL', request);

async function probeHttp(
  service: typeof API_SERVICE | 'nginx',
  variable: 'API_URL' | 'PROXY_URL',
  request: ProbeRequest,
): Promise<ProbeResult> {
  const result = emptyResult(service);
  const base = request.env[variable] ?? '';
  const url = `${base}${endpoints[ROLES.health].path}`;
  const ab = await findTool('ab', result.skipped);
  if (ab) await runAb(ab, url, request, result);
  const wrk = await findTool('wrk', result.skipped);
  if (wrk) await runWrk(wrk, url, request, result);
  return result;
}

async function runAb(path: string, url: string, request: ProbeRequest, result: ProbeResult): Promise<void> {
  const count = scaled(AB_REQUESTS, request.scale, CONNECTIONS * 2);
  request.onStep(`ab: ${count} requests over ${CONNECTIONS} connections`);
  const args = ['-q', '-k', '-n', String(count), '-c', String(CONNECTIONS), url];
  const { ratePerS, p95Ms, failed, complete } = readAb(
    await request.runTool(path, args, { cwd: request.workDir, signal: request.signal }),
  );
  const source = `ab -k -n ${count} -c ${CONNECTIONS}`;
  result.measurements.push(
    { name: 'requests (ab)', value: ratePerS, unit: '/s', source },
    { name: 'p95 (ab)', value: p95Ms, unit: 'ms', source },
  );
  result.judged.push(
    judged('failed requests (ab)', (failed / complete) * 100, '<=', testTypes.baseline.errorRatio * 100, '%'),
  );
}

/** Reads what ab prints. Throws an Error that names the line that is missing. */
export function readAb(text: string): { ratePerS: number; p95Ms: number; failed: number; complete: number } {
  const number = (label: string, pattern: RegExp): number => {
    const [, digits] = pattern.exec(text) ?? [];
    if (digits === undefined) throw new Error(`ab printed no line "${label}"`);
    return Number(digits);
  };
  const otherStatus = /^Non-2xx responses:\s+(\d+)/m.exec(text)?.[1];
  return {
    ratePerS: number('Requests per second', /^Requests per second:\s+([\d.]+)/m),
    p95Ms: number('95%', /^\s+95%\s+(\d+)/m),
    // Answers of another length count as failed there; the API's do not vary.
    failed: number('Failed requests', /^Failed requests:\s+(\d+)/m) + Number(otherStatus ?? 0),
    complete: number('Complete requests', /^Complete requests:\s+(\d+)/m),
  };
}

async function runWrk(path: string, url: string, request: ProbeRequest, result: ProbeResult): Promise<void> {
  const seconds = scaled(testTypes.baseline.durationS, request.scale, 2);
  request.onStep(`wrk: ${seconds} s over ${CONNECTIONS} connections`);
  const args = [`-t${THREADS}`, `-c${CONNECTIONS}`, `-d${seconds}s`, '--latency', '-s', WRK_SCRIPT, url];
  const read = readWrk(await request.runTool(path, args, { cwd: request.workDir, signal: request.signal }));
  const source = `wrk -t${THREADS} -c${CONNECTIONS} -d${seconds}s --latency`;
  const ratePerS = read.requests / read.durationS;
  result.measurements.push(
    { name: 'requests (wrk)', value: ratePerS, unit: '/s', source },
    { name: 'p50 (wrk)', value: read.p50Ms, unit: 'ms', source },
    { name: 'p99 (wrk)', value: read.p99Ms, unit: 'ms', source },
  );
  result.judged.push(
    judged('requests (wrk)', ratePerS, '>=', services[result.service].requestsPerS.min, '/s'),
    // Without pauses between requests it is a closed loop at full speed: the average is what the guide's Baseline Test asks for.
    judged('average latency (wrk)', read.avgMs, '<', testTypes.baseline.avgMs, 'ms'),
    judged(
      'failed requests (wrk)',
      (read.statusErrors / Math.max(1, read.requests)) * 100,
      '<=',
      testTypes.baseline.errorRatio * 100,
      '%',
    ),
  );
  if (read.p95Ms >= p95LimitMs(ROLES.health))
    result.findings.push({
      rule: 'probe-p95-at-full-speed',
      severity: 'info',
      title: `At full speed the p95 is over the row of the endpoint ${ROLES.health}`,
      evidence: `p95 ${read.p95Ms.toFixed(0)} ms at ${ratePerS.toFixed(0)} requests/s over ${CONNECTIONS} connections, row ${p95LimitMs(ROLES.health).toFixed(1)} ms`,
      action: null,
      effect: 0.1,
    });
}

const wrkShape = v.object({
  requests: v.number(),
  durationS: v.pipe(v.number(), v.gtValue(0)),
  avgMs: v.number(),
  p50Ms: v.number(),
  p95Ms: v.number(),
  p99Ms: v.number(),
  socketErrors: v.number(),
  statusErrors: v.number(),
});

/** Reads the line that wrk.lua prints. Throws an Error when it is not there or not whole. */
export function readWrk(text: string): v.InferOutput<typeof wrkShape> {
  const [, json] = /^JSON (\{.*\})$/m.exec(text) ?? [];
  if (json === undefined) throw new Error('wrk printed no figures');
  return v.parse(wrkShape, JSON.parse(json));
}
