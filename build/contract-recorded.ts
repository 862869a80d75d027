// The part of the contract that only shows when a bundle runs: every limit must be on a metric and tags that something records.
import { parseSelector } from 'k6-format/selectors';
import type { Bundle } from './bundle.ts';
import { rehearse, type Tags } from './rehearsal.ts';

/** Moments per scenario: enough to meet each of at most 30 windows, of which the widest is twice the narrowest. */
const MOMENTS = 70;
/** A service test has at most 20 windows and mixes its operations in turns of at most five. */
export const SERVICE_MOMENTS = 150;
/** A rehearsal sends nothing; the addresses only have to be well-formed. */
const ENVIRONMENT = {
  BASE_URL: 'http://127.0.0.1:1',
  AUTH_TOKEN: 'rehearsal',
  DATABASE_URL: 'postgres://rehearsal@127.0.0.1:1/rehearsal',
  REDIS_URL: 'redis://127.0.0.1:1',
  CHROMA_URL: 'http://127.0.0.1:1',
};
/** Tags whose values k6 takes from the answer: a rehearsal knows none but the good one. */
const ANSWER_TAGS = ['status', 'error', 'error_code', 'expected_response', 'proto', 'tls_version'];
/** What k6 records by itself, without our tags. */
const RECORDED_BY_K6 = /^(vus|vus_max|dropped_iterations)$/;

/** What in the bundle's limits nothing would ever feed, one line each. */
export async function checkRecorded(bundle: Pick<Bundle, 'code'>, moments = MOMENTS): Promise<string[]> {
  try {
    const { options, recorded } = await rehearse(bundle.code, ENVIRONMENT, moments);
    return Object.keys(options.thresholds ?? {}).flatMap((selector) => unfed(selector, recorded));
  } catch (error) {
    return [`does not run: ${(error as Error)?.message ?? error}`];
  }
}

/** What a bundle writes, by its own word. Throws where it does not say. */
export async function writesOf(code: string): Promise<string[]> {
  return (await rehearse(code, ENVIRONMENT, 0)).writes;
}

function unfed(selector: string, recorded: Map<string, Tags[]>): string[] {
  const { name: metric, tags } = parseSelector(selector);
  const samples = recorded.get(metric);
  if (!samples) {
    const isKnown = RECORDED_BY_K6.test(metric) && tags.size === 0;
    return isKnown ? [] : [`has a threshold on ${selector}, but nothing records the metric ${metric}`];
  }
  const ours = [...tags].filter(([key]) => !ANSWER_TAGS.includes(key));
  const isFed = samples.some((sample) => ours.every(([key, value]) => sample[key] === value));
  return isFed ? [] : [`has a threshold on ${selector}, but no sample of ${metric} carries these tags`];
}
