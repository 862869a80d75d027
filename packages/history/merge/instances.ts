// What the instances of a distributed run have left behind: which files belong together, and the result that each wrote.
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { RunRecord } from 'k6-format/run-record';
import type { SummaryMetric } from 'k6-format/summary';
import { UserError } from 'k6-kit/user-error';
import { HISTOGRAM_ENDING } from 'k6-local/histograms';
import { readJsonFile } from 'k6-verdict/parse/json-text';
import { readRunRecord } from 'k6-verdict/parse/run';

/** What a merge is made from. */
export const WAYS = ['points', 'histograms'] as const;
export type Way = (typeof WAYS)[number];

/** Files of one instance: paths of its result, of its raw points and of its histograms, as far as they are there. */
export interface InstanceFiles {
  /** Their name without an ending. */
  name: string;
  result?: string;
  points?: string;
  histograms?: string;
}

/** The result of an instance: k6's classic summary, with a run record where the load scripts of a suite wrote it. */
export interface AnyResult {
  run?: RunRecord;
  metrics: Record<string, SummaryMetric>;
  state?: { testRunDurationMs: number };
  root_group?: unknown;
  options?: unknown;
}

export type InstanceResult = AnyResult & { run: RunRecord };

const ENDINGS: [ending: string, kind: 'result' | Way][] = [
  ['.points.json.gz', 'points'],
  [HISTOGRAM_ENDING, 'histograms'],
  ['.json', 'result'],
];
/** Files made from results are next to them. */
const IS_MADE = /\.(report|guard|drill|suite|state|target)\.json$|\.merged\./;

/** How to find the instances of one folder, or of files; `folder`: where the merged result goes. */
export async function finderFor(paths: readonly [string, ...string[]]) {
  const areFolders = await Promise.all(paths.map(isFolder));
  const [first, ...others] = paths;
  // What is not there yet and has no name of a file is a folder that instances will make.
  if (others.length === 0 && (areFolders[0] || !/\.(json|gz)$/.test(first)))
    return { folder: first, find: () => instancesIn(first) };
  const folder = paths.find((_, index) => areFolders[index]);
  if (folder) throw new UserError('E_MERGE', `${folder} is a folder: expected one folder alone, or files`);
  return { folder: dirname(first), find: () => instancesOf(paths) };
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** Files of the instances in a folder, sorted by file name. Throws a UserError when it cannot be read. */
export async function instancesIn(folder: string): Promise<InstanceFiles[]> {
  const files = await readdir(folder).catch((cause: Error) => {
    const message = `${folder} cannot be read: expected the folder with the instances' files (${cause.message})`;
    throw new UserError('E_MERGE', message, { cause });
  });
  const found = new Map<string, InstanceFiles>();
  for (const file of files.filter((name) => !IS_MADE.test(name)).sort()) {
    const [ending = '', kind] = ENDINGS.find(([end]) => file.endsWith(end)) ?? [];
    if (!kind) continue;
    const name = file.slice(0, -ending.length);
    const known = found.get(name) ?? { name };
    found.set(name, { ...known, [kind]: join(folder, file) });
  }
  return [...found.values()];
}

/**
 * Instances by files of theirs: points (`NAME.points.json.gz`, or k6's `NAME.json.gz`), histograms, or a result with what lies
 * next to it. Of points and histograms only what was named counts. Throws a UserError for a file that is not there.
 */
export async function instancesOf(files: readonly string[]): Promise<InstanceFiles[]> {
  const found = new Map<string, InstanceFiles>();
  for (const file of files) {
    if (!(await isThere(file)))
      throw new UserError('E_MERGE', `${file} is not there: expected points, histograms or results of instances`);
    const [ending, kind] = [...ENDINGS, ['.json.gz', 'points'] as const].find(([end]) => file.endsWith(end)) ?? [];
    if (ending === undefined || kind === undefined)
      throw new UserError(
        'E_MERGE',
        `${file}: expected a name that ends in .json.gz (points), ${HISTOGRAM_ENDING} or .json`,
      );
    const name = file.slice(0, -ending.length);
    const known = found.get(name) ?? { name: basename(name) };
    found.set(name, { ...known, ...(await beside(name, file, kind)) });
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The file and what belongs to it: next to a result whatever figures it has, next to figures the result. */
async function beside(name: string, file: string, kind: 'result' | Way): Promise<Partial<InstanceFiles>> {
  const wanted = ENDINGS.filter(([, other]) => (kind === 'result' ? other !== 'result' : other === 'result'));
  const paths = wanted.map(([ending, other]) => [other, `${name}${ending}`] as const);
  const there = await Promise.all(paths.map(([, path]) => isThere(path)));
  return { [kind]: file, ...Object.fromEntries(paths.filter((_, index) => there[index])) };
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

const NOTHING = Buffer.alloc(0);
/** Results up to this size are read without their metrics, where these are not needed: bytes. */
const HEAD_BYTES = 4 * 1024 * 1024;

/** An instance's result with all that is in it. Throws a UserError for a file that is none. */
export async function readResult(path: string): Promise<InstanceResult> {
  const { value } = await readJsonFile(path);
  return checked(value, basename(path));
}

/**
 * The same without its metrics, which are most of it and come last in a file of this suite; a thousand files would take a second to
 * parse. A file in another form is read as a whole.
 */
export async function readResultHead(path: string): Promise<InstanceResult> {
  const isSmall = await stat(path).then(
    ({ size }) => size <= HEAD_BYTES,
    () => false,
  );
  const bytes = isSmall ? await readFile(path).catch(() => NOTHING) : NOTHING;
  const end = bytes.indexOf(',"metrics":{');
  // One that is cut off among its metrics is damaged all the same.
  if (
    end < 0 ||
    !bytes
      .toString('utf8', bytes.length - 8)
      .trimEnd()
      .endsWith('}}')
  )
    return readResult(path);
  try {
    return checked({ ...(JSON.parse(`${bytes.toString('utf8', 0, end)}}`) as object), metrics: {} }, basename(path));
  } catch {
    return readResult(path);
  }
}

function checked(value: unknown, name: string): InstanceResult {
  const result = (value ?? {}) as Partial<InstanceResult>;
  const { run, warnings } = readRunRecord(result.run);
  const isWhole = run?.schema === 1 && isObject(result.metrics) && isObject(result.state);
  // What a record may leave out has its place taken.
  if (isWhole) return { ...(result as InstanceResult), run: { ...result.run, ...run } as RunRecord };
  const why = warnings[0] === undefined ? '' : ` (${warnings[0]})`;
  throw new UserError(
    'E_MERGE',
    `${name} is not a result of this suite: expected a run record next to k6's classic summary${why}`,
  );
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
