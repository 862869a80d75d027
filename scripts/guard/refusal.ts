// The guard's "no": one line for the person at the keyboard, and an exit code of its own.
import { EXIT } from 'k6-kit/exit-codes';
import { UserError } from 'k6-kit/user-error';

/** No load was sent. `message` says what, where, what was read, what is wanted and what to do next. */
export class GuardRefusal extends UserError {
  override readonly exitCode: number = EXIT.guardRefused;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(code, message.replace(/\s*\n\s*/g, ' '), options);
    this.name = 'GuardRefusal';
  }
}

/** The target did not answer the guard, or has no address to be asked at. */
export class TargetDown extends GuardRefusal {
  override readonly exitCode: number = EXIT.targetDown;
}
