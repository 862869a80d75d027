// Why a result is not to be used, or only with care.
export interface ValidityReason {
  /** Name of the rule, stable for machines. */
  rule: string;
  level: 'WARN' | 'DISCARDED';
  /** What was found, with its figure. */
  message: string;
}
