// What an import adds to a suite that `perf init` made: rows, a file for each endpoint, lines of the index. Nothing is overwritten.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from 'k6-kit/user-error';
import { TEMPLATE } from '../init/suite.ts';
import { profileFile, profileRow } from './day-profile.ts';
import { constantOf, endpointFile, rowOf } from './endpoint-text.ts';
import type { Imported, ImportedEndpoint } from './model.ts';

export interface SuitePlan {
  /** Files that are not there yet, by their path in the suite. */
  created: Map<string, string>;
  /** Files with lines added to them. */
  changed: Map<string, string>;
  added: ImportedEndpoint[];
  /** Names that the suite has already: left as they are. */
  kept: string[];
  /** The test type of the day's course, where the source has it. */
  addsDay: boolean;
}

export const TABLES = 'thresholds/tables.ts';
export const INDEX = 'tests/endpoints/index.ts';
const END_OF_ROWS = '\n} satisfies Record<string, Endpoint>;';
const END_OF_TYPES = '\n} satisfies Record<string, TestType>;';
const DEFINITIONS = /(export const definitions: Record<EndpointName, Definition> = \{)([^}]*)(\};)/;

/** `folder`: a suite, or none yet. Throws a UserError where tables or index are no longer as `perf init` made them. */
export async function planSuite(folder: string, imported: Imported, root: string): Promise<SuitePlan> {
  const textOf = (file: string) => {
    const own = join(folder, file);
    return readFile(existsSync(own) ? own : join(root, TEMPLATE, file), 'utf8');
  };
  const [tables, index] = [await textOf(TABLES), await textOf(INDEX)];
  const known = new Set([...tables.matchAll(/^ {2}'?([\w-]+)'?: \{/gm)].map(([, name]) => name ?? ''));
  const isKept = ({ name }: ImportedEndpoint) => known.has(name) || existsSync(join(folder, fileOf(name)));
  const added = imported.endpoints.filter((endpoint) => !isKept(endpoint));
  const addsDay = imported.hourlyPerS !== undefined && !known.has('day') && added.length > 0;
  const rows = added.map((endpoint) => rowOf(endpoint, imported.source));
  const withRows = inserted(tables, END_OF_ROWS, rows.join(''), join(folder, TABLES));
  const day = addsDay ? profileRow(imported.hourlyPerS ?? [], imported.endpoints, imported.source) : '';
  const created = new Map(added.map((one) => [fileOf(one.name), endpointFile(one, imported.source)]));
  if (addsDay) created.set(...profileFile(await textOf('tests/mix.ts')));
  return {
    created,
    changed: new Map([
      [TABLES, inserted(withRows, END_OF_TYPES, day, join(folder, TABLES))],
      [INDEX, indexed(index, added, join(folder, INDEX))],
    ]),
    added,
    kept: imported.endpoints.filter(isKept).map(({ name }) => name),
    addsDay,
  };
}

function fileOf(name: string): string {
  return `tests/endpoints/${name}.ts`;
}

function inserted(text: string, before: string, addition: string, file: string): string {
  const at = text.indexOf(before);
  if (at < 0)
    throw new UserError(
      'E_IMPORT',
      `${file} has no line "${before.trim()}": expected the tables as perf init writes them; import into a new folder and copy from there`,
    );
  return text.slice(0, at) + addition + text.slice(at);
}

function indexed(text: string, added: readonly ImportedEndpoint[], file: string): string {
  const found = DEFINITIONS.exec(text);
  if (found === null)
    throw new UserError(
      'E_IMPORT',
      `${file} has no "export const definitions: Record<EndpointName, Definition> = { ... };": expected the index as perf init writes it; import into a new folder and copy from there`,
    );
  if (added.length === 0) return text;
  const imports = added.map(({ name }) => `import { ${constantOf(name)} } from './${name}.ts';\n`).join('');
  const [all, head, names = '', tail] = found;
  const lines = names
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  const entries = [...lines, ...added.map(({ name }) => entryOf(name))];
  const definitions = `${head}\n${entries.map((entry) => `  ${entry},\n`).join('')}${tail}`;
  return text.replace(`\n\n${all}`, () => `\n${imports}\n${definitions}`);
}

function entryOf(name: string): string {
  const constant = constantOf(name);
  return name === constant ? name : `'${name}': ${constant}`;
}
