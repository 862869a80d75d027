// Raw points of a run, read line by line into columns of numbers: exact figures, and bounded memory whatever the files' size.
import { BUILT_IN_METRICS, METRIC_TYPES, type MetricType } from 'k6-format/metrics';
import { UserError } from 'k6-kit/user-error';
import { plural } from '../text/words.ts';
import { BlockStore, Columns } from './columns.ts';
import { csvReader } from './csv-points.ts';
import { detached, Groups } from './groups.ts';
import { jsonReader } from './json-points.ts';
import { eachLine } from './lines.ts';
import type { Declaration, PointReader, RawPoint } from './raw-point.ts';
import { bytesOf, openSource, type PointsSource } from './source.ts';

export interface LoadedFile {
  fileName: string;
  kind: PointsSource['kind'];
  points: number;
  /** Lines that could not be read, such as the last one of a file that was cut off. */
  lostLines: number;
}

/** Blocks of half a megabyte that stay in memory; the others wait on disk. */
const BLOCKS_IN_MEMORY = 160;
/** Texts of tags whose group is remembered; unique ones would only fill the memory. */
const MOST_TEXTS = 10_000;

export class PointsTable {
  readonly files: LoadedFile[] = [];
  /** What the files say of a metric; CSV says nothing. */
  readonly declared = new Map<string, Declaration>();
  readonly groups: Groups;
  /** When the first point was, in milliseconds since 1970; times of points count from it. */
  startMs = Number.NaN;
  /** First and last moment of the points of each file, counted from `startMs`. */
  readonly spans: { firstMs: number; lastMs: number }[] = [];
  private readonly byMetric = new Map<string, Columns>();
  private readonly store: BlockStore;

  /** `tags` are those that can be asked for later; `instance` is the number of a point's file. */
  constructor(tags: readonly string[], blocksInMemory = BLOCKS_IN_MEMORY) {
    this.groups = new Groups([...new Set(tags)]);
    this.store = new BlockStore(blocksInMemory);
  }

  get metrics(): string[] {
    return [...this.byMetric.keys()];
  }

  columns(metric: string): Columns | undefined {
    return this.byMetric.get(metric);
  }

  /** By the file's own word, else k6's own; null for a custom metric of a CSV file. */
  typeOf(metric: string): MetricType | null {
    const declared = this.declared.get(metric)?.type;
    const builtIn = BUILT_IN_METRICS.find(([name]) => name === metric)?.[1];
    return METRIC_TYPES.find((type) => type === declared) ?? builtIn ?? null;
  }

  /** Whether a group has all of these tags; null where one of them was not asked for. */
  matcher(tags: ReadonlyMap<string, string>): ((group: number) => boolean) | null {
    const wanted = [...tags].map(([tag, value]) => ({ index: this.groups.tags.indexOf(tag), value }));
    if (wanted.some(({ index }) => index < 0)) return null;
    const matching = this.groups.values.map((values) => wanted.every(({ index, value }) => values[index] === value));
    return (group) => matching[group]!;
  }

  async add(path: string): Promise<void> {
    const source = await openSource(path);
    const file = this.startFile(source.fileName, source.kind);
    const onLost = () => void file.lostLines++;
    const reader = this.readerOf(source, onLost);
    const add = this.adder(reader);
    const point: RawPoint = { metric: '', time: '', value: 0, tags: '' };
    const { lost } = await eachLine(bytesOf(source, onLost), (line) => {
      if (reader.read(line, point) && !add(point)) onLost();
    });
    file.lostLines += lost + reader.unfinished();
  }

  /** The points that come next are this file's. */
  startFile(fileName: string, kind: PointsSource['kind']): LoadedFile {
    const file = { fileName, kind, points: 0, lostLines: 0 };
    this.files.push(file);
    this.spans.push({ firstMs: Number.POSITIVE_INFINITY, lastMs: Number.NEGATIVE_INFINITY });
    return file;
  }

  /** A point of the last file; `timeMs` since 1970. */
  put(metric: string, value: number, timeMs: number, group: number): void {
    if (Number.isNaN(this.startMs)) this.startMs = timeMs;
    const atMs = timeMs - this.startMs;
    const span = this.spans.at(-1)!;
    if (atMs < span.firstMs) span.firstMs = atMs;
    if (atMs > span.lastMs) span.lastMs = atMs;
    this.columnsFor(metric).add(value, atMs, group);
    this.files.at(-1)!.points++;
  }

  /** Of all files together. */
  get span(): { firstMs: number; lastMs: number } {
    const of = (pick: (span: { firstMs: number; lastMs: number }) => number) => this.spans.map(pick);
    return { firstMs: Math.min(...of(({ firstMs }) => firstMs)), lastMs: Math.max(...of(({ lastMs }) => lastMs)) };
  }

  /** Removes what was put on disk. */
  close(): void {
    this.store.close();
  }

  private readerOf({ kind, columns }: PointsSource, onLost: () => void): PointReader {
    if (kind === 'csv') return csvReader(columns, onLost);
    return jsonReader((declaration) => void this.declared.set(declaration.metric, declaration), onLost);
  }

  private adder({ parseTags, parseTime }: PointReader): (point: RawPoint) => boolean {
    const groups = new Map<string, number>();
    let [lastTime, lastMs] = ['', Number.NaN];
    return ({ metric, time, value, tags }) => {
      if (time !== lastTime) [lastTime, lastMs] = [time, parseTime(time)];
      let group = groups.get(tags);
      if (group === undefined) {
        const parsed = parseTags(tags);
        if (parsed === null) return false;
        group = this.groups.of(parsed, this.files.length - 1);
        if (groups.size >= MOST_TEXTS) groups.clear();
        groups.set(detached(tags), group);
      }
      if (Number.isNaN(lastMs)) return false;
      this.put(metric, value, lastMs, group);
      return true;
    };
  }

  private columnsFor(metric: string): Columns {
    const found = this.byMetric.get(metric);
    if (found) return found;
    const columns = new Columns(this.store);
    this.byMetric.set(detached(metric), columns);
    return columns;
  }
}

/** Reads the files as one run. Throws a UserError where none of them has a point that can be read. */
export async function readTable(
  files: readonly string[],
  tags: readonly string[],
  blocksInMemory?: number,
): Promise<PointsTable> {
  const table = new PointsTable(tags, blocksInMemory);
  try {
    for (const file of files) await table.add(file);
    refuseEmpty(files, table.files);
    return table;
  } catch (error) {
    table.close();
    throw error;
  }
}

function refuseEmpty(files: readonly string[], loaded: readonly LoadedFile[]): void {
  if (loaded.some(({ points }) => points > 0)) return;
  const lines = loaded.reduce((sum, { lostLines }) => sum + lostLines, 0);
  const what = lines > 0 ? `${plural(lines, 'line')}, none of them a point` : 'a head, but no point';
  throw new UserError(
    'E_POINTS_EMPTY',
    `${files.join(', ')}: ${what}; expected the points that k6 writes while it runs (--out json=file or --out csv=file)`,
  );
}
