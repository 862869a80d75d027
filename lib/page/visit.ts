// One visit of a browser user: load the page, press a key, read the figures, record them.
import { check } from 'k6';
import type { BrowserContext, Page } from 'k6/browser';
import exec from 'k6/execution';
import type { Visit, VitalName } from 'k6-format/load-names';
import type { Window } from 'k6-format/run-record';
import { pageAudit } from '../../thresholds/baselines.ts';
import { failureMessage } from '../failure-sample.ts';
import { MOST_FILES } from '../page-sample.ts';
import { readFigures } from './in-page.ts';
import type { PageFigures } from './page-figures.ts';
import type { PageMetrics } from './page-metrics.ts';
import type { PageSite } from './site.ts';

/** The largest content may still be painted after the load event, and shifts the layout only then. */
const SETTLE_MS = 500;
/** The next paint after a key press. */
const INTERACTION_MS = 150;
/** The longest wait for a picture. */
const PICTURE_MS = 2000;
/** Failures whose screen each user keeps. */
const MOST_PICTURES = 3;

/** By visit and phase: the slowest load that was reported already, ms. A line for each load would fill the log. */
const toldMs = new Map<string, number>();
let pictures = 0;

/** Whether the page loaded. Never throws: a visit that fails is a figure too. */
export async function visitPage(
  context: BrowserContext,
  visit: Visit,
  site: PageSite,
  metrics: PageMetrics,
): Promise<boolean> {
  const { atS, window } = site.moment();
  tagAs(visit, window);
  metrics.visits.add(1);
  const page = await context.newPage();
  try {
    const figures = await loadPage(page, site.url);
    metrics.failed.add(false);
    record(figures, metrics);
    tell(figures, visit, window.phase, atS, site);
    return true;
  } catch (error) {
    // First the picture: the failure may be the one that ends the run.
    await tellFailure(page, error, visit, window.phase, atS, site);
    metrics.failed.add(true);
    return false;
  } finally {
    // k6 takes its own Web Vitals when a page goes.
    await page.close();
  }
}

async function loadPage(page: Page, url: string): Promise<PageFigures> {
  // A navigation, never a reload, which asks again for cached files: the warm visit shows what a cache saves.
  const response = await page.goto(url, { waitUntil: 'load', timeout: pageAudit.navigationTimeout.valueMs });
  const status = response?.status() ?? 0;
  const isThere = check(status, { 'the page is there': () => status >= 200 && status < 400 });
  if (!isThere) throw new Error(`the page answered ${status}, expected a status from 200 to 399`);
  await page.waitForTimeout(SETTLE_MS);
  // A key that every page takes and none follows: enough of an interaction to time the paint after it.
  await page.keyboard.press('Tab');
  await page.waitForTimeout(INTERACTION_MS);
  return page.evaluate(readFigures, MOST_FILES);
}

function tagAs(visit: Visit, { id, phase }: Window): void {
  const { tags } = exec.vu.metrics;
  tags.visit = visit;
  tags.window = id;
  tags.phase = phase;
}

function record({ vitals, files, bytes }: PageFigures, metrics: PageMetrics): void {
  for (const [vital, value] of Object.entries(vitals)) {
    metrics.vitals[vital as VitalName].add(value);
    metrics.measured.add(1, { vital });
  }
  metrics.bytes.add(bytes);
  metrics.files.add(files.length);
}

function tell({ vitals, files }: PageFigures, visit: Visit, phase: string, atS: number, site: PageSite): void {
  const key = `${visit} ${phase}`;
  const loadMs = vitals.load ?? 0;
  if (loadMs <= (toldMs.get(key) ?? -1)) return;
  toldMs.set(key, loadMs);
  site.tell({ kind: 'load', visit, phase, atS: seconds(atS), vitals, files });
}

async function tellFailure(
  page: Page,
  error: unknown,
  visit: Visit,
  phase: string,
  atS: number,
  site: PageSite,
): Promise<void> {
  const text = error instanceof Error ? error.message : String(error);
  const message = failureMessage({ status: 0, error_code: 0, error: text, body: null }, undefined);
  console.error(`page load failed (${visit} visit): ${message}`);
  const file = pictures < MOST_PICTURES ? await picture(page, site) : '';
  site.tell({ kind: 'failure', visit, phase, atS: seconds(atS), message, file });
}

/** Name of the screenshot; empty where the browser could not take one. */
async function picture(page: Page, site: PageSite): Promise<string> {
  pictures += 1;
  const { path, file } = site.picture(`failure-${exec.vu.idInTest}-${pictures}.png`);
  try {
    // Where nothing has come there is nothing to draw.
    page.setDefaultTimeout(PICTURE_MS);
    await page.screenshot({ path });
    return file;
  } catch (error) {
    console.error(`no screenshot: ${error instanceof Error ? error.message : error}`);
    return '';
  }
}

function seconds(atS: number): number {
  return Math.round(atS * 10) / 10;
}
