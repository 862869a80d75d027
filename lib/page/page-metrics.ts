// The metrics of the page load tests, declared once in the init context.
import { Counter, Rate, Trend } from 'k6/metrics';
import {
  FINDING_BYTES,
  FINDING_FILES,
  FINDING_MS,
  PAGE_BYTES,
  PAGE_FAILED,
  PAGE_FILES,
  PAGE_MEASURED,
  PAGE_VISITS,
  type VitalName,
} from 'k6-format/load-names';
import { VITALS } from '../../thresholds/page-limits.ts';

export interface PageMetrics {
  vitals: Record<VitalName, Trend>;
  measured: Counter;
  visits: Counter;
  failed: Rate;
  bytes: Trend;
  files: Trend;
  findingFiles: Trend;
  findingBytes: Trend;
  findingMs: Trend;
}

export function pageMetrics(): PageMetrics {
  const vitals = Object.entries(VITALS).map(([name, { metric, isTime }]) => [name, new Trend(metric, isTime)]);
  return {
    vitals: Object.fromEntries(vitals) as Record<VitalName, Trend>,
    measured: new Counter(PAGE_MEASURED),
    visits: new Counter(PAGE_VISITS),
    failed: new Rate(PAGE_FAILED),
    bytes: new Trend(PAGE_BYTES),
    files: new Trend(PAGE_FILES),
    findingFiles: new Trend(FINDING_FILES),
    findingBytes: new Trend(FINDING_BYTES),
    findingMs: new Trend(FINDING_MS, true),
  };
}
