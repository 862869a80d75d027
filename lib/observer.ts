// The observer: one VU in addition to the load, which records the target's CPU, memory, disk and network. Plain k6, no extension.
import { sleep } from 'k6';
import exec from 'k6/execution';
import http from 'k6/http';
import { Counter, Gauge, Trend } from 'k6/metrics';
import type { Scenario } from 'k6/options';
import { OBSERVATIONS } from 'k6-format/load-names';
import type { Monitoring } from './env.ts';
import { type Exposition, parseExposition, sumOf } from './exposition.ts';
import { type Timeline, windowAt } from './load.ts';
import { QUERIES, type Scrape, USAGE_NAMES, type Usage, usageBetween } from './resources.ts';

/** Name of the scenario and of the exported function. */
export const OBSERVER = 'observe';

/** Time between two looks: a compressed run still gets one in most of its windows. */
function intervalS(timeline: Timeline): number {
  return Math.max(0.5, Math.min(5, timeline.endS / 60));
}

export function observerScenario(timeline: Timeline): Scenario {
  const duration = `${Math.max(1, Math.round(timeline.endS * 1000))}ms`;
  return { executor: 'constant-vus', vus: 1, duration, exec: OBSERVER, gracefulStop: '2s' };
}

/** The observer's iteration: look, record, wait. An unreachable source records nothing; the report then says "not measured". */
export function observerOf(monitoring: Monitoring, timeline: Timeline): () => void {
  const trends = Object.fromEntries(USAGE_NAMES.map((name) => [name, new Trend(name)])) as Record<keyof Usage, Trend>;
  const observations = new Counter(OBSERVATIONS);
  const look = monitoring.kind === 'prometheus' ? () => askPrometheus(monitoring.url) : exporterReader(monitoring.urls);
  return () => {
    const { phase, id } = windowAt(timeline.windows, (Date.now() - exec.scenario.startTime) / 1000);
    const usage = look();
    if (usage) {
      for (const [figure, value] of Object.entries(usage)) {
        observations.add(1, { figure, phase });
        trends[figure as keyof Usage].add(value, { phase, window: id });
      }
    }
    sleep(intervalS(timeline));
  };
}

/** Its requests carry no endpoint, phase or window: they are in no figure of the load. */
const PARAMS = { tags: { name: 'observer', traffic: 'observer' }, timeout: '2s', responseType: 'text' } as const;

function exporterReader(urls: readonly string[]): () => Usage | undefined {
  // One number that changes when any of the watched processes restarts.
  const startTime = new Gauge('target_start_time_s');
  let before: Scrape | undefined;
  return () => {
    const found: Exposition = {};
    for (const url of urls) {
      const { status, body } = http.get(url, PARAMS);
      if (status !== 200) return undefined;
      for (const [name, samples] of Object.entries(parseExposition(body ?? ''))) {
        found[name] = [...(found[name] ?? []), ...samples];
      }
    }
    const startedS = sumOf(found, 'process_start_time_seconds');
    if (startedS !== undefined) startTime.add(startedS);
    const scrape = { atMs: Date.now(), found };
    const usage = before && usageBetween(before, scrape);
    before = scrape;
    return usage;
  };
}

function askPrometheus(url: string): Usage | undefined {
  const usage: Usage = {};
  for (const name of USAGE_NAMES) {
    const { status, body } = http.get(`${url}/api/v1/query?query=${encodeURIComponent(QUERIES[name])}`, PARAMS);
    const value = status === 200 ? vectorValue(body ?? '') : undefined;
    if (value !== undefined) usage[name] = value;
  }
  return Object.keys(usage).length > 0 ? usage : undefined;
}

/** The number in Prometheus's answer to an instant query; undefined when it has none (no such series, NaN). */
function vectorValue(body: string): number | undefined {
  try {
    const answer = JSON.parse(body) as { data?: { result?: { value?: [number, string] }[] } };
    const value = Number(answer.data?.result?.[0]?.value?.[1]);
    return Number.isFinite(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
