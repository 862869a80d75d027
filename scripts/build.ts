// `perf build`: bundles every load script and refuses to write one that breaks k6's contract.
import { isAbsolute, join } from 'node:path';
import { Command } from 'commander';
import { needFolder } from 'k6-kit/files';
import { UserError } from 'k6-kit/user-error';
import {
  type Bundle,
  bundleAll,
  bundleFor,
  bundlePages,
  bundleServices,
  writeBuild,
  writeBundles,
} from '../build/bundle.ts';
import { type PageTestName, pageTests, type ServiceTestName, type TestTypeName } from '../thresholds/baselines.ts';
import type { Io } from './io.ts';

export function buildCommand(io: Io): Command {
  return new Command('build')
    .option('--out <dir>', 'folder for the bundles', 'dist')
    .option('--json', 'print the bundles as JSON')
    .addHelpText('after', '\nExamples:\n  npm run build\n  npm run build -- --out /tmp/bundles --json')
    .action(async ({ out, json }: { out: string; json?: boolean }) => {
      const startMs = performance.now();
      const built = await buildInto(isAbsolute(out) ? out : join(io.root, out), io.root);
      const totalMs = Math.round(performance.now() - startMs);
      if (json) return io.stdout(`${JSON.stringify(built.map(({ name, bytes }) => ({ name, bytes })))}\n`);
      const largest = Math.max(...built.map(({ bytes }) => bytes));
      io.stdout(
        `${built.length} bundles in ${out}/, the largest ${(largest / 1024).toFixed(1)} KB, in ${totalMs} ms\n`,
      );
    });
}

/** Builds and checks all bundles, then writes them to `outDir`; throws a UserError and writes nothing when one is not right. */
export async function buildInto(outDir: string, root: string): Promise<{ name: string; bytes: number }[]> {
  await needFolder(outDir, 'bundles:');
  const bundles = await checked(
    Promise.all([bundleAll(root), bundleServices(root), bundlePages(root)]).then((parts) => parts.flat()),
  );
  await writeBuild(bundles, outDir);
  return bundles.map(({ name, code }) => ({ name, bytes: Buffer.byteLength(code) }));
}

/**
 * The same for one bundle, which a run needs fresh; the others in `outDir` stay as they are. A page load test has no bundles of single
 * endpoints. Returns its path.
 */
export async function buildOne(
  type: TestTypeName | PageTestName,
  endpoint: string,
  outDir: string,
  root: string,
): Promise<string> {
  await needFolder(outDir, 'bundles:');
  const bundles = await checked(
    type in pageTests ? bundlePages(root, [type as PageTestName]) : bundleFor(root, [type as TestTypeName], endpoint),
  );
  await writeBundles(bundles, outDir);
  return join(outDir, `${bundles[0]?.name}.js`);
}

/** Builds, checks and writes the bundle of one service test. Returns its path. */
export async function buildService(test: ServiceTestName, outDir: string, root: string): Promise<string> {
  await needFolder(outDir, 'bundles:');
  await writeBundles(await checked(bundleServices(root, [test])), outDir);
  return join(outDir, `${test}.js`);
}

async function checked(bundling: Promise<Bundle[]>): Promise<Bundle[]> {
  const [bundles, { checkBundles }] = await Promise.all([bundled(bundling), import('../build/contract.ts')]);
  const problems = await checkBundles(bundles);
  if (problems.length > 0) throw new UserError('E_CONTRACT', problems.join('\n'));
  return bundles;
}

/** The bundles, or a UserError with the places of what is wrong in a load script. */
export function bundled(bundling: Promise<Bundle[]>): Promise<Bundle[]> {
  return bundling.catch((cause) => {
    throw new UserError('E_BUNDLE', messagesOf(cause), { cause });
  });
}

/** esbuild's errors, one line each with their place. */
function messagesOf(error: unknown): string {
  const { errors } = error as {
    errors?: { text: string; location?: { file: string; line: number; column: number } | null }[];
  };
  if (!errors?.length) throw error;
  return errors
    .map(
      ({ text, location }) => `${location ? `${location.file}:${location.line}:${location.column + 1}: ` : ''}${text}`,
    )
    .join('\n');
}
