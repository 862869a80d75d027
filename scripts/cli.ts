// The one command line of the suite: maps command names to their files, prints errors, sets the exit code.
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError } from 'commander';
import { EXIT } from './exit-codes.ts';
import { GuardRefusal } from './guard/refusal.ts';
import type { ExitCode, Io } from './io.ts';
import { keyboardOf } from './keyboard.ts';
import { redacted } from './redact.ts';
import { withTokenFile } from './token-file.ts';
import { UserError } from './user-error.ts';

type Exit = (code: ExitCode) => void;

/** The commands in the order of the help. Each is loaded when it is asked for: a report needs neither bundler nor runner. */
const COMMANDS: Record<string, (io: Io, exit: Exit) => Promise<Command>> = {
  demo: async (io, exit) => (await import('./demo.ts')).demoCommand(io, exit),
  run: async (io, exit) => (await import('./run/command.ts')).runCommand(io, exit),
  list: async (io) => (await import('./plan/list.ts')).listCommand(io),
  plan: async (io, exit) => (await import('./plan/command.ts')).planCommand(io, exit),
  suite: async (io, exit) => (await import('./suite/command.ts')).suiteCommand(io, exit),
  drill: async (io, exit) => (await import('./drill/command.ts')).drillCommand(io, exit),
  deploy: async (io) => (await import('./deploy/command.ts')).deployCommand(io),
  merge: async (io, exit) => (await import('./deploy/merge-command.ts')).mergeCommand(io, exit),
  report: async (io, exit) => (await import('./report/command.ts')).reportCommand(io, exit),
  history: async (io, exit) => (await import('./history/command.ts')).historyCommand(io, exit),
  compare: async (io, exit) => (await import('./history/compare/command.ts')).compareCommand(io, exit),
  trend: async (io, exit) => (await import('./history/trend/command.ts')).trendCommand(io, exit),
  capacity: async (io, exit) => (await import('./history/capacity/command.ts')).capacityCommand(io, exit),
  calibrate: async (io, exit) => (await import('./history/calibrate/command.ts')).calibrateCommand(io, exit),
  alarm: async (io) => (await import('./workflows/alarm.ts')).alarmCommand(io),
  'history-branch': async (io) => (await import('./workflows/history-branch.ts')).historyBranchCommand(io),
  doctor: async (io, exit) => (await import('./doctor/doctor.ts')).doctorCommand(io, exit),
  init: async (io) => (await import('./doctor/init.ts')).initCommand(io),
  completion: async (io, exit) => (await import('./doctor/completion.ts')).completionCommand(io, () => perf(io, exit)),
  build: async (io) => (await import('./build.ts')).buildCommand(io),
  services: async (io, exit) => (await import('./services/command.ts')).servicesCommand(io, exit),
  probe: async (io, exit) => (await import('./services/probe/command.ts')).probeCommand(io, exit),
  target: async (io, exit) => (await import('../target/cli.ts')).targetCommand(io, exit),
  monitor: async (io) => (await import('./monitor/command.ts')).monitorCommand(io),
  monitoring: async (io) => (await import('./monitoring/command.ts')).monitoringCommand(io),
  baselines: async (io, exit) => {
    const [{ baselinesCommand }, { ledgerCommand, proposeCommand }] = await Promise.all([
      import('./baselines/command.ts'),
      import('./history/propose/command.ts'),
    ]);
    return baselinesCommand(io).addCommand(proposeCommand(io, exit)).addCommand(ledgerCommand(io, exit));
  },
};

/**
 * `perf` with the command `only`, or with all of them where that is none (for the help, and to say what there is). A command
 * that ends with another code than 0 says so through `exit`.
 */
export async function perf(io: Io, exit: Exit, only?: string): Promise<Command> {
  const program = new Command('perf').description(
    'load tests of the AUREN infrastructure: limits from one table of baselines, one report at the end',
  );
  const names = only !== undefined && Object.hasOwn(COMMANDS, only) ? [only] : Object.keys(COMMANDS);
  for (const name of names) program.addCommand(await COMMANDS[name]!(io, exit));
  return program;
}

/** Runs one command line and gives its exit code; prints what the user has to know. */
export async function main(args: readonly string[], given: Io): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.passed;
  const note: Exit = (code) => {
    exitCode = code;
  };
  let io = given;
  try {
    io = await withTokenFile(given);
    const program = await perf(io, note, args[0]);
    for (const command of everyCommand(program)) {
      command.exitOverride().configureOutput({ writeOut: io.stdout, writeErr: io.stderr });
    }
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    // commander has printed its own message already; asking for help is no mistake.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.passed : EXIT.badInput;
    if (error instanceof UserError) {
      io.stderr(`${redacted(error.message, io.env)}\n`);
      return error instanceof GuardRefusal ? error.exitCode : EXIT.badInput;
    }
    io.stderr(`${redacted(String(error instanceof Error ? error.stack : error), io.env)}\n`);
    return EXIT.bug;
  }
}

/** `perf ... | head`: whoever read has seen enough, and what was asked for goes on. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

/** A command and all below it. */
export function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
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
