// Access logs, read line by line: which endpoints in which shares, how fast, and how much in which hour.
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { UserError } from 'k6-kit/user-error';
import { type AccessLine, readLine, type TimeUnit } from './access-line.ts';
import { type Folded, fold } from './fold.ts';
import {
  emptyOf,
  freeName,
  type Imported,
  type ImportedEndpoint,
  METHODS,
  type Method,
  nameOf,
  SWITCHED,
  socketsLeftOut,
  WITH_BODY,
} from './model.ts';
import { isSecret } from './secrets.ts';

export interface LogOptions {
  /** Endpoints to keep, the most frequent ones. */
  top: number;
  timeUnit: TimeUnit | undefined;
  /** Hears of lines read so far, every so often. */
  progress?: (lines: number) => void;
}

/** Memory stays bounded whatever the log holds. */
const MAX_TEMPLATES = 10_000;
const MAX_VALUES = 100;
const MAX_FOLDED = 50_000;
const PROGRESS_LINES = 200_000;
const ASSET = /\.(css|js|mjs|map|png|jpe?g|gif|svg|ico|webp|avif|woff2?|ttf|eot|mp4|webm|txt|xml|php|asp|env)$/i;
/** Asked for what is not there, or in a way that nobody means. */
const MISSED = new Set([400, 404, 405]);
/** Relative width of a bucket of response times. */
const BUCKET = Math.log(1.01);

interface Tally {
  method: Method;
  template: string;
  count: number;
  values: Map<string, Set<string>>;
  query: Map<string, { count: number; values: Set<string> }>;
  /** Number of answers by bucket. */
  times: Map<number, number>;
  /** Requests in each hour of the day. */
  hours: number[];
}

/** Reads files, also .gz, one after the other. Throws a UserError for one that cannot be read or is not an access log. */
export async function readAccessLogs(files: readonly string[], options: LogOptions): Promise<Imported> {
  const log = new AccessLog();
  for (const file of files) await readFile(file, log, options);
  return log.imported(files.map((file) => basename(file)).join(', '), options.top);
}

async function readFile(file: string, log: AccessLog, { timeUnit, progress }: LogOptions): Promise<void> {
  const raw = createReadStream(file);
  const bytes = /\.gz$/i.test(file) ? raw.pipe(createGunzip()) : raw;
  const failed = new Promise<never>((_, reject) => {
    for (const stream of new Set([raw, bytes])) stream.once('error', reject);
  });
  failed.catch(() => {});
  const before = log.lines;
  try {
    const lines = createInterface({ input: bytes, crlfDelay: Number.POSITIVE_INFINITY });
    const reading = (async () => {
      for await (const line of lines) {
        if (line === '') continue;
        log.add(readLine(line, timeUnit));
        if (log.lines % PROGRESS_LINES === 0) progress?.(log.lines);
      }
    })();
    await Promise.race([reading, failed]);
  } catch (cause) {
    const { code = '', message } = cause as NodeJS.ErrnoException;
    const reason = code === '' || code.startsWith('Z_') ? message : code;
    throw new UserError('E_IMPORT', `${file} cannot be read (${reason}): expected an access log, as text or .gz`, {
      cause,
    });
  }
  if (log.lines === before || log.unread === log.lines)
    throw new UserError(
      'E_IMPORT',
      `${file} has no line of an access log: expected nginx's or Apache's combined format, or a JSON object a line with method, path and status`,
    );
}

/** Counts lines. */
class AccessLog {
  lines = 0;
  unread = 0;
  private counted = 0;
  private assets = 0;
  private missed = 0;
  private beyond = 0;
  private readonly tallies = new Map<string, Tally>();
  private readonly folded = new Map<string, Folded>();
  private readonly secrets = new Set<string>();
  private readonly sockets = new Set<string>();
  /** Requests of each hour of the day, and the days on which it had some. */
  private readonly hours = Array.from({ length: 24 }, () => ({ count: 0, days: new Set<string>() }));

  add(line: AccessLine | undefined): void {
    this.lines += 1;
    if (line === undefined || !METHODS.includes(line.method as Method) || !line.target.startsWith('/')) {
      this.unread += 1;
      return;
    }
    const [path = '/', query = ''] = line.target.split('?');
    if (ASSET.test(path)) this.assets += 1;
    else if (line.status === SWITCHED) {
      if (this.sockets.size < MAX_TEMPLATES) this.sockets.add(this.foldedOf(path).template);
    } else if (MISSED.has(line.status)) this.missed += 1;
    else this.count(line, path, query);
  }

