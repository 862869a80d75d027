#!/usr/bin/env node
// The runner's command line: `run` with the flags of `k6 run`, and `inspect`. The one place that ends the process.
import { Command } from 'commander';
import { EXIT, StartError } from './exit-codes.ts';
import { declareFlags, parseFlags, spellOutSwitches } from './flags.ts';
import { listenForEnd } from './interrupt.ts';
import { inspectScript, runScript } from './run.ts';
import { VERSION } from './version.ts';

const env = Object.fromEntries(
  Object.entries(process.env).filter((pair): pair is [string, string] => pair[1] !== undefined),
);

async function run(script: string, args: readonly string[]): Promise<number> {
  const signal = listenForEnd({
    again: () => {
      process.stderr.write('ended at once: there is no summary\n');
      process.exit(EXIT.signal);
    },
  });
  const io = {
    stdout: (text: string) => void process.stdout.write(text),
    stderr: (text: string) => void process.stderr.write(text),
    isTty: process.stderr.isTTY === true,
    get columns() {
      return process.stderr.columns;
    },
    // A parent with a channel starts several instances and needs them to begin together.
    ...(process.send && { whenReady: () => untilGo(signal) }),
  };
  const { exitCode } = await runScript({ script, env, args, io, signal });
  return exitCode;
}

/** The script among the arguments; says what is wrong with them when there is none to run. */
function scriptOf(args: readonly string[]): string | undefined {
  try {
    const [script, ...more] = parseFlags(args).positional;
    if (script !== undefined && more.length === 0) return script;
    process.stderr.write(`run needs one script, got ${more.length + 1}: ${[script, ...more].join(', ')}\n`);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
  }
  return undefined;
}

/** Says that the VUs are made, and waits for the word to go; a signal or a parent that is gone ends the wait. */
async function untilGo(signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    process.once('message', () => resolve());
    process.once('disconnect', () => resolve());
    signal.addEventListener('abort', () => resolve());
    process.send?.('ready');
  });
  if (process.connected) process.disconnect();
}

async function inspect(script: string): Promise<number> {
  try {
    process.stdout.write(`${JSON.stringify(await inspectScript({ script, env }), null, 2)}\n`);
    return EXIT.ok;
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return error.exitCode;
  }
}

const program = new Command('k6-local')
  .description('runs k6 scripts on this machine, without k6')
  .version(VERSION, '-V, --version', 'print the version');
const runCommand = declareFlags(
  program.command('run').description('run a script').argument('<script>', 'path of the script'),
);
// Flags are read by runScript, which says of k6's other ones that they are not supported; here they only are in the help.
runCommand.allowUnknownOption().allowExcessArguments();
runCommand.action(async () => {
  const args = process.argv.slice(process.argv.indexOf('run') + 1);
  const script = scriptOf(args);
  process.exit(script === undefined ? EXIT.invalidConfig : await run(script, args));
});
program
  .command('inspect')
  .description("print a script's options as JSON")
  .argument('<script>', 'path of the script')
  .action(async (script: string) => process.exit(await inspect(script)));
await program.parseAsync(spellOutSwitches(process.argv.slice(2)), { from: 'user' });
