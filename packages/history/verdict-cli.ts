#!/usr/bin/env node
// The command line `k6-verdict`, for results of any k6 script. Here, since it also has what is behind that package.
import { Command, CommanderError } from 'commander';
import { EXIT } from 'k6-kit/exit-codes';
import { ignoreGoneReader, tellError } from 'k6-kit/tell-error';
import { type CommandIo, reportCommand } from 'k6-verdict/command';
import { limitsCommand } from 'k6-verdict/limits-command';
import packageJson from 'k6-verdict/package.json' with { type: 'json' };
import { compareCommand } from './compare-command.ts';
import { historyCommand } from './history-command.ts';
import { mergeCommand } from './merge-command.ts';
import { trendCommand } from './trend-command.ts';

const SIGNED_BY = { tested: 'TESTED_BY', reviewed: 'REVIEWED_BY' };

/** Runs one command line and returns its exit code; prints what the user has to know. */
async function main(args: readonly string[], io: CommandIo): Promise<number> {
  let exitCode: number = EXIT.passed;
  const exit = (code: number) => {
    exitCode = code;
  };
  const program = new Command('k6-verdict')
    .description(packageJson.description)
    .version(packageJson.version, '-V, --version', 'print the version')
    .addCommand(
      reportCommand(io, exit, { program: 'k6-verdict', signedBy: SIGNED_BY }).summary(
        'say what a run shows: verdict, limits, findings',
      ),
    )
    .addCommand(compareCommand(io, exit, 'k6-verdict'))
    .addCommand(trendCommand(io, 'k6-verdict'))
    .addCommand(historyCommand(io, 'k6-verdict'))
    .addCommand(limitsCommand(io, 'k6-verdict'))
    .addCommand(mergeCommand(io, exit, 'k6-verdict'));
  for (const command of everyCommand(program)) command.exitOverride();
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    // commander has printed its own message already; asking for help is not a mistake.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.passed : EXIT.badInput;
    return tellError(error, io.stderr);
  }
}

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

process.stdout.on('error', ignoreGoneReader);
process.stderr.on('error', ignoreGoneReader);
process.exitCode = await main(process.argv.slice(2), {
  stdout: (text) => void process.stdout.write(text),
  stderr: (text) => void process.stderr.write(text),
  env: process.env,
  cwd: process.cwd(),
  now: () => new Date(),
});
