// What a running k6 tells of itself: its REST API on loopback, asked once a second (Grafana k6 documentation, k6 REST API).

import { ask } from 'k6-local/ask';
import type { LiveListener, LivePlan } from 'k6-local/live';
import * as v from 'valibot';
import { type K6Figures, K6Reading } from './k6-reading.ts';

const EVERY_MS = 1_000;
const TIMEOUT_MS = 900;

const shape = v.object({
  data: v.array(
    v.object({ id: v.string(), attributes: v.object({ sample: v.record(v.string(), v.nullable(v.number())) }) }),
  ),
});

/** Asks until the returned function is called. An answer that cannot be had or read is ignored: it must not disturb the run. */
export function followK6(address: string, plan: LivePlan, listener: LiveListener): () => void {
  const reading = new K6Reading(plan);
  listener.begin(plan);
  let isBusy = false;
  const timer = setInterval(async () => {
    if (isBusy) return;
    isBusy = true;
    const figures = await askK6(address).catch(() => undefined);
    isBusy = false;
    if (figures) listener.tell(reading.moment(figures, performance.now()));
  }, EVERY_MS);
  return () => clearInterval(timer);
}

async function askK6(address: string): Promise<K6Figures> {
  const { text } = await ask(`http://${address}/v1/metrics`, { timeoutMs: TIMEOUT_MS });
  const { data } = v.parse(shape, JSON.parse(text));
  return Object.fromEntries(
    data.map(({ id, attributes }) => [
      id,
      Object.fromEntries(
        Object.entries(attributes.sample).filter((pair): pair is [string, number] => pair[1] !== null),
      ),
    ]),
  );
}
