// What is known of a setting: a row of the table of options.

export interface Idle {
  /** Ends the sentence that the setting has no effect. */
  why: string;
  /** Values that say what the runner does anyway: no warning. */
  silent: readonly string[];
}

/** How a text is read: see setting-texts.ts. */
export type SettingKind = 'count' | 'text' | 'texts' | 'switch' | 'list' | 'stages' | 'some' | 'flagPairs' | 'pairs';

/** One setting. What has an `option` may be in the script and in the config file too. */
export interface Setting {
  /** Name in the result of parsing; for options the one that scripts write. */
  key: string;
  isOption: boolean;
  /** As commander takes it; undefined: k6 documents no flag. */
  flag?: string;
  /** Undefined: k6 documents no variable. */
  env?: string;
  kind: SettingKind;
  help: string;
  /** What k6 does with it and the runner does not: said in a warning, unless the value is one of `silent`. */
  idle?: Idle;
}
