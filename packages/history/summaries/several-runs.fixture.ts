// For tests: several runs of the shop that differ as equal runs do.
import type { Summary } from 'k6-verdict/parse/model';
import { normal, type Random } from '../stats/random.ts';
import { type MadeUp, type MadeUpRun, rate, shopRun, summaryOf } from './summaries.fixture.ts';

interface Noise {
  random: Random;
  /** Standard deviation between runs that all times of a run share, and one of each statistic besides. */
  shared: number;
  own: number;
  /** Factor on the times of a metric. */
  slowdown?: (metric: string) => number;
  failedShare?: number;
}

export function noisyRuns(count: number, noise: Noise): Summary[] {
  return Array.from({ length: count }, (_, at) => summaryOf(noisyRun(noise), 'handle-summary', `run-${at + 1}.json`));
}

function noisyRun({ random, shared, own, slowdown = () => 1, failedShare = 0.002 }: Noise): MadeUpRun {
  const ofRun = Math.exp(shared * normal(random));
  const metrics = Object.entries(shopRun()).map(([name, metric]): [string, MadeUp] => {
    if (name === 'http_req_failed') {
      const failed = failures(failedShare, random);
      return [name, rate(failed, 6000 - failed)];
    }
    if (metric.type !== 'trend') return [name, metric];
    const factor = () => ofRun * slowdown(name) * Math.exp(own * normal(random));
    const values = Object.entries(metric.values).map(([stat, value]) => [stat, value * factor()]);
    return [name, { ...metric, values: Object.fromEntries(values) }];
  });
  return Object.fromEntries(metrics);
}

/** Of 6000 requests, each by itself. */
function failures(share: number, random: Random): number {
  const spread = Math.sqrt(6000 * share * (1 - share));
  return Math.max(0, Math.min(6000, Math.round(6000 * share + spread * normal(random))));
}
