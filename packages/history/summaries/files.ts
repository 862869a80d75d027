// What the commands that compare summaries share: reading the files, and printing the comparison.
import { resolve } from 'node:path';
import { EXIT } from 'k6-kit/exit-codes';
import { readJsonFile } from 'k6-verdict/parse/json-text';
import type { Summary } from 'k6-verdict/parse/model';
import { parseSummary } from 'k6-verdict/parse/parse-summary';
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

export interface Sides {
  base: readonly Summary[];
  head: readonly Summary[];
}

/**
 * Compares them, prints it as the options ask for it, and returns the exit code. Limits that were crossed are listed, and are for `report`
 * to judge.
 */
export function compareSides(
  { base, head }: Sides,
  { failIf, markdown, json }: Pick<SummaryOptions, 'failIf' | 'markdown' | 'json'>,
  print: (text: string) => void,
) {
  const comparison = compareSummaries(base, head, failIf.map(parseTolerance));
  const write = json ? JSON.stringify : markdown ? summariesMarkdown : summariesText;
  const text = write(comparison);
  print(json ? `${text}\n` : text);
  return comparison.isRegression ? EXIT.regression : EXIT.passed;
}
