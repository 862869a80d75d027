// `perf baselines`: turns the document of tables into the module that everything else derives from, or checks that it is current.
import { readFile } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import { Command } from 'commander';
import { writeWhole } from '../files.ts';
import type { Io } from '../io.ts';
import { UserError } from '../user-error.ts';
import { emitModule } from './emit.ts';
import { readBaselines } from './read.ts';

const DOCUMENT = 'thresholds/baselines.md';
const MODULE = 'thresholds/baselines.ts';

interface Options {
  from: string;
  to: string;
  json?: boolean;
}

/** The `baselines` command with its subcommands. */
export function baselinesCommand(io: Io): Command {
  const command = new Command('baselines');
  command
    .command('generate')
    .description('read the tables, check every cell, write the module')
    .option('--from <file>', 'the document', DOCUMENT)
    .option('--to <file>', 'the module', MODULE)
    .option('--json', 'print what was done as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  npm run perf -- baselines generate\n  npm run perf -- baselines generate --from draft.md --to /tmp/draft.ts',
    )
    .action((options: Options) => generate(options, io));
  command
    .command('check')
    .description('fail when the module is not what the tables say')
    .option('--from <file>', 'the document', DOCUMENT)
    .option('--to <file>', 'the module', MODULE)
    .option('--json', 'print what was done as JSON')
    .addHelpText('after', '\nExamples:\n  npm run perf -- baselines check')
    .action((options: Options) => check(options, io));
  return command;
}

async function generate(options: Options, io: Io): Promise<void> {
  const text = await moduleText(options.from, io);
  await writeWhole(inRoot(options.to, io), text);
  tell(options, `${options.to} written from ${options.from}`, io);
}

async function check(options: Options, io: Io): Promise<void> {
  const wanted = await moduleText(options.from, io);
  const found = await readFile(inRoot(options.to, io), 'utf8').catch(() => '');
  if (found === wanted) return tell(options, `${options.to} is what ${options.from} says`, io);
  const line = firstDifference(found, wanted);
  throw new UserError(
    'E_BASELINES_STALE',
    `${options.to}:${line}: is not what ${options.from} says; run \`npm run perf -- baselines generate\` and commit both`,
  );
}

function tell({ from, to, json }: Options, sentence: string, io: Io): void {
  io.stdout(json ? `${JSON.stringify({ from, to })}\n` : `${sentence}\n`);
}

/** The module's text for a document. Throws a UserError with one line per problem. */
async function moduleText(document: string, io: Io): Promise<string> {
  const path = inRoot(document, io);
  const source = await readFile(path, 'utf8').catch((cause) => {
    throw new UserError(
      'E_BASELINES_READ',
      `${document}: can't be read, wants the document of baselines (${cause.code})`,
      { cause },
    );
  });
  const { tables, problems } = readBaselines(source);
  if (problems.length === 0) return emitModule(tables);
  const shown = relative(io.cwd, path).startsWith('..') ? path : relative(io.cwd, path);
  const lines = problems.map(({ line, column, message }) => `${shown}:${line}:${column}: ${message}`);
  throw new UserError('E_BASELINES', lines.join('\n'));
}

function firstDifference(found: string, wanted: string): number {
  const [a, b] = [found.split('\n'), wanted.split('\n')];
  return b.findIndex((line, index) => line !== a[index]) + 1 || a.length;
}

/** Our own documents are found from anywhere in the repository; the user's paths from where he stands. */
function inRoot(path: string, io: Io): string {
  if (isAbsolute(path)) return path;
  return join(path === DOCUMENT || path === MODULE ? io.root : io.cwd, path);
}
