#!/usr/bin/env node
// The command line `k6-verdict`.
import { EXIT } from 'k6-kit/exit-codes';
import { ignoreGoneReader } from 'k6-kit/tell-error';
import type { CommandIo } from 'k6-verdict/command';
import { everyCommand, exitCodeOf } from 'k6-verdict/program';
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
    return exitCodeOf(error, io.stderr);
  }
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
