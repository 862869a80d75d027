// The browser's metrics: what its pages ask for over the network, and the Web Vitals that they report.
import { readFileSync } from 'node:fs';
import type { Contains, MetricType } from 'k6-format/metrics';
import type { BrowserContext, Page, Request } from 'playwright-core';
import type { Metrics } from '../metrics.ts';
import { packageFile } from '../needed-packages.ts';
import type { Tags } from '../tag-sets.ts';

/** By k6's names (https://grafana.com/docs/k6/latest/using-k6/metrics/reference/): type and contents. */
export const BROWSER_METRICS = {
  browser_data_sent: ['counter', 'data'],
  browser_data_received: ['counter', 'data'],
  browser_http_req_duration: ['trend', 'time'],
  browser_http_req_failed: ['rate', 'default'],
  browser_web_vital_cls: ['trend', 'default'],
  browser_web_vital_fcp: ['trend', 'time'],
  browser_web_vital_inp: ['trend', 'time'],
  browser_web_vital_lcp: ['trend', 'time'],
  browser_web_vital_ttfb: ['trend', 'time'],
} as const satisfies Record<string, readonly [MetricType, Contains]>;
export type BrowserMetric = keyof typeof BROWSER_METRICS;

/** k6 has them as soon as a script imports its browser module. */
export function defineBrowserMetrics(metrics: Metrics): void {
  for (const [name, [type, contains]] of Object.entries(BROWSER_METRICS)) metrics.define(name, type, contains);
}

/** Takes a sample; the tags come on top of those that the VU has. */
export type Recorder = (metric: BrowserMetric, value: number, tags: Tags, page: Page | undefined) => void;

/** What the page tells of a vital, again and again while the page lives. */
interface Vital {
  id: string;
  name: string;
  value: number;
  rating: string;
}

const BINDING = '__performanceVital';

/** The library's own script, and what makes it tell each change. */
function vitalsScript(): string {
  const library = readFileSync(packageFile('web-vitals'), 'utf8');
  const watch = `for (const on of ['onCLS', 'onFCP', 'onINP', 'onLCP', 'onTTFB'])
    webVitals[on](({ id, name, value, rating }) => ${BINDING}({ id, name, value, rating }), { reportAllChanges: true });`;
  // A page may have a module loader of its own, which the library would register with.
  return `(() => { let exports, module, define; ${library}; ${watch} })();`;
}
let script: string | undefined;

/** The longest wait for a page's last words. */
const FAREWELL_MS = 1000;
/** What a page sees when its tab is left: vitals that wait for an idle moment are reported then. */
const HIDE = `(() => {
  Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' });
  document.dispatchEvent(new Event('visibilitychange'));
})()`;

/** The watch over a context. */
export interface ContextWatch {
  /** Lets pages that are about to be closed tell what they still have. */
  farewell(pages: readonly Page[]): Promise<void>;
  /** Takes the samples of what all pages have reported. */
  settle(): void;
}

/** Watches a context from before its first page on. */
export async function watchContext(context: BrowserContext, record: Recorder): Promise<ContextWatch> {
  const pages = new Map<Page, VitalsOfPage>();
  script ??= vitalsScript();
  await context.exposeBinding(BINDING, ({ page, frame }, vital: Vital) => {
    // Frames of others are no part of the page's figures.
    if (frame === page.mainFrame()) pages.get(page)?.note(vital, frame.url());
  });
  await context.addInitScript(script);
  context.on('page', (page) => {
    const vitals = new VitalsOfPage((name, value, tags) => record(name, value, tags, page));
    pages.set(page, vitals);
    page.on('framenavigated', (frame) => {
      if (frame === page.mainFrame()) vitals.settle();
    });
  });
  context.on('requestfinished', (request) => void recordRequest(request, record));
  context.on('requestfailed', (request) => void recordRequest(request, record));
  return {
    async farewell(leaving) {
      await Promise.all(leaving.map(hide));
    },
    settle() {
      for (const vitals of pages.values()) vitals.settle();
    },
  };
}

/** A page that does not answer any more has nothing to tell. */
async function hide(page: Page): Promise<void> {
  if (page.isClosed() || page.url() === 'about:blank') return;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, FAREWELL_MS);
  });
  const told = page.evaluate(HIDE).catch(() => {});
  await Promise.race([told, late]);
  clearTimeout(timer);
}

type PageRecorder = (metric: BrowserMetric, value: number, tags: Tags) => void;

/** The vitals of one page: what was reported last counts, once the page goes. */
class VitalsOfPage {
  readonly #record: PageRecorder;
  #latest = new Map<string, Vital & { url: string }>();
  /** Reported already; a page that goes may still say something. */
  readonly #settled = new Set<string>();

  constructor(record: PageRecorder) {
    this.#record = record;
  }

  note(vital: Vital, url: string): void {
    if (!this.#settled.has(vital.id)) this.#latest.set(vital.id, { ...vital, url });
  }

  settle(): void {
    for (const [id, { name, value, rating, url }] of this.#latest) {
      const metric = `browser_web_vital_${name.toLowerCase()}`;
      if (Object.hasOwn(BROWSER_METRICS, metric))
        this.#record(metric as BrowserMetric, value, { url, name: url, rating });
      this.#settled.add(id);
    }
    this.#latest = new Map();
  }
}

async function recordRequest(request: Request, recorder: Recorder): Promise<void> {
  const url = request.url();
  if (!/^https?:/.test(url)) return;
  const response = await request.response().catch(() => null);
  const sizes = await request.sizes().catch(() => undefined);
  const { responseEnd } = request.timing();
  const page = pageOf(request);
  const record: PageRecorder = (name, value, tags) => recorder(name, value, tags, page);
  const status = response?.status() ?? 0;
  const tags = {
    url,
    name: url,
    method: request.method(),
    status: String(status),
    resource_type: request.resourceType(),
  };
  record('browser_http_req_failed', status === 0 || status >= 400 ? 1 : 0, tags);
  if (responseEnd >= 0) record('browser_http_req_duration', responseEnd, tags);
  if (!sizes) return;
  record('browser_data_sent', sizes.requestHeadersSize + sizes.requestBodySize, tags);
  record('browser_data_received', sizes.responseHeadersSize + sizes.responseBodySize, tags);
}

/** A request of a worker has no page; nor has one whose page is not there yet. */
function pageOf(request: Request): Page | undefined {
  try {
    return request.frame().page();
  } catch {
    return undefined;
  }
}
