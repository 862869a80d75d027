// The one error class for mistakes of the person at the keyboard: printed in one line, exit code 2.

/** Something the user can put right. `message` says what, where, what was read, what is wanted and what to do next. */
export class UserError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UserError';
    this.code = code;
  }
}
