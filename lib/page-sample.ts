// What a page load was made of, as a line in the run's log: metrics are all that handleSummary gets from k6, and hold no names. Pure.

import type { PageSample } from 'k6-format/run-record';
import { withoutCredentials } from 'k6-kit/url-credentials';

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
