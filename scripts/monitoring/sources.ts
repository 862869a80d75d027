// Which sources of resource figures answer before a run: one that is away is a note in the report, and no reason to fail a test.

import { ask } from 'k6-local/ask';

/** Longest wait for a source, ms. */
const PATIENCE_MS = 2000;

export interface Sources {
  /** PROMETHEUS_URL and METRICS_URLS as the load script gets them; empty where nothing answers. */
  settings: Record<string, string>;
  /** One line for each that is away. */
  notes: string[];
}

/**
 * Asks the sources that `env` names. A limit on a figure that was never measured fails a run, rightly; where the source is away before
 * the start no figure can be limited, and the report says that it was not measured.
 */
export async function reachableSources(env: Readonly<Record<string, string | undefined>>): Promise<Sources> {
  const { PROMETHEUS_URL: prometheus, METRICS_URLS: exporters } = env;
  const settings: Record<string, string> = {};
  const notes: string[] = [];
  if (prometheus && !(await answers(`${prometheus.replace(/\/$/, '')}/api/v1/query?query=1`))) {
    settings.PROMETHEUS_URL = '';
    notes.push(noteOn('Prometheus', prometheus, 'PROMETHEUS_URL'));
  }
  const isAsked = exporters && (!prometheus || settings.PROMETHEUS_URL === '');
  if (!isAsked) return { settings, notes };
  const urls = exporters.split(',').map((url) => url.trim());
  const up = await Promise.all(urls.map(answers));
  const away = urls.filter((_, index) => !up[index]);
  if (away.length === 0) return { settings, notes };
  settings.METRICS_URLS = urls.filter((_, index) => up[index]).join(',');
  return { settings, notes: [...notes, ...away.map((url) => noteOn('the exporter', url, 'METRICS_URLS'))] };
}

function noteOn(what: string, url: string, variable: string): string {
  return `resources are not measured by ${what} at ${new URL(url).origin}, which does not answer; see ${variable}`;
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await ask(url, { timeoutMs: PATIENCE_MS, reads: 'size' })).isOk;
  } catch {
    return false;
  }
}
