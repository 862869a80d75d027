// The part of `perf compare` that reads summaries of any k6 script: when it applies, and from which files.
import type { Sides } from 'k6-history/summaries/files';
import type { SummaryOptions } from 'k6-history/summaries/options';
import { UserError } from 'k6-kit/user-error';
import type { Io } from '../io.ts';
import { isResultFile } from '../store/place.ts';

interface Options extends SummaryOptions {
  paired?: boolean;
  basePoints?: string[];
  headPoints?: string[];
}

/** Undefined where both sides are results of the suite, or in the history, and nothing asks for more. */
export async function summariesFor(
  base: string | undefined,
  heads: readonly string[],
  options: Options,
  io: Io,
): Promise<Sides | undefined> {
  const asked = askingOption(options);
  if (options.paired) {
    if (asked) throw new UserError('E_COMPARE_OPTION', `${asked} with --paired, expected result files`);
    return undefined;
  }
  const names = namesOf(base, heads, options);
  if (names.base.length === 0 || names.head.length === 0) return undefined;
  for (const name of [...names.base, ...names.head]) {
    if (await isResultFile(name, io)) continue;
    if (asked)
      throw new UserError('E_COMPARE_OPTION', `${asked} reads "${name}", which is not a file: expected summaries`);
    return undefined;
  }
  const { readSides } = await import('k6-history/summaries/files');
  const sides = await readSides(names, options.by, io.cwd);
  if (sides.kind === 'points') return sides;
  const stock = [...sides.base, ...sides.head].find(({ run }) => run === null);
  if (!asked && !stock) return undefined;
  if (options.basePoints ?? options.headPoints) {
    const why = stock ? `${stock.fileName} has no run record` : `${asked} compares summaries`;
    throw new UserError('E_COMPARE_OPTION', `--base-points and --head-points: ${why}; expected two results of tests/`);
  }
  return sides;
}

function askingOption({ base, head, failIf, by, markdown }: Options): string | undefined {
  const given = { '--base': base, '--head': head, '--fail-if': failIf[0], '--by': by, '--markdown': markdown };
  return Object.entries(given).find(([, value]) => value !== undefined)?.[0];
}

function namesOf(base: string | undefined, heads: readonly string[], options: Options) {
  if (options.base === undefined && options.head === undefined)
    return { base: base === undefined ? [] : [base], head: [...heads] };
  if (options.base === undefined || options.head === undefined || base !== undefined) {
    const read = base === undefined ? 'one of the two' : `"${base}" as well`;
    throw new UserError('E_COMPARE_SIDES', `--base and --head: reads ${read}, expected both and no other runs`);
  }
  return { base: options.base, head: options.head };
}
