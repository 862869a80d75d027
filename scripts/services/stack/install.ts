// Fetches the services that no system package has: ChromaDB into a virtual environment, Kafka's jars with Maven.
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UserError } from 'k6-kit/user-error';
import { chromaFolder } from './chroma.ts';
import { kafkaFolder } from './kafka.ts';
import { complete } from './process.ts';
import { findProgram } from './programs.ts';

export const INSTALLABLE = ['chroma', 'kafka'] as const;
export type Installable = (typeof INSTALLABLE)[number];

/** Installs one of them, whole or not at all; returns its folder. Throws a UserError that names the tool that is not there. */
export async function install(name: Installable, root: string): Promise<string> {
  const folder = name === 'chroma' ? chromaFolder() : kafkaFolder();
  await mkdir(dirname(folder), { recursive: true });
  const work = name === 'chroma' ? installChroma(folder, root) : installKafka(folder, root);
  await work.catch((error: Error) => {
    if (error instanceof UserError) throw error;
    throw new UserError('E_INSTALL', `${name} could not be installed: ${error.message}`, { cause: error });
  });
  return folder;
}

/** A virtual environment knows its own path, so it is made in its place, and taken away again when it does not work out. */
async function installChroma(folder: string, root: string): Promise<void> {
  const python = await wanted('python3', 'apt-get install python3 python3-venv');
  await rm(folder, { recursive: true, force: true });
  try {
    await complete(python, ['-m', 'venv', folder]);
    const pip = join(folder, 'bin', 'pip');
    const requirements = join(root, 'deploy', 'services', 'chroma', 'requirements.txt');
    await complete(pip, ['install', '--quiet', '--disable-pip-version-check', '-r', requirements], { env: proxies() });
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function installKafka(folder: string, root: string): Promise<void> {
  const maven = await wanted('mvn', 'apt-get install maven openjdk-17-jre-headless');
  const beside = `${folder}.${process.pid}`;
  const pom = join(root, 'deploy', 'services', 'kafka', 'pom.xml');
  try {
    await complete(
      maven,
      ['-q', '-B', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${beside}`, '-DincludeScope=runtime'],
      { env: proxies() },
    );
    await rm(folder, { recursive: true, force: true });
    await rename(beside, folder);
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
}

async function wanted(program: string, installation: string): Promise<string> {
  const found = await findProgram(program);
  if (found) return found;
  throw new UserError(
    'E_PROGRAM',
    `${program} is not installed, and is needed to fetch the service; \`${installation}\``,
  );
}

/** Settings of package clients (proxies, certificates, indexes, a home for caches) go through; nothing else does. */
function proxies(): Record<string, string> {
  const names = /^(HOME|JAVA_HOME|MAVEN_OPTS|.*_proxy|.*_PROXY|PIP_.*|SSL_CERT_.*|REQUESTS_CA_BUNDLE)$/;
  return Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] => names.test(entry[0]) && entry[1] !== undefined,
    ),
  );
}
