#!/usr/bin/env node
// The command line `k6-verdict`.
import { type Command, CommanderError } from 'commander';
import { EXIT } from 'k6-kit/exit-codes';
import { ignoreGoneReader, tellError } from 'k6-kit/tell-error';
import type { CommandIo } from 'k6-verdict/command';
import { verdictProgram } from './verdict-program.ts';

/** Runs one command line and returns its exit code; prints what the user has to know. */
async function main(args: readonly string[], io: CommandIo): Promise<number> {
  let exitCode: number = EXIT.passed;
  const exit = (code: number) => {
    exitCode = code;
  };
  const program = verdictProgram(io, exit);
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
