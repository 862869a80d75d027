// Renders the figures of a run as OpenMetrics text, as GitLab shows them on a merge request next to those of its target branch.
import type { Judgement } from '../judge/judge.ts';
import { plain } from './escape.ts';

export function renderOpenMetrics({ facts, counts, outcome }: Judgement): string {
  const whole: [string, number | null][] = [
    ['requests', facts.requests],
    ['requests_per_second', facts.requestsPerS],
    ['error_ratio', facts.errorRatio],
    ['limits_crossed', outcome === 'discarded' ? null : counts.failed],
  ];
  const lines = whole.flatMap(([name, value]) => line(`k6_${name}`, {}, value));
  for (const { name: endpoint, errorRatio, latency } of facts.endpoints) {
    lines.push(...line('k6_error_ratio', { endpoint }, errorRatio));
    for (const stat of ['avg', 'p50', 'p95', 'p99'] as const)
      lines.push(...line('k6_latency_ms', { endpoint, stat }, latency?.[`${stat}Ms`] ?? null));
  }
  return `${lines.join('\n')}\n# EOF\n`;
}

/** Nothing for what was not measured: a zero would be a figure. */
function line(name: string, labels: Readonly<Record<string, string>>, value: number | null): string[] {
  if (value === null || !Number.isFinite(value)) return [];
  const texts = Object.entries(labels).map(
    ([key, text]) => `${key}="${plain(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`,
  );
  return [`${name}${texts.length > 0 ? `{${texts.join(',')}}` : ''} ${value}`];
}
