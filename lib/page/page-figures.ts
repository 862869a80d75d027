// What script and page tell each other: a load's figures, what the audit is given and what it finds.
import type { PageAudit, PageFile } from 'k6-format/run-record';

/** What a load comes to. */
export interface PageFigures {
  /** Milliseconds since the navigation started; the layout shift without unit. Absent where the browser did not tell. */
  vitals: Record<string, number>;
  files: PageFile[];
  /** Bytes over the network, all files together. */
  bytes: number;
}

export interface AuditResult {
  found: Omit<PageAudit, 'kind'>[];
  /** Files that the page is not allowed to read again, or that are too many. */
  skipped: number;
}
