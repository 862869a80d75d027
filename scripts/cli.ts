// The one command line of the suite: maps command names to their files, prints errors, sets the exit code.
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError } from 'commander';
import { targetCommand } from '../target/cli.ts';
import { baselinesCommand } from './baselines/command.ts';
import { buildCommand } from './build.ts';
import { demoCommand } from './demo.ts';
import { EXIT } from './exit-codes.ts';
import { calibrateCommand } from './history/calibrate/command.ts';
import { capacityCommand } from './history/capacity/command.ts';
import { historyCommand } from './history/command.ts';
import { compareCommand } from './history/compare/command.ts';
import { ledgerCommand, proposeCommand } from './history/propose/command.ts';
import { trendCommand } from './history/trend/command.ts';
import type { ExitCode, Io } from './io.ts';
import { reportCommand } from './report/command.ts';
import { runCommand } from './run/command.ts';
import { UserError } from './user-error.ts';

/** All commands of `perf`. A command that ends with another code than 0 says so through `exit`. */
export function perf(io: Io, exit: (code: ExitCode) => void): Command {
  return new Command('perf')
    .description('load tests of the AUREN infrastructure: limits from one table of baselines, one report at the end')
    .addCommand(demoCommand(io, exit))
    .addCommand(runCommand(io, exit))
    .addCommand(reportCommand(io, exit))
    .addCommand(historyCommand(io, exit))
    .addCommand(compareCommand(io, exit))
    .addCommand(trendCommand(io, exit))
    .addCommand(capacityCommand(io, exit))
    .addCommand(calibrateCommand(io, exit))
    .addCommand(buildCommand(io))
    .addCommand(targetCommand(io, exit))
    .addCommand(baselinesCommand(io).addCommand(proposeCommand(io, exit)).addCommand(ledgerCommand(io, exit)));
}

/** Runs one command line and gives its exit code; prints what the user has to know. */
export async function main(args: readonly string[], io: Io): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.passed;
  const program = perf(io, (code) => {
    exitCode = code;
  });
  for (const command of everyCommand(program)) {
    command.exitOverride().configureOutput({ writeOut: io.stdout, writeErr: io.stderr });
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    // commander has printed its own message already; asking for help is no mistake.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.passed : EXIT.badInput;
    if (error instanceof UserError) {
      io.stderr(`${error.message}\n`);
      return EXIT.badInput;
    }
    io.stderr(`${error instanceof Error ? error.stack : error}\n`);
    return EXIT.bug;
  }
}

/** A command and all below it. */
export function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const interrupt = new AbortController();
  process.on('SIGINT', () => interrupt.abort());
  process.on('SIGTERM', () => interrupt.abort());
  process.exitCode = await main(process.argv.slice(2), {
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    isTty: process.stdout.isTTY === true,
    env: process.env,
    // npm starts scripts in the package's folder and says where the user stood.
    cwd: process.env.INIT_CWD ?? process.cwd(),
    root: dirname(dirname(fileURLToPath(import.meta.url))),
    now: () => new Date(),
    signal: interrupt.signal,
  });
}
