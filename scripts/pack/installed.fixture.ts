// Packages as their users have them: packed, installed in an empty folder without network, started there.
import { execFile, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { pack } from './pack.ts';
import { type Name, PACKINGS } from './packings.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Installed {
  folder: string;
  tarballs: Readonly<Record<Name, string>>;
}

let once: Promise<Installed> | undefined;

/** The same for all test files of a process. What the packages depend on comes from this repository's node_modules. */
export function installed(): Promise<Installed> {
  once ??= install();
  return once;
}

async function install(): Promise<Installed> {
  const folder = await mkdtemp(join(tmpdir(), 'pack-test-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const names = Object.keys(PACKINGS) as Name[];
  const packed = await Promise.all(names.map((name) => pack(name, ROOT, join(folder, 'packed'))));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  const needed = Object.values(PACKINGS).flatMap(({ dependencies }) => dependencies);
  const links = needed.map((name) => join(ROOT, 'node_modules', name));
  // Nothing of this machine helps: no cache, no settings.
  const env = { PATH: process.env.PATH, HOME: folder, npm_config_cache: join(folder, 'cache') };
  const flags = ['--offline', '--no-audit', '--no-fund', '--install-links=false'];
  await promisify(execFile)('npm', ['install', ...flags, ...packed, ...links], { cwd: folder, env });
  return { folder, tarballs: Object.fromEntries(names.map((name, index) => [name, packed[index]!])) as never };
}

/** An example of a README: what is typed, and what it prints. */
export interface Example {
  command: string;
  shown: string;
}

export function examplesOf(readme: string): Example[] {
  return [...readme.matchAll(/^```console\n\$ npx (.*)\n([\s\S]*?)^```$/gm)].map(([, command = '', shown = '']) => ({
    command,
    shown,
  }));
}

export interface Ended {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** A shell's line in the folder, with the installed programs on the PATH. */
export function shell(command: string): Promise<Ended> {
  return installed().then(
    ({ folder }) =>
      new Promise((resolve, reject) => {
        const env = { PATH: `${join(folder, 'node_modules', '.bin')}:${process.env.PATH}` };
        const child = spawn('sh', ['-c', command], { cwd: folder, env });
        const ended: Ended = { status: null, stdout: '', stderr: '' };
        for (const name of ['stdout', 'stderr'] as const) {
          child[name].setEncoding('utf8').on('data', (text: string) => {
            ended[name] += text;
          });
        }
        child.on('error', reject).on('close', (status) => resolve({ ...ended, status }));
      }),
  );
}
