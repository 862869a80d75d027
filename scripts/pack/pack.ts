// Makes a package of the repository one that can be installed anywhere: its programs in one folder, types, licenses, a package.json.
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { MODULES, templates } from '../start/compile.js';
import { noticesOf } from './notices.ts';
import { type Name, PACKINGS, type Packing } from './packings.ts';
import { writeTypes } from './types.ts';

const run = promisify(execFile);

/** Writes the tarball into `outDir` and returns its path. */
export async function pack(name: Name, root: string, outDir: string): Promise<string> {
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
  const [inputs, more = []] = await Promise.all([
    compile(packing, root, folder),
    packing.parts?.(root, folder),
    writeTypes(join(root, packing.main), root, folder),
    ...packing.files.map((file) => cp(join(root, file), join(folder, basename(file)))),
  ]);
  await writeFile(join(folder, 'THIRD-PARTY.txt'), await noticesOf([...inputs, ...more], root));
  await writeFile(join(folder, 'package.json'), await manifest(packing, root));
}

/** One folder with what the programs share; returns the files that went into it. */
async function compile({ entries, dependencies, optional }: Packing, root: string, outdir: string): Promise<string[]> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: { ...entries },
    outdir,
    ...MODULES,
    chunkNames: 'part-[hash]',
    minifySyntax: true,
    external: [...dependencies, ...optional],
    // Packages of the older kind ask for Node's modules by this name.
    banner: { js: "import{createRequire as r}from'node:module';const require=r(import.meta.url);" },
    plugins: [templates()],
  });
  return Object.keys(metafile.inputs);
}

/** What npm needs to know of the folder: next to no dependencies, since they are inside. */
async function manifest({ folder, keywords, dependencies, optional }: Packing, root: string): Promise<string> {
  const own = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8')) as Record<string, unknown>;
  const around = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    engines: object;
    dependencies: Record<string, string>;
  };
  const versionsOf = (names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, around.dependencies[name]]));
  // npm publishes with provenance only what names the repository that it comes from.
  const { GITHUB_REPOSITORY: repository } = process.env;
  const url = repository && {
    repository: { type: 'git', url: `git+https://github.com/${repository}.git`, directory: folder },
  };
  return `${JSON.stringify(
    {
      ...{ name: own.name, version: own.version, description: own.description, license: own.license },
      keywords: ['k6', 'load testing', 'performance', 'ci', ...keywords],
      type: 'module',
      engines: around.engines,
      ...url,
      bin: { [String(own.name)]: 'cli.mjs' },
      exports: { '.': { types: './index.d.ts', default: './index.mjs' }, './package.json': './package.json' },
      types: './index.d.ts',
      ...(dependencies.length > 0 && { dependencies: versionsOf(dependencies) }),
      ...(optional.length > 0 && {
        peerDependencies: versionsOf(optional),
        peerDependenciesMeta: Object.fromEntries(optional.map((name) => [name, { optional: true }])),
      }),
    },
    null,
    2,
  )}\n`;
}
