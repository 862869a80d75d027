// What command lines made with commander share: all commands of a program, and what an error of theirs comes to.
import { type Command, CommanderError } from 'commander';
import { EXIT } from 'k6-kit/exit-codes';
import { tellError } from 'k6-kit/tell-error';

/** The command and all below it. */
export function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

/** The exit code of a program that threw; `write` gets what the user has to know. */
export function exitCodeOf(error: unknown, write: (text: string) => void): number {
  // commander has printed its own message already; asking for help is not a mistake.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.passed : EXIT.badInput;
  return tellError(error, write);
}
