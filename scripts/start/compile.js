// Compiles the programs of this repository into a folder: each with what it shares, each command loaded when it is asked for.
// @ts-check
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { buildFolders, GENERATOR, hashOf, MANIFEST, PROGRAMS, stampOf } from './current-build.js';

/** What makes another build of the same sources: what npm has installed, the compiler's settings, and this file. */
const AROUND = [
  'node_modules/.package-lock.json',
  'tsconfig.json',
  'scripts/start/compile.js',
  'packages/report/render/template-code.js',
];
/** A process that still runs may load a part of its build late; none runs that long beside an edited source. */
const KEPT_MS = 24 * 3_600_000;
/** A system's clock for files may lag behind by that much, milliseconds. */
const TICK_MS = 20;
/**
 * How programs become modules of Node that share their parts.
 * @satisfies {import('esbuild').BuildOptions}
 */
export const MODULES = /** @type {const} */ ({
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  metafile: true,
  // Without comments: each start reads the text.
  minifyWhitespace: true,
  legalComments: 'none',
  logLevel: 'silent',
});

/** What `import.meta` of a source is in a build. */
const PLACE = '$place';

/**
 * Packages that become part of the build: made of many files, and wanted by commands that should be there at once. All others are
 * loaded from where they are, when they are wanted.
 */
const INLINED = /^(commander|valibot|handlebars|d3-|markdown-table|picocolors|simple-statistics|ipaddr\.js)/;

/**
 * Compiles, and returns the folder of the build. Several processes may do so at once: each has a folder of its own, and the last
 * one's stays. Throws esbuild's error for a source that is wrong.
 * @param {string} root
 * @param {string[]} [programs] fewer than all of them are compiled for this start alone
 */
export async function compile(root, programs) {
  const startMs = Date.now();
  const folder = programs === undefined ? buildFolders(root).find(isWritable) : undefined;
  // Without a place to keep it this process has a build to itself.
  const outdir = mkdtempSync(join(folder ?? tmpdir(), 'build-'));
  if (folder === undefined) process.on('exit', () => rmSync(outdir, { recursive: true, force: true }));
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: programs ?? [...PROGRAMS, GENERATOR],
    outbase: root,
    outdir,
    ...MODULES,
    sourcemap: 'external',
    sourcesContent: false,
    // Packages of the older kind ask for Node's modules by this name.
    banner: {
      js: `import{createRequire as r}from'node:module';const require=r(${JSON.stringify(urlOf(root, 'package.json'))});`,
    },
    define: { 'import.meta.url': `${PLACE}.url`, 'import.meta.dirname': `${PLACE}.dirname` },
    plugins: [packages(), templates(), places()],
  }).catch((error) => {
    rmSync(outdir, { recursive: true, force: true });
    throw error;
  });
  if (folder !== undefined) keep(root, folder, outdir, Object.keys(metafile.inputs), startMs);
  return outdir;
}

/**
 * One line where all that is wrong is the module of tables; undefined for any other error.
 * @param {unknown} error
 */
export function missingTables(error) {
  const texts = /** @type {{ errors?: { text: string }[] }} */ (error).errors?.map(({ text }) => text) ?? [];
  const names = texts.map((text) => /(?:No matching export in|Could not resolve) "(.*?baselines\.ts)"/.exec(text)?.[1]);
  if (names.length === 0 || names.includes(undefined)) return undefined;
  return 'thresholds/baselines.ts is not what the programs import: run `npm run perf -- baselines generate`';
}

/**
 * @param {string} root
 * @param {string} folder
 * @param {string} outdir
 * @param {string[]} inputs
 * @param {number} startMs
 */
function keep(root, folder, outdir, inputs, startMs) {
  const own = inputs.filter((path) => !path.includes('node_modules/'));
  const sources = [...AROUND, ...own].map((path) => {
    const file = join(root, path);
    const stamp = stampOf(file);
    return { path, stamp, hash: stamp === '' ? '' : hashOf(readFileSync(file)) };
  });
  // What was saved while it was compiled may be in the build or not. A file's time is that of the system's last tick.
  if (own.some((path) => statSync(join(root, path)).ctimeMs >= startMs - TICK_MS)) return;
  const manifest = join(folder, MANIFEST);
  writeFileSync(`${manifest}.${process.pid}`, JSON.stringify({ root, build: basename(outdir), sources }));
  renameSync(`${manifest}.${process.pid}`, manifest);
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (name.startsWith('build-') && Date.now() - statSync(path).mtimeMs > KEPT_MS)
      rmSync(path, { recursive: true, force: true });
  }
}

/** @param {string} folder */
function isWritable(folder) {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    rmSync(mkdtempSync(join(folder, 'try-')), { recursive: true });
    return true;
  } catch {
    return false;
  }
}

/**
 * Packages outside of the build are named by their place, since the build may be elsewhere.
 * @returns {import('esbuild').Plugin}
 */
function packages() {
  return {
    name: 'packages',
    setup({ onResolve, resolve }) {
      onResolve({ filter: /^[^./]/ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
        const isOurs = importer !== '' && !importer.includes('node_modules');
        if (pluginData === 'asked' || !isOurs || path.startsWith('node:') || INLINED.test(path)) return undefined;
        const found = await resolve(path, { kind, resolveDir, pluginData: 'asked' });
        // The repository's own packages, to which node_modules has links, are sources like all others.
        if (found.errors.length === 0 && !found.path.includes('node_modules')) return { path: found.path };
        // One that is not installed stays as it is: whoever loads it says what is missing.
        return { path: found.errors.length > 0 ? path : pathToFileURL(found.path).href, external: true };
      });
    },
  };
}

/**
 * The report's templates are code in the build: compiling them takes as long as the rest of a report.
 * @returns {import('esbuild').Plugin}
 */
export function templates() {
  /** @param {string} path */
  const compilerBeside = (path) => import(pathToFileURL(join(dirname(path), 'template-code.js')).href);
  return {
    name: 'templates',
    setup({ onLoad }) {
      onLoad({ filter: /[\\/]template-spec\.ts$/ }, async ({ path }) => {
        /** @type {string[]} */
        const names = (await compilerBeside(path)).TEMPLATES;
        const imports = names.map((name, index) => `import t${index} from './${name}';`).join('');
        const specs = names.map((name, index) => `'${name}': t${index}`);
        const contents = `${imports}const specs = {${specs}};export const templateSpec = (name) => specs[name];`;
        return { contents, resolveDir: dirname(path) };
      });
      onLoad({ filter: /\.hbs$/ }, async ({ path }) => ({
        contents: `export default ${(await compilerBeside(path)).templateCode(path)};`,
      }));
    },
  };
}

/**
 * Sources find their neighbours by `import.meta`: in the build it stays that of the source.
 * @returns {import('esbuild').Plugin}
 */
function places() {
  return {
    name: 'places',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const text = readFileSync(path, 'utf8');
        const place = { url: pathToFileURL(path).href, dirname: dirname(path) };
        const isAsked = text.includes('import.meta');
        // On the first line, so that all lines keep their numbers.
        return { contents: isAsked ? `const ${PLACE}=${JSON.stringify(place)};${text}` : text, loader: 'ts' };
      });
    },
  };
}

/**
 * @param {string} root
 * @param {string} path
 */
function urlOf(root, path) {
  return pathToFileURL(join(root, path)).href;
}
