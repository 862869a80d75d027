// The argument `<type>` of commands that take a test type.
import { Argument } from 'commander';
import { RUN_TYPES } from '../run-type.ts';

/** Named for help and completion; a wrong one is reported by `readType`, in the suite's own words. */
export function typeArgument(): Argument {
  const argument = new Argument('<type>', 'test type');
  argument.argChoices = [...RUN_TYPES];
  return argument;
}
