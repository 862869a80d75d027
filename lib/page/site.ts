// Where a browser user goes, under which tags, and where its pictures are put.
import exec from 'k6/execution';
import type { PageSample, Window } from 'k6-format/run-record';
import { endpoints, type PageTestName, pageTests } from '../../thresholds/baselines.ts';
import type { Settings } from '../env.ts';
import { type Timeline, windowAt } from '../load.ts';
import { pageLine } from '../page-sample.ts';
import { resultStem } from '../result.ts';

export interface PageSite {
  url: string;
  contextOptions: { ignoreHTTPSErrors: boolean };
  /** Seconds since the scenario started, and the window that they lie in. */
  moment(): { atS: number; window: Window };
  /** Path of a picture next to the result, and its name there. */
  picture(name: string): { path: string; file: string };
  /** Puts a sample into the log for `perf run`, which takes it out again; plain k6 would only show it. */
  tell(sample: PageSample): void;
}

/** A certificate that nobody vouches for says nothing against a server on this very machine. */
const LOOPBACK = /^https:\/\/(localhost|127(\.\d+){3}|\[::1\])(:|\/|$)/;

export function pageSite(test: PageTestName, { baseUrl, resultFile }: Settings, { windows }: Timeline): PageSite {
  const { startTime } = exec.scenario;
  const stem = resultFile?.replace(/\.json$/, '') ?? resultStem(test, new Date(startTime).toISOString());
  return {
    url: baseUrl + endpoints[pageTests[test].page].path,
    contextOptions: { ignoreHTTPSErrors: LOOPBACK.test(baseUrl) },
    moment() {
      const atS = Math.max(0, (Date.now() - startTime) / 1000);
      return { atS, window: windowAt(windows, atS) };
    },
    picture(name) {
      const path = `${stem}-${name}`;
      return { path, file: path.slice(path.lastIndexOf('/') + 1) };
    },
    tell(sample) {
      if (__ENV.PERF_ENGINE) console.info(pageLine(sample));
    },
  };
}
