// What a page load was made of, as a line in the run's log: metrics are all that k6 gives to handleSummary, and hold no names. Pure.

import { withoutCredentials } from 'k6-kit/url-credentials';
import type { PageFinding, Visit } from '../thresholds/page-limits.ts';

/** A file of a page load. Times in ms since the navigation started; bytes as they came over the network. */
export interface PageFile {
  /** Path and query, without scheme, host and fragment; of another host with it. */
  name: string;
  /** `document`, or who asked for it: `link`, `script`, `img`, `css`, `fetch`... */
  kind: string;
  /** Asked for, request sent, first byte, last byte. */
  startMs: number;
  requestMs: number;
  responseMs: number;
  endMs: number;
  /** 0: it came from the browser's cache. */
  bytes: number;
  /** `h2`, `http/1.1`; empty where the browser does not say. */
  protocol: string;
  /** The first paint waited for it. */
  isBlocking: boolean;
}

/** One page load. */
export interface PageLoad {
  kind: 'load';
  visit: Visit;
  /** Phase and second of the run in which it started. */
  phase: string;
  atS: number;
  /** By name of the vital; milliseconds, the layout shift without unit; absent where the browser did not tell. */
  vitals: Record<string, number>;
  files: PageFile[];
}

/** A picture of the page while it loads; the file lies beside the result. */
export interface PageFrame {
  kind: 'frame';
  /** Milliseconds since the navigation started. */
  atMs: number;
  file: string;
}

/** A visit that failed. */
export interface PageFailure {
  kind: 'failure';
  visit: Visit;
  phase: string;
  atS: number;
  message: string;
  /** Picture of what the browser showed; empty where it could not be taken. */
  file: string;
}

/** What the audit has against one file. */
export interface PageAudit {
  kind: 'audit';
  finding: PageFinding;
  name: string;
  /** Bytes that a visit would save with it put right, ... */
  bytes: number;
  /** ... of so many that it has now. */
  ofBytes: number;
  /** Milliseconds that a visit would save; 0 where only bytes are known. */
  ms: number;
  /** How it is now, for people: `no Cache-Control`, `image/png 691 KB`. */
  now: string;
}

export type PageSample = PageLoad | PageFrame | PageFailure | PageAudit;

const LINE = /page sample: ([\w.!~*'()%-]+)/;
/** A page can have hundreds of files; a log line must not grow with them. */
export const MOST_FILES = 60;

/** The line that a load script logs. No quotes or backslashes: some log formats would escape them and others not. */
export function pageLine(sample: PageSample): string {
  return `page sample: ${encodeURIComponent(JSON.stringify(sample))}`;
}

/** Reads the line back from a log as parsed JSON, whatever the engine wrote around it; undefined where it is another one. */
export function readPageLine(line: string): unknown {
  const [, text] = LINE.exec(line) ?? [];
  if (text === undefined) return undefined;
  try {
    return JSON.parse(withoutCredentials(decodeURIComponent(text)));
  } catch {
    return undefined;
  }
}
