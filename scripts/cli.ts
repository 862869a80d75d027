// The one command line of the suite: runs a command, prints errors, sets the exit code.
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EXIT } from 'k6-kit/exit-codes';
import { keyboardOf } from 'k6-kit/keyboard';
import { ignoreGoneReader } from 'k6-kit/tell-error';
import { listenForEnd } from 'k6-local/interrupt';
import { everyCommand, exitCodeOf } from 'k6-verdict/program';
import { isCommand, outline, perf } from './commands.ts';
import type { ExitCode, Io } from './io.ts';
import { redacted } from './redact.ts';
import { refuseSwallowed } from './swallowed-options.ts';
import { withTokenFile } from './token-file.ts';

/** Runs one command line and returns its exit code; prints what the user has to know. */
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
    const commands = everyCommand(program);
    refuseSwallowed(commands, line, io.env);
    for (const command of commands) {
      command
        .exitOverride()
        .configureOutput({ writeOut: io.stdout, writeErr: (text) => io.stderr(redacted(text, io.env)) });
    }
    await program.parseAsync(line, { from: 'user' });
    return exitCode;
  } catch (error) {
    return exitCodeOf(error, (text) => io.stderr(redacted(text, io.env)));
  }
}

/** Listens for signals; says at the first one what happens now, and at the second one what is missing. */
function interruption(owed: { readonly what: string }, endsWithParent: boolean): AbortSignal {
  return listenForEnd({
    first: (cause) => {
      if (owed.what !== '')
        process.stderr.write(`\n${cause}: the load ends and what it measured is reported; Ctrl-C again ends at once\n`);
    },
    again: () => {
      process.stderr.write(`\nended at once; missing: ${owed.what || 'what the command had not done yet'}\n`);
      process.exit(EXIT.interrupted);
    },
    endsWithParent,
  });
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const args = process.argv.slice(2);
  const owed = { what: '' };
  // A target may be left running by a shell that goes on.
  const signal = interruption(owed, args[0] !== 'target');
  process.stdout.on('error', ignoreGoneReader);
  process.stderr.on('error', ignoreGoneReader);
  process.exitCode = await main(args, {
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    isTty: process.stdout.isTTY === true,
    columns: () => process.stdout.columns ?? process.stderr.columns,
    env: process.env,
    // npm starts scripts in the package's folder and says where the user stood.
    cwd: process.env.INIT_CWD ?? process.cwd(),
    root: dirname(dirname(fileURLToPath(import.meta.url))),
    now: () => new Date(),
    signal,
    owed,
    ...(process.stdin.isTTY && { keyboard: keyboardOf(process.stdin, process.stderr, signal) }),
  });
  // Nobody waits for a connection that is still being tried.
  if (signal.aborted) process.exit();
}
