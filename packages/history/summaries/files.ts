// What the commands that compare files of k6 share: finding out what they are, reading them, and printing the comparison.
import { resolve } from 'node:path';
import { EXIT } from 'k6-kit/exit-codes';
import { writeWhole } from 'k6-kit/files';
import { UserError } from 'k6-kit/user-error';
import { readJsonFile } from 'k6-verdict/parse/json-text';
import type { Summary } from 'k6-verdict/parse/model';
import { parseSummary } from 'k6-verdict/parse/parse-summary';
import { holdsPoints } from 'k6-verdict/points/source';
import { comparePoints } from '../points/compare-points.ts';
import { compareSummaries } from './compare-summaries.ts';
import { summariesMarkdown } from './markdown.ts';
import type { SummaryOptions } from './options.ts';
import { summariesText } from './text.ts';
import { parseTolerance } from './tolerance.ts';

/** Files by the names that they were given: both sides may have a summary.json, in folders of their own. */
export async function readSummaries(names: readonly string[], cwd: string): Promise<Summary[]> {
  const summaries: Summary[] = [];
  for (const name of names) {
    const { value, warnings } = await readJsonFile(resolve(cwd, name));
    summaries.push(parseSummary(name, value, warnings));
  }
  return summaries;
}

export type Sides =
  | { kind: 'summaries'; base: readonly Summary[]; head: readonly Summary[] }
  /** Files of raw points are read by what is asked for. */
  | { kind: 'points'; base: readonly string[]; head: readonly string[] };

interface Names {
  base: readonly string[];
  head: readonly string[];
}

/** Both sides, by what the files hold. Throws a UserError where they are unlike. */
export async function readSides({ base, head }: Names, by: readonly string[] | undefined, cwd: string): Promise<Sides> {
  const all = [...base, ...head];
  const isPoints = await Promise.all(all.map((name) => holdsPoints(resolve(cwd, name))));
  const [points, other] = [all[isPoints.indexOf(true)], all[isPoints.indexOf(false)]];
  if (points !== undefined && other !== undefined) {
    const next = 'expected raw points on both sides, or summaries';
    throw new UserError('E_COMPARE_MIXED', `${points} holds raw points and ${other} does not; ${next}`);
  }
  if (points !== undefined) {
    const paths = (names: readonly string[]) => names.map((name) => resolve(cwd, name));
    return { kind: 'points', base: paths(base), head: paths(head) };
  }
  if (by !== undefined) {
    const why = 'a summary has only the tags that its limits name; expected raw points (--out json=file or csv=file)';
    throw new UserError('E_COMPARE_BY', `--by ${by.join(',')}: ${other} holds no raw points, and ${why}`);
  }
  return { kind: 'summaries', base: await readSummaries(base, cwd), head: await readSummaries(head, cwd) };
}

/**
 * Compares them, prints it as the options ask for it, and returns the exit code. Limits that were crossed are listed, and are for `report`
 * to judge.
 */
export async function compareSides(
  sides: Sides,
  { failIf, by = [], markdown, json, html }: Pick<SummaryOptions, 'failIf' | 'by' | 'markdown' | 'json' | 'html'>,
  { stdout: print, cwd }: { stdout: (text: string) => void; cwd: string },
) {
  const tolerances = failIf.map(parseTolerance);
  const comparison =
    sides.kind === 'points'
      ? await comparePoints({ ...sides, by, tolerances })
      : compareSummaries(sides.base, sides.head, tolerances);
  if (html !== undefined) {
    const { summariesHtml } = await import('./html.ts');
    await writeWhole(resolve(cwd, html), summariesHtml(comparison));
  }
  const write = json ? JSON.stringify : markdown ? summariesMarkdown : summariesText;
  const text = write(comparison);
  print(json ? `${text}\n` : text);
  return comparison.isRegression ? EXIT.regression : EXIT.passed;
}
