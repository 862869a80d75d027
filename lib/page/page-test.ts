// Makes the exports of a page load test: a real browser on a page, alone or together with load on the API.
import { browser } from 'k6/browser';
import exec from 'k6/execution';
import type { Options, Scenario } from 'k6/options';
import { scaledLevel } from 'k6-format/scale';
import { type PageTestName, pageTests, endpoints as rows } from '../../thresholds/baselines.ts';
import { derivePageThresholds, PAGE_TREND_STATS } from '../../thresholds/page-limits.ts';
import type { TaskName } from '../../thresholds/tasks.ts';
import type { Settings } from '../env.ts';
import { type Frame, frameOf } from '../frame.ts';
import { type ClosedLoad, peakVus, scaledLoad, type Timeline, timelineOf } from '../load.ts';
import { scenariosOf, seconds } from '../scenarios.ts';
import { auditPage } from './audit.ts';
import { filmPage } from './film.ts';
import { pageMetrics } from './page-metrics.ts';
import { type PageSite, pageSite } from './site.ts';
import { visitPage } from './visit.ts';

/** What k6 looks for in a script; the load besides the browser has its function from elsewhere. */
export interface PageTest extends Frame {
  /** An iteration of a browser user: one first visit and one second. The user's first iteration films and audits the page. */
  visit: () => Promise<void>;
}

/**
 * `ofTables`: the users on the API, whose stages are the phases of the test too; where it has none (`endpoints` is empty) the browser is
 * alone. `visitExport`: the name under which the script exports `visit`.
 */
export function pageTest(
  test: PageTestName,
  settings: Settings,
  ofTables: ClosedLoad,
  endpoints: readonly TaskName[],
  visitExport: string,
): PageTest {
  const load = scaledLoad(ofTables, settings.scale);
  const timeline = timelineOf(load, settings.timeScale);
  const isAlone = endpoints.length === 0;
  const own = {
    ...{ type: test, endpoints: [...endpoints] },
    model: 'closed',
    target: settings.baseUrl + (isAlone ? rows[pageTests[test].page].path : ''),
    peakVus: browserUsers(test, settings) + (isAlone ? 0 : peakVus(load)),
  } as const;
  return {
    ...frameOf(own, settings, timeline, () => optionsOf(test, settings, load, endpoints, timeline, visitExport)),
    visit: visitor(test, settings, timeline),
  };
}

function browserUsers(test: PageTestName, { scale }: Settings): number {
  return scaledLevel(pageTests[test].browserUsers, scale.users);
}

function visitor(test: PageTestName, settings: Settings, timeline: Timeline): () => Promise<void> {
  const metrics = pageMetrics();
  let site: PageSite | undefined;
  return async () => {
    if (!site) {
      site = pageSite(test, settings, timeline);
      exec.vu.metrics.tags.visit = 'audit';
      // The browser has to start as well: nothing of this counts as a visit.
      if (await filmPage(browser, site)) await auditPage(browser, site, metrics);
    }
    const context = await browser.newContext(site.contextOptions);
    try {
      // A second visit needs a first one.
      if (await visitPage(context, 'cold', site, metrics)) await visitPage(context, 'warm', site, metrics);
    } finally {
      await context.close();
    }
  };
}

function optionsOf(
  test: PageTestName,
  settings: Settings,
  load: ClosedLoad,
  endpoints: readonly TaskName[],
  timeline: Timeline,
  visitExport: string,
): Options {
  const { timeScale, scale } = settings;
  const visits: Scenario = {
    executor: 'constant-vus',
    vus: browserUsers(test, settings),
    duration: seconds(timeline.endS),
    exec: visitExport,
    options: { browser: { type: 'chromium' } },
  };
  return {
    scenarios: {
      ...(endpoints.length > 0 && scenariosOf(load, endpoints, timeScale)),
      browser: visits,
    },
    thresholds: derivePageThresholds({
      test,
      windows: timeline.windows.map(({ id }) => id),
      phases: timeline.phases.map(({ name }) => name),
      endpoints,
      timeScale,
      limitScale: scale.limits,
    }),
    summaryTrendStats: PAGE_TREND_STATS,
  };
}
