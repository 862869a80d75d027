// The error for a setting that the target cannot take: one line, exit code 2 on the command line.

/** `message` names the setting, what was read and what is wanted. */
export class TargetUsageError extends Error {
  override readonly name = 'TargetUsageError';
}
