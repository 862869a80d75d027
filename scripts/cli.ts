// The one command line of the suite: runs a command, prints errors, sets the exit code.
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommanderError } from 'commander';
import { everyCommand, isCommand, outline, perf } from './commands.ts';
import { EXIT } from './exit-codes.ts';
import { GuardRefusal } from './guard/refusal.ts';
import type { ExitCode, Io } from './io.ts';
import { keyboardOf } from './keyboard.ts';
import { machineFault } from './machine-fault.ts';
import { redacted } from './redact.ts';
import { withTokenFile } from './token-file.ts';
import { UserError } from './user-error.ts';

/** Runs one command line and gives its exit code; prints what the user has to know. */
export async function main(args: readonly string[], given: Io): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.passed;
  const note = (code: ExitCode) => {
    exitCode = code;
  };
  // `help run` is `run --help`: only a command that is loaded can explain itself.
  const line = args[0] === 'help' && isCommand(args[1] ?? '') ? [...args.slice(1), '--help'] : args;
  let io = given;
  try {
    io = await withTokenFile(given);
    const program = isCommand(line[0] ?? '') ? await perf(io, note, line[0]) : outline();
    for (const command of everyCommand(program)) {
      command.exitOverride().configureOutput({ writeOut: io.stdout, writeErr: io.stderr });
    }
    await program.parseAsync(line, { from: 'user' });
    return exitCode;
  } catch (error) {
    // commander has printed its own message already; asking for help is no mistake.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.passed : EXIT.badInput;
    if (error instanceof UserError) {
      io.stderr(`${redacted(error.message, io.env)}\n`);
      return error instanceof GuardRefusal ? error.exitCode : EXIT.badInput;
    }
    const fault = machineFault(error);
    if (fault !== undefined) {
      io.stderr(`${redacted(fault, io.env)}\n`);
      return EXIT.badInput;
    }
    io.stderr(`${redacted(String(error instanceof Error ? error.stack : error), io.env)}\n`);
    return EXIT.bug;
  }
}

/** `perf ... | head`: whoever read has seen enough, and what was asked for goes on. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const interrupt = new AbortController();
  process.on('SIGINT', () => interrupt.abort());
  process.on('SIGTERM', () => interrupt.abort());
  process.stdout.on('error', ignoreClosedPipe);
  process.stderr.on('error', ignoreClosedPipe);
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
    ...(process.stdin.isTTY && { keyboard: keyboardOf(process.stdin, process.stderr) }),
  });
}
