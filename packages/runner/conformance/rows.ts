// What a row of the conformance table is, and how the table writes one.

export type State = 'supported' | 'partly' | 'refused';

/** What makes the runner refuse a row, for those that do not follow from the section. */
export interface Provocation {
  /** The script; without it one that does nothing. */
  script?: string;
  args?: string[];
  env?: Record<string, string>;
}

export interface Row {
  /** As a script, a command line or an environment writes them; rows for several names have one test. */
  names: readonly string[];
  /** k6's documented behaviour in a few words; for `partly` what of it is missing, for `refused` when it is refused. */
  does: string;
  state: State;
  /** File, from packages/runner/, and title of the test that shows it. */
  test: { file: string; title: string };
  provocation: Provocation | undefined;
}

export interface Section {
  title: string;
  /** What the names are. */
  about: string;
  rows: readonly Row[];
}

/** The test of all refused rows. */
const REFUSED_TEST =
  'conformance/refused.slow.test.ts: every refused row is rejected before the run, with a message that names it';

function row(state: State, names: string, does: string, test: string, provocation?: Provocation): Row {
  const colon = test.indexOf(': ');
  return {
    ...{ names: names.split(' | '), does, state, provocation },
    test: { file: `packages/runner/${test.slice(0, colon)}`, title: test.slice(colon + 2) },
  };
}

/** `names` are separated by ` | `, `test` is `<file from packages/runner/>: <title>`. */
export const supported = (names: string, does: string, test: string): Row => row('supported', names, does, test);
export const partly = (names: string, does: string, test: string): Row => row('partly', names, does, test);
export const refused = (names: string, does: string, provocation?: Provocation): Row =>
  row('refused', names, does, REFUSED_TEST, provocation);
