// `perf baselines`: turns the document of tables into the module that everything else derives from, or checks that it is current.
import { Command } from 'commander';
import { writeWhole } from 'k6-kit/files';
import type { Io } from '../io.ts';
import { DOCUMENT, inRoot, MODULE, moduleText, refuseStale } from './current.ts';

type Surroundings = Pick<Io, 'stdout' | 'cwd' | 'root'>;

interface Options {
  from: string;
  to: string;
  json?: boolean;
}

/** The `baselines` command with its subcommands. */
export function baselinesCommand(io: Surroundings): Command {
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
    .description('fail if the module does not match the tables')
    .option('--from <file>', 'the document', DOCUMENT)
    .option('--to <file>', 'the module', MODULE)
    .option('--json', 'print what was done as JSON')
    .addHelpText('after', '\nExamples:\n  npm run perf -- baselines check')
    .action((options: Options) => check(options, io));
  return command;
}

async function generate(options: Options, io: Surroundings): Promise<void> {
  const text = await moduleText(options.from, io);
  await writeWhole(inRoot(options.to, io), text);
  tell(options, `${options.to} written from ${options.from}`, io);
}

async function check(options: Options, io: Surroundings): Promise<void> {
  await refuseStale(options.from, options.to, io);
  tell(options, `${options.to} is what ${options.from} says`, io);
}

function tell({ from, to, json }: Options, sentence: string, io: Surroundings): void {
  io.stdout(json ? `${JSON.stringify({ from, to })}\n` : `${sentence}\n`);
}
