// Makes dist/: one self-contained file per test type, one per test type and endpoint or journey, and one per service and page load test, for k6
// and the local runner alike.
import { readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build, type OutputFile } from 'esbuild';
import { writeFiles, writeWhole } from 'k6-kit/files';
import * as v from 'valibot';
import {
  endpoints,
  journeys,
  type PageTestName,
  pageTests,
  type ServiceTestName,
  serviceTests,
  type TestTypeName,
  testTypes,
} from '../thresholds/baselines.ts';
import { declareExports } from './exports.ts';

/** A bundle before it is written. */
export interface Bundle {
  /** `stress`, `stress-health` or `database`. */
  name: string;
  type: TestTypeName | ServiceTestName | PageTestName;
  /** An endpoint or a journey; empty: all endpoints. */
  endpoint: string;
  code: string;
  sourceMap: string;
  /** Modules that the bundle still imports, by specifier. */
  imports: string[];
}

/** Bundles the whole cross product of `types` and endpoints and journeys in memory. `root` is the repository. */
export async function bundleAll(root: string, types = Object.keys(testTypes) as TestTypeName[]): Promise<Bundle[]> {
  const choices = ['', ...Object.keys(endpoints), ...Object.keys(journeys)];
  const bundles = await Promise.all(choices.map((endpoint) => bundleFor(root, types, endpoint)));
  return bundles.flat().sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Bundles `types` for one endpoint or journey, or for all of them where `endpoint` is empty. */
export async function bundleFor(root: string, types: TestTypeName[], endpoint: string): Promise<Bundle[]> {
  const entries = types.map((type) => ({
    ...{ type, endpoint, script: `tests/${type}.ts` },
    name: endpoint === '' ? type : `${type}-${endpoint}`,
  }));
  return bundleEntries(root, entries, { __ENDPOINT__: JSON.stringify(endpoint) });
}

/** Bundles the load scripts on single services; they know no endpoints. */
export function bundleServices(
  root: string,
  names = Object.keys(serviceTests) as ServiceTestName[],
): Promise<Bundle[]> {
  return bundlePlain(root, names, 'tests/services', {});
}

/** Bundles the page load tests; they load one page, whatever endpoints there are. */
export function bundlePages(root: string, names = Object.keys(pageTests) as PageTestName[]): Promise<Bundle[]> {
  return bundlePlain(root, names, 'tests', { __ENDPOINT__: "''" });
}

/** One bundle for each script of a folder, named after it. */
function bundlePlain(
  root: string,
  names: readonly (ServiceTestName | PageTestName)[],
  folder: string,
  define: Record<string, string>,
): Promise<Bundle[]> {
  const entries = names.map((type) => ({ type, endpoint: '', script: `${folder}/${type}.ts`, name: type }));
  return bundleEntries(root, entries, define);
}

type Entry = Pick<Bundle, 'name' | 'type' | 'endpoint'> & { script: string };

async function bundleEntries(root: string, entries: Entry[], define: Record<string, string>): Promise<Bundle[]> {
  const result = await build({
    absWorkingDir: root,
    entryPoints: entries.map(({ script, name }) => ({ in: script, out: name })),
    outdir: 'dist',
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    sourcemap: 'linked',
    sourcesContent: false,
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    // Tables that a script does not use stay out of its bundle.
    pure: ['Object.freeze'],
    // k6's own modules stay imports: k6 finds its extensions by looking for them.
    external: ['k6', 'k6/*'],
    define,
    legalComments: 'none',
    logLevel: 'silent',
  });
  return entries.map(({ name, type, endpoint }) => {
    const output = result.metafile.outputs[`dist/${name}.js`];
    return {
      name,
      type,
      endpoint,
      code: declareExports(textOf(result.outputFiles, `${name}.js`)),
      sourceMap: textOf(result.outputFiles, `${name}.js.map`),
      imports: (output?.imports ?? []).map((imported) => imported.path),
    };
  });
}

function textOf(files: OutputFile[], name: string): string {
  const file = files.find((candidate) => basename(candidate.path) === name);
  if (!file) throw new Error(`the bundler made no ${name}`);
  return file.text;
}

/** What a build leaves next to its bundles: their names, so that the next one removes only what a build made. */
const MANIFEST = 'bundles.json';

/** Writes a whole build to `outDir` and removes bundles of an earlier build that are no more. */
export async function writeBuild(bundles: readonly Bundle[], outDir: string): Promise<void> {
  const names = await writeBundles(bundles, outDir);
  const stale = (await namesIn(join(outDir, MANIFEST))).filter((name) => !names.includes(name));
  await Promise.all(stale.map((name) => rm(join(outDir, name), { force: true })));
  await writeWhole(join(outDir, MANIFEST), `${JSON.stringify(names)}\n`);
}

/** Writes bundles to `outDir`. Returns the names of the files. */
export async function writeBundles(bundles: readonly Bundle[], outDir: string): Promise<string[]> {
  const files = bundles.flatMap(({ name, code, sourceMap }) => [
    { name: `${name}.js.map`, content: sourceMap },
    { name: `${name}.js`, content: code },
  ]);
  await writeFiles(files.map(({ name, content }) => ({ path: join(outDir, name), content })));
  return files.map(({ name }) => name);
}

/** File names of an earlier build; a manifest that is missing or damaged names none. */
async function namesIn(manifest: string): Promise<string[]> {
  try {
    return v.parse(
      v.array(v.pipe(v.string(), v.regex(/^[a-z0-9-]+\.js(\.map)?$/))),
      JSON.parse(await readFile(manifest, 'utf8')),
    );
  } catch {
    return [];
  }
}
