// The audit of the page: what the guide's quick wins would save, found and measured once per browser user.
import type { Browser } from 'k6/browser';
import { PAGE_FINDINGS } from 'k6-format/load-names';
import { pageAudit } from '../../thresholds/baselines.ts';
import { AUDIT_LIMITS } from '../../thresholds/page-limits.ts';
import { auditFiles } from './in-page.ts';
import type { AuditResult } from './page-figures.ts';
import type { PageMetrics } from './page-metrics.ts';
import type { PageSite } from './site.ts';

/** Files of one finding that the log names, the costliest first. */
const MOST_TOLD = 10;

/** Never throws: a page that cannot be audited has no findings, and the report says that it was not looked at. */
export async function auditPage(browser: Browser, site: PageSite, metrics: PageMetrics): Promise<void> {
  const context = await browser.newContext(site.contextOptions);
  try {
    const page = await context.newPage();
    await page.goto(site.url, { waitUntil: 'load', timeout: pageAudit.navigationTimeout.valueMs });
    record(await page.evaluate(auditFiles, AUDIT_LIMITS), site, metrics);
  } catch (error) {
    console.error(`the page could not be audited: ${error instanceof Error ? error.message : error}`);
  } finally {
    await context.close();
  }
}

function record({ found, skipped }: AuditResult, site: PageSite, metrics: PageMetrics): void {
  if (skipped > 0) console.warn(`the audit could not read ${skipped} files of the page`);
  for (const finding of PAGE_FINDINGS) {
    const files = found.filter((file) => file.finding === finding);
    const tags = { finding };
    metrics.findingFiles.add(files.length, tags);
    metrics.findingBytes.add(
      files.reduce((sum, { bytes }) => sum + bytes, 0),
      tags,
    );
    // Files load side by side: the longest wait is what a visit would save.
    metrics.findingMs.add(Math.max(0, ...files.map(({ ms }) => ms)), tags);
    const costliest = files.toSorted((a, b) => b.bytes - a.bytes || b.ms - a.ms).slice(0, MOST_TOLD);
    for (const file of costliest) site.tell({ kind: 'audit', ...file });
  }
}
