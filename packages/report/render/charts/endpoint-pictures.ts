// Small pictures for the row of an endpoint: p95 against its limit, its distribution against its baseline, its p95 over time.
import { p95LimitOf } from 'k6-format/policy';
import { type EndpointFacts, latencyOf } from '../../judge/facts.ts';
import type { Judgement } from '../../judge/judge.ts';
import { tightest } from '../../judge/tightest.ts';
import { formatLimit, formatMs, formatRatio } from '../../text/format.ts';
import { tagSets } from '../tag-rows.ts';
import { barMarkup } from './bars.ts';
import { round } from './line-chart.ts';

export interface EndpointPictures {
  /** `< 93.5 ms`; empty where it has no limit. */
  limit: string;
  /** `86 % used`. */
  used: string;
  /** For style: ok, near, over or none. */
  state: string;
  bar: string;
  /** Empty without percentiles. */
  spread: string;
  /** Empty where its p95 was not kept over time. */
  spark: string;
}

/** Longer than this over the limit, a bar says no more. */
const MOST_OF_LIMIT = 2;
const NEAR_USE = 0.95;

export function endpointPictures(judgement: Judgement): Map<string, EndpointPictures> {
  const { series } = judgement;
  const rows = rowsOf(judgement).map((endpoint) => ({ endpoint, limitMs: limitOf(judgement, endpoint) }));
  const uses = rows.map(({ endpoint, limitMs }) => useOf(endpoint, limitMs) ?? 0);
  // One scale for all rows, so that the limits are in one line.
  const most = Math.max(1.15, Math.min(MOST_OF_LIMIT, ...[Math.max(0, ...uses)]));
  return new Map(
    rows.map(({ endpoint, limitMs }) => {
      const use = useOf(endpoint, limitMs);
      const state = use === null ? 'none' : use >= 1 ? 'over' : use > NEAR_USE ? 'near' : 'ok';
      return [
        endpoint.name,
        {
          limit: limitMs === null ? '' : `< ${formatLimit(limitMs, 'ms')}`,
          used: use === null ? '' : formatRatio(Number(use.toFixed(2))),
          state,
          bar: use === null ? '' : barMarkup(use / most, 1 / most, state),
          spread: spread(endpoint),
          spark: spark(
            series.map((window) => window.endpoints.get(endpoint.name)?.p95Ms ?? null),
            limitMs,
          ),
        },
      ];
    }),
  );
}

interface Row extends Pick<EndpointFacts, 'name' | 'latency' | 'baseline'> {
  /** Of a row by tags: all of them. */
  tags: Record<string, string> | null;
}

/** Endpoints, or what another script keeps apart by its tags. */
function rowsOf({ facts, summary }: Judgement): Row[] {
  if (facts.endpoints.length > 0 || summary.run)
    return facts.endpoints.map((endpoint) => ({ ...endpoint, tags: null }));
  return [...tagSets(summary)].map(([name, tags]) => {
    return { name, latency: latencyOf(summary, tags), baseline: null, tags };
  });
}

/** The tightest limit on its p95 that the run has, else its row's. */
function limitOf({ verdicts, summary }: Judgement, { name, tags: own }: Row): number | null {
  const isOwn = (tags: ReadonlyMap<string, string>) =>
    own === null
      ? (tags.get('endpoint') ?? tags.get('op')) === name && !tags.has('window')
      : tags.size === Object.keys(own).length && Object.entries(own).every(([tag, value]) => tags.get(tag) === value);
  const limit = tightest(verdicts, ({ stat, unit, tags }) => stat === 'p(95)' && unit === 'ms' && isOwn(tags));
  const limitMs = limit?.limit ?? p95LimitOf(summary.policy, name);
  return Number.isFinite(limitMs) ? limitMs : null;
}

function useOf({ latency }: Pick<EndpointFacts, 'latency'>, limitMs: number | null): number | null {
  const p95Ms = latency?.p95Ms ?? null;
  return p95Ms === null || limitMs === null || limitMs <= 0 ? null : p95Ms / limitMs;
}

const SIZE = { width: 120, height: 26 } as const;

/** p50, p95 and p99 on a line; under it, thin, those of the baseline. */
function spread({ latency, baseline }: Pick<EndpointFacts, 'latency' | 'baseline'>): string {
  const measured = [latency?.p50Ms, latency?.p95Ms, latency?.p99Ms].filter((value) => typeof value === 'number');
  if (measured.length < 2) return '';
  const usual = baseline ? [baseline.p50Ms, baseline.p95Ms, baseline.p99Ms] : [];
  const most = Math.max(...measured, ...usual) * 1.04 || 1;
  const x = (value: number) => round((value / most) * SIZE.width);
  const row = (values: readonly number[], y: number, kind: string) =>
    values.length < 2
      ? ''
      : `<path class="${kind}" d="M${x(values[0]!)},${y}H${x(values.at(-1)!)}${values.map((value) => `M${x(value)},${y - 4}v8`).join('')}"/>`;
  const text = `p50, p95, p99: ${measured.map(formatMs).join(', ')}${baseline ? `; baseline ${usual.map(formatMs).join(', ')}` : ''}`;
  return `<svg class="mini" width="${SIZE.width}" height="${SIZE.height}" role="img" aria-label="${text}"><title>${text}</title>${row(measured, 8, 'own')}${row(usual, 19, 'usual')}</svg>`;
}

/** Its p95 window by window, the limit broken where it is near. */
function spark(values: readonly (number | null)[], limitMs: number | null): string {
  const known = values.filter((value) => value !== null);
  if (known.length < 3) return '';
  const highest = Math.max(...known);
  const isNear = limitMs !== null && limitMs < 3 * highest;
  const most = (isNear ? Math.max(highest, limitMs) : highest) * 1.08 || 1;
  const step = SIZE.width / Math.max(1, values.length - 1);
  const y = (value: number) => round(SIZE.height - 1 - (value / most) * (SIZE.height - 2));
  let isOpen = false;
  const path = values.map((value, index) => {
    const move = isOpen ? 'L' : 'M';
    isOpen = value !== null;
    return value === null ? '' : `${move}${round(index * step)},${y(value)}`;
  });
  const line = isNear ? `<path class="limit" d="M0,${y(limitMs)}H${SIZE.width}"/>` : '';
  const text = `p95 over time: lowest ${formatMs(Math.min(...known))}, highest ${formatMs(highest)}`;
  return `<svg class="mini" width="${SIZE.width}" height="${SIZE.height}" role="img" aria-label="${text}">${line}<path class="line s1" d="${path.join('')}"/></svg>`;
}
