// Alerts that a Prometheus has pending or firing.

import { ask } from 'k6-local/ask';
import * as v from 'valibot';
import type { MonitorSample } from './sample.ts';

const PATIENCE_MS = 2000;

const shape = v.object({
  data: v.object({
    alerts: v.array(
      v.object({
        state: v.string(),
        labels: v.record(v.string(), v.string()),
        annotations: v.record(v.string(), v.string()),
      }),
    ),
  }),
});

/** Asks the server at `url`; without one, or where it does not answer, none is shown. */
export async function readActiveAlerts(
  url: string | undefined,
): Promise<{ alerts: MonitorSample['alerts']; note?: string }> {
  if (!url) return { alerts: null };
  try {
    const { text } = await ask(`${url.replace(/\/$/, '')}/api/v1/alerts`, { timeoutMs: PATIENCE_MS });
    const { data } = v.parse(shape, JSON.parse(text));
    return {
      alerts: data.alerts.map(({ state, labels, annotations }) => ({
        name: labels.alertname ?? 'without a name',
        state,
        summary: annotations.summary ?? '',
      })),
    };
  } catch {
    return { alerts: null, note: 'alerts: the Prometheus of PROMETHEUS_URL does not answer' };
  }
}
