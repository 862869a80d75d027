// `perf monitoring`: Prometheus rules, configuration and Grafana dashboards from the tables, or a check that they are current.
import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { Command, Option } from 'commander';
import { writeWhole } from 'k6-kit/files';
import { UserError } from 'k6-kit/user-error';
import type { Io } from '../io.ts';
import type { Artefact } from './artefacts.ts';

const FOLDER = 'deploy';

interface Options {
  out: string;
  docsUrl: string;
  scale: string;
}

/** The `monitoring` command with its subcommands. */
export function monitoringCommand(io: Io): Command {
  const command = new Command('monitoring');
  command
    .command('generate')
    .description('write rules, their tests, configuration and dashboards')
    .option('--out <dir>', 'folder for them', FOLDER)
    .option('--docs-url <url>', 'start of the links to the runbook', 'docs/monitoring.md')
    .addOption(
      new Option('--scale <factor>', 'factor on all durations, to see alerts fire within seconds').default('1'),
    )
    .addHelpText(
      'after',
      `
Examples:
  npm run perf -- monitoring generate
  npm run perf -- monitoring generate --out /tmp/fast --scale 0.02`,
    )
    .action((options: Options) => generate(options, io));
  command
    .command('check')
    .description('fail if a generated file does not match the tables')
    .option('--out <dir>', 'folder with them', FOLDER)
    .addHelpText('after', '\nExamples:\n  npm run perf -- monitoring check')
    .action((options: Pick<Options, 'out'>) => check(options.out, io));
  return command;
}

async function generate({ out, docsUrl, scale }: Options, io: Io): Promise<void> {
  const files = await load({ scale: readScale(scale), docsUrl });
  // All texts exist before the first is written: a mistake in one leaves the folder as it was.
  for (const { path, text } of files) await writeWhole(join(inRoot(out, io), path), text);
  io.stdout(`${files.length} files written to ${out}/\n`);
}

async function check(out: string, io: Io): Promise<void> {
  const files = await load();
  for (const { path, text } of files) {
    const found = await readFile(join(inRoot(out, io), path), 'utf8').catch(() => undefined);
    if (found === text) continue;
    const what = found === undefined ? 'is missing' : `line ${firstDifference(found, text)} is not what the tables say`;
    throw new UserError(
      'E_MONITORING_STALE',
      `${join(out, path)}: ${what}; run \`npm run perf -- monitoring generate\` and commit it`,
    );
  }
  io.stdout(`${files.length} files in ${out}/ are what the tables say\n`);
}

/** The generators are loaded when they are asked for: they need development packages, and the help does not. */
async function load(options?: { scale: number; docsUrl: string }): Promise<Artefact[]> {
  const { artefacts } = await import('./artefacts.ts').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ERR_MODULE_NOT_FOUND') throw cause;
    throw new UserError('E_PACKAGES', 'monitoring needs the development packages of this repository: run `npm ci`', {
      cause,
    });
  });
  return artefacts(options);
}

function readScale(text: string): number {
  const scale = Number(text);
  if (scale > 0 && scale <= 1) return scale;
  throw new UserError('E_SCALE', `--scale reads "${text}": expected a factor above 0 and up to 1, such as 0.02`);
}

function firstDifference(found: string, wanted: string): number {
  const [a, b] = [found.split('\n'), wanted.split('\n')];
  return b.findIndex((line, index) => line !== a[index]) + 1 || b.length;
}

/** The repository's own folder is found from anywhere in it; the user's from where he stands. */
function inRoot(path: string, io: Io): string {
  if (isAbsolute(path)) return path;
  return join(path === FOLDER ? io.root : io.cwd, path);
}
