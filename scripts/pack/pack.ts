// Makes a package of the repository one that can be installed anywhere: its programs in one folder, types, licenses, a package.json.
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { MODULES, templates } from '../start/compile.js';
import { noticesOf } from './notices.ts';
import { writeTypes } from './types.ts';

const run = promisify(execFile);

export interface Packing {
  /** Folder of the package in the repository. */
  folder: string;
  /** Name of a file in the tarball -> source. */
  entries: Readonly<Record<string, string>>;
  /** Source whose declarations are the package's types; the entry of the main door. */
  main: string;
  /** Files that the programs read next to themselves, and others that belong into the tarball. */
  files: readonly string[];
  /** Packages that the user installs when a feature needs them. */
  optional: readonly string[];
}

export const PACKINGS = {
  'k6-verdict': {
    folder: 'packages/report',
    entries: { cli: 'packages/history/verdict-cli.ts', index: 'packages/report/index.ts' },
    main: 'packages/report/index.ts',
    files: [
      'packages/report/render/report.css',
      'packages/report/render/page-script.js',
      'docs/verdict.schema.json',
      'docs/compare.schema.json',
      'packages/report/README.md',
      'LICENSE',
    ],
    optional: ['@duckdb/node-api'],
  },
} as const satisfies Record<string, Packing>;

/** Writes the tarball into `outDir` and returns its path. */
export async function pack(name: keyof typeof PACKINGS, root: string, outDir: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pack-'));
  try {
    await stage(PACKINGS[name], root, folder);
    await mkdir(outDir, { recursive: true });
    const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', outDir], { cwd: folder });
    const [packed] = Object.values(JSON.parse(stdout) as { filename: string }[] | Record<string, { filename: string }>);
    return join(outDir, packed!.filename);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function stage(packing: Packing, root: string, folder: string): Promise<void> {
  const [inputs] = await Promise.all([
    compile(packing, root, folder),
    writeTypes(join(root, packing.main), root, folder),
    ...packing.files.map((file) => cp(join(root, file), join(folder, basename(file)))),
  ]);
  await writeFile(join(folder, 'THIRD-PARTY.txt'), await noticesOf(inputs, root));
  await writeFile(join(folder, 'package.json'), await manifest(packing, root));
}

/** One folder with what the programs share; returns the files that went into it. */
async function compile({ entries, optional }: Packing, root: string, outdir: string): Promise<string[]> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: { ...entries },
    outdir,
    ...MODULES,
    chunkNames: 'part-[hash]',
    minifySyntax: true,
    external: [...optional],
    // Packages of the older kind ask for Node's modules by this name.
    banner: { js: "import{createRequire as r}from'node:module';const require=r(import.meta.url);" },
    plugins: [templates()],
  });
  return Object.keys(metafile.inputs);
}

/** What npm needs to know of the folder: no dependencies, since all of them are inside. */
async function manifest({ folder, optional }: Packing, root: string): Promise<string> {
  const own = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8')) as Record<string, unknown>;
  const around = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    engines: object;
    optionalDependencies: Record<string, string>;
  };
  // npm publishes with provenance only what names the repository that it comes from.
  const { GITHUB_REPOSITORY: repository } = process.env;
  const url = repository && {
    repository: { type: 'git', url: `git+https://github.com/${repository}.git`, directory: folder },
  };
  const peers = optional.map((name) => [name, around.optionalDependencies[name]]);
  return `${JSON.stringify(
    {
      ...{ name: own.name, version: own.version, description: own.description, license: own.license },
      keywords: ['k6', 'load testing', 'performance', 'report', 'thresholds', 'ci'],
      type: 'module',
      engines: around.engines,
      ...url,
      bin: { [String(own.name)]: 'cli.mjs' },
      exports: { '.': { types: './index.d.ts', default: './index.mjs' }, './package.json': './package.json' },
      types: './index.d.ts',
      peerDependencies: Object.fromEntries(peers),
      peerDependenciesMeta: Object.fromEntries(optional.map((name) => [name, { optional: true }])),
    },
    null,
    2,
  )}\n`;
}