  private count(line: AccessLine, path: string, query: string): void {
    const { template, values } = this.foldedOf(path);
    const key = `${line.method} ${template}`;
    let tally = this.tallies.get(key);
    if (tally === undefined) {
      if (this.tallies.size >= MAX_TEMPLATES) {
        this.beyond += 1;
        return;
      }
      const method = line.method as Method;
      tally = {
        method,
        template,
        count: 0,
        values: new Map(),
        query: new Map(),
        times: new Map(),
        hours: Array(24).fill(0),
      };
      this.tallies.set(key, tally);
    }
    this.counted += 1;
    tally.count += 1;
    for (const [name, value] of Object.entries(values)) this.keep(tally.values, name, value);
    if (query !== '') this.countQuery(tally, query);
    if (line.tookMs !== undefined) {
      const bucket = Math.round(Math.log(Math.max(line.tookMs, 0.01)) / BUCKET);
      tally.times.set(bucket, (tally.times.get(bucket) ?? 0) + 1);
    }
    const hour = line.hour === undefined ? undefined : this.hours[line.hour];
    if (hour === undefined || line.hour === undefined) return;
    tally.hours[line.hour] = (tally.hours[line.hour] ?? 0) + 1;
    hour.count += 1;
    if (line.date !== undefined) hour.days.add(line.date);
  }

  private foldedOf(path: string): Folded {
    const known = this.folded.get(path);
    if (known !== undefined) return known;
    const folded = fold(path);
    if (this.folded.size < MAX_FOLDED) this.folded.set(path, folded);
    return folded;
  }

  private keep(values: Map<string, Set<string>>, name: string, value: string): void {
    const kept = values.get(name) ?? new Set();
    values.set(name, kept);
    if (name.startsWith('address') || isSecret(name, value)) this.secrets.add(`values of {${name}} in paths`);
    else if (kept.size < MAX_VALUES) kept.add(value);
  }

  private countQuery(tally: Tally, query: string): void {
    for (const [name, value] of new URLSearchParams(query)) {
      if (isSecret(name, value)) {
        this.secrets.add(`query parameter ${name}`);
        continue;
      }
      if (tally.query.size >= MAX_VALUES && !tally.query.has(name)) continue;
      const seen = tally.query.get(name) ?? { count: 0, values: new Set<string>() };
      tally.query.set(name, seen);
      seen.count += 1;
      if (seen.values.size < MAX_VALUES) seen.values.add(value);
    }
  }

  /** The most frequent endpoints with their shares of all that was counted. */
  imported(source: string, top: number): Imported {
    const byCount = [...this.tallies.values()].sort((a, b) => b.count - a.count);
    const kept = byCount.slice(0, top);
    const rest = this.beyond + byCount.slice(top).reduce((sum, { count }) => sum + count, 0);
    const total = this.counted + this.beyond;
    const taken = new Set<string>();
    const share = (count: number) => `${((100 * count) / Math.max(this.lines, 1)).toPrecision(2)} % of all lines`;
    const leftOut = [
      ...[...this.secrets].sort().map((name) => `may be secret: ${name}`),
      ...socketsLeftOut(this.sockets),
      ...(this.assets > 0 ? [`${this.assets} requests for files of a page (${share(this.assets)})`] : []),
      ...(this.missed > 0 ? [`${this.missed} requests answered with 400, 404 or 405 (${share(this.missed)})`] : []),
      ...(this.unread > 0 ? [`${this.unread} lines that are no requests (${share(this.unread)})`] : []),
      ...(rest > 0 ? [`${rest} requests to rarer endpoints (${share(rest)}); --top takes more`] : []),
    ];
    const hasTimes = this.hours.some(({ days }) => days.size > 0);
    const perS = (count: number, hour: number): number =>
      count / (3600 * Math.max(this.hours[hour]?.days.size ?? 1, 1));
    const endpoints = kept.map((tally) => ({
      ...endpointOf(tally, total, taken),
      ...(hasTimes && { hourlyPerS: tally.hours.map(perS) }),
    }));
    return {
      source,
      endpoints,
      leftOut,
      hourlyPerS: hasTimes ? this.hours.map(({ count }, hour) => perS(count, hour)) : undefined,
    };
  }
}

function endpointOf(tally: Tally, total: number, taken: Set<string>): ImportedEndpoint {
  const { method, template, count } = tally;
  const often = [...tally.query].filter(([, seen]) => seen.count > count / 2);
  const params = Object.fromEntries([...tally.values].map(([name, values]) => [name, [...values]]));
  return {
    name: freeName(nameOf(`${method} ${template}`), taken),
    method,
    path: template,
    weight: (100 * count) / total,
    params,
    query: Object.fromEntries(often.map(([name, { values }]) => [name, [...values]])),
    headers: {},
    body: undefined,
    missing: [...emptyOf(params), ...(WITH_BODY.includes(method) ? ['body'] : [])],
    p95Ms: percentileOf(tally.times, 0.95),
    p99Ms: percentileOf(tally.times, 0.99),
  };
}

/** Nearest rank, within half a per cent; undefined without times. */
function percentileOf(times: ReadonlyMap<number, number>, share: number): number | undefined {
  const total = [...times.values()].reduce((sum, count) => sum + count, 0);
  if (total === 0) return undefined;
  let passed = 0;
  for (const [bucket, count] of [...times].sort(([a], [b]) => a - b)) {
    passed += count;
    if (passed >= share * total) return Math.exp(bucket * BUCKET);
  }
  return undefined;
}
