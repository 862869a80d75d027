// Declarations of a package's main door, by tsc: only what the door reaches, as files that need nothing else.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const IMPORT = /(from\s+|import\()(['"])([^'"]+)\2/g;
/** Packages of the repository, by their names. */
const FOLDERS: Readonly<Record<string, string>> = { 'k6-format': 'format', 'k6-kit': 'kit', 'k6-local': 'runner' };

/** Writes `index.d.ts` into `folder`, and what it refers to below `types/`. */
export async function writeTypes(main: string, root: string, folder: string): Promise<void> {
  const emitted = await mkdtemp(join(tmpdir(), 'types-'));
  try {
    const config = join(emitted, 'tsconfig.json');
    const compilerOptions = {
      ...{ noEmit: false, declaration: true, emitDeclarationOnly: true, allowImportingTsExtensions: true },
      ...{
        rootDir: join(root, 'packages'),
        outDir: join(emitted, 'out'),
        typeRoots: [join(root, 'node_modules/@types')],
      },
    };
    // Through node_modules they would count as installed, of which tsc declares nothing.
    const paths = Object.entries(FOLDERS).map(([name, at]) => [`${name}/*`, [join(root, 'packages', at, '*.ts')]]);
    await writeFile(
      config,
      JSON.stringify({
        extends: join(root, 'tsconfig.json'),
        compilerOptions: { ...compilerOptions, paths: Object.fromEntries(paths) },
        files: [main],
        include: [],
      }),
    );
    await run(join(root, 'node_modules/.bin/tsc'), ['-p', config]);
    const door = relative(join(root, 'packages'), main).replace(/\.ts$/, '.d.ts');
    await copyReached(join(emitted, 'out'), door, join(folder, 'types'));
    await writeFile(join(folder, 'index.d.ts'), `export * from './types/${door.replace(/\.d\.ts$/, '.js')}';\n`);
  } finally {
    await rm(emitted, { recursive: true, force: true });
  }
}

/** Copies a declaration and all that it refers to, with every reference relative. */
async function copyReached(from: string, door: string, to: string): Promise<void> {
  const reached = new Set([door]);
  for (const file of reached) {
    const text = await readFile(join(from, file), 'utf8');
    const own = text.replace(IMPORT, (_, before: string, quote: string, specifier: string) => {
      const target = targetOf(file, specifier);
      reached.add(target);
      const path = relative(dirname(file), target).replace(/\.d\.ts$/, '.js');
      return `${before}${quote}${path.startsWith('.') ? path : `./${path}`}${quote}`;
    });
    await mkdir(dirname(join(to, file)), { recursive: true });
    await writeFile(join(to, file), own);
  }
}

/** The declaration that a specifier means. Another package's types would have to be installed too: an error. */
function targetOf(file: string, specifier: string): string {
  if (specifier.startsWith('.')) return join(dirname(file), specifier.replace(/\.ts$/, '.d.ts'));
  const [name = '', ...door] = specifier.split('/');
  const folder = FOLDERS[name];
  if (folder === undefined) throw new Error(`${file} shows types of ${specifier}, which is not in the package`);
  return `${folder}/${door.join('/')}.d.ts`;
}
