// Reads a file's bytes into a JSON value, or says in one line what the file is instead.
import { basename } from 'node:path';
import { readBounded, Unreadable } from 'k6-kit/read-bounded';
import { withoutCredentials } from 'k6-kit/url-credentials';
import { UserError } from 'k6-kit/user-error';

/** Above this a file is not a summary: k6 writes 1 KB per sub-metric, so this is some 100,000 of them. */
const MAX_SUMMARY_BYTES = 128 * 1024 * 1024;

const WANTED =
  "expected a k6 summary: JSON that handleSummary wrote, or k6's --summary-export, or its machine-readable summary";

export interface JsonFile {
  fileName: string;
  value: unknown;
  /** What had to be put right to read it. */
  warnings: string[];
}

/** Reads a summary file. Every failure is a UserError of one line. */
export async function readJsonFile(file: string): Promise<JsonFile> {
  const bytes = await readBytes(file);
  return parseJsonBytes(basename(file), bytes);
}

async function readBytes(file: string): Promise<Buffer> {
  return readBounded(file, MAX_SUMMARY_BYTES).catch((cause: unknown) => {
    if (!(cause instanceof Unreadable)) throw cause;
    throw new UserError('E_SUMMARY_READ', `${cause.message}; ${WANTED}${POINTS_HINT}`, { cause });
  });
}

const POINTS_HINT = '; pass raw points with --points, together with the summary of the same run';

/** Reads bytes as JSON; UTF-16 (a shell redirect on Windows), a byte order mark and NaN are accepted with a warning. */
export function parseJsonBytes(fileName: string, bytes: Buffer): JsonFile {
  const warnings: string[] = [];
  const text = decode(fileName, bytes, warnings);
  // k6 keeps them out of its tags; other tools may not, and the local runner did not always.
  const trimmed = withoutCredentials(text.trim());
  if (trimmed === '') {
    throw new UserError(
      'E_SUMMARY_EMPTY',
      `${fileName}: empty file (${bytes.length} bytes); ${WANTED}; did the run end before its summary?`,
    );
  }
  try {
    return { fileName, value: JSON.parse(trimmed), warnings };
  } catch (error) {
    const repaired = withoutNonNumbers(trimmed);
    if (repaired !== trimmed) {
      try {
        const value: unknown = JSON.parse(repaired);
        warnings.push('the file holds NaN or Infinity, which JSON does not have: read as not measured');
        return { fileName, value, warnings };
      } catch {
        // The first error says more.
      }
    }
    throw notJson(fileName, trimmed, error as Error);
  }
}

function decode(fileName: string, bytes: Buffer, warnings: string[]): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) {
    warnings.push('the file is UTF-16: read as such');
    return bytes.subarray(2).toString('utf16le');
  }
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    throw new UserError(
      'E_SUMMARY_FOREIGN',
      `${fileName}: gzip data; ${WANTED}; unpack it first (gunzip)${POINTS_HINT}`,
    );
  }
  if (bytes.subarray(0, 4096).includes(0)) {
    throw new UserError('E_SUMMARY_FOREIGN', `${fileName}: binary data; ${WANTED}`);
  }
  return bytes.toString('utf8').replace(/^\uFEFF/, '');
}

/** Replaces NaN and Infinity outside of strings by null. */
function withoutNonNumbers(text: string): string {
  return text.replaceAll(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (token) => (token[0] === '"' ? token : 'null'));
}

function notJson(fileName: string, text: string, error: Error): UserError {
  const firstLine = text.slice(0, 2000).split('\n', 1)[0]!.trim();
  if (isPointLine(firstLine)) {
    return new UserError(
      'E_SUMMARY_POINTS',
      `${fileName}: raw points of k6 (--out json), one per line; ${WANTED}${POINTS_HINT}`,
    );
  }
  if (/^metric_name,timestamp,/.test(firstLine)) {
    return new UserError('E_SUMMARY_POINTS', `${fileName}: raw points of k6 (--out csv); ${WANTED}${POINTS_HINT}`);
  }
  if (firstLine.startsWith('<')) {
    const what = /dashboard/i.test(text)
      ? "a page of k6's web dashboard (K6_WEB_DASHBOARD_EXPORT), made for reading"
      : 'HTML or XML';
    return new UserError('E_SUMMARY_FOREIGN', `${fileName}: ${what}; ${WANTED}; run k6 with --summary-export as well`);
  }
  if (isDashboardEvent(firstLine)) {
    const what = "events of k6's web dashboard (K6_WEB_DASHBOARD_RECORD)";
    return new UserError('E_SUMMARY_FOREIGN', `${fileName}: ${what}; ${WANTED}; run k6 with --summary-export as well`);
  }
  if (isCutOff(text, error)) {
    const tail = `valid JSON up to its end at character ${text.length}`;
    return new UserError(
      'E_SUMMARY_TRUNCATED',
      `${fileName}: cut off, ${tail}; ${WANTED}; get the whole file, or run again`,
    );
  }
  // V8 quotes the text around the mistake, and that text can be anything: only its place is repeated.
  const position = /position \d+/.exec(error.message);
  const where = position ? `, at ${position[0]}` : '';
  return new UserError('E_SUMMARY_FOREIGN', `${fileName}: not JSON${where}; ${WANTED}`);
}

/** A line of `--out json`, whole or cut off. */
function isPointLine(line: string): boolean {
  return /^\{\s*"(?:type|metric)"\s*:\s*"[^"]*"/.test(line) && /"type"\s*:\s*"(?:Metric|Point)"/.test(line);
}

/** The dashboard's server-sent events, one a line. */
function isDashboardEvent(line: string): boolean {
  return (
    /^\{\s*"(?:event|data)"\s*:/.test(line) &&
    /"event"\s*:\s*"(?:config|param|start|metric|threshold|snapshot|cumulative|stop)"/.test(line)
  );
}

function isCutOff(text: string, error: Error): boolean {
  if (!/^[{[]/.test(text)) return false;
  if (/Unexpected end|Unterminated|end of JSON/i.test(error.message)) return true;
  const position = /position (\d+)/.exec(error.message);
  return position !== null && Number(position[1]) >= text.length;
}

/** A text from the file that is safe on a terminal and in one line. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '?');
}
