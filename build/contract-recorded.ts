// The part of the contract that only shows when a bundle runs: every limit must be on a metric and tags that something records.
import { rehearse } from '../runner/rehearse.ts';
import type { Bundle } from './bundle.ts';

/** Moments per scenario: enough to meet each of at most 30 windows of unequal width. */
const MOMENTS = 120;
/** A rehearsal sends nothing; the address only has to be well-formed. */
const ENVIRONMENT = { BASE_URL: 'http://127.0.0.1:1', AUTH_TOKEN: 'rehearsal' };
/** What k6 records by itself outside of iterations. */
const RECORDED_BY_K6 = /^(vus|vus_max|dropped_iterations|iterations|iteration_duration|data_sent|data_received)$/;

/** What in the bundle's options nothing would ever feed, one line each. */
export async function checkRecorded(bundle: Pick<Bundle, 'name' | 'code'>): Promise<string[]> {
  try {
    const { options, emitted } = await rehearse({
      source: bundle.code,
      filename: `${bundle.name}.js`,
      env: ENVIRONMENT,
      iterations: MOMENTS,
    });
    const selectors = Object.keys((options as { thresholds?: object }).thresholds ?? {});
    return selectors.flatMap((selector) => unfed(selector, emitted));
  } catch (error) {
    return [`does not run: ${error instanceof Error ? error.message.split('\n')[0] : error}`];
  }
}

function unfed(selector: string, emitted: Record<string, Record<string, string>[]>): string[] {
  const { metric, tags } = parseSelector(selector);
  const samples = emitted[metric];
  if (!samples) {
    const known = RECORDED_BY_K6.test(metric) && Object.keys(tags).length === 0;
    return known ? [] : [`has a threshold on ${selector}, but nothing records the metric ${metric}`];
  }
  const isFed = samples.some((sample) => Object.entries(tags).every(([key, value]) => sample[key] === value));
  return isFed ? [] : [`has a threshold on ${selector}, but no sample of ${metric} carries these tags`];
}

function parseSelector(selector: string): { metric: string; tags: Record<string, string> } {
  const open = selector.indexOf('{');
  if (open < 0) return { metric: selector, tags: {} };
  const pairs = selector
    .slice(open + 1, -1)
    .split(',')
    .map((pair) => {
      const colon = pair.indexOf(':');
      return [pair.slice(0, colon).trim(), pair.slice(colon + 1).trim()] as const;
    });
  return { metric: selector.slice(0, open), tags: Object.fromEntries(pairs) };
}
