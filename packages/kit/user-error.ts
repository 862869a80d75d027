// The one error class for what is not our bug: printed in one line, exit code 2 unless a kind of it has its own.
import { EXIT } from './exit-codes.ts';

/** Something the user can put right. `message` says what, where, what was read, what is wanted and what to do next. */
export class UserError extends Error {
  readonly code: string;
  readonly exitCode: number = EXIT.badInput;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UserError';
    this.code = code;
  }
}

/** A signal ended it before there was anything to report. */
export class Interrupted extends UserError {
  override readonly exitCode = EXIT.interrupted;

  constructor(message: string) {
    super('E_INTERRUPTED', message);
    this.name = 'Interrupted';
  }
}
