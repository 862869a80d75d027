// What the commands that compare summaries share: reading the files, and the comparison as text.
import { resolve } from 'node:path';
import { readJsonFile } from 'k6-verdict/parse/json-text';
import type { Summary } from 'k6-verdict/parse/model';
import { parseSummary } from 'k6-verdict/parse/parse-summary';
import { compareSummaries } from './compare-summaries.ts';
import { summariesMarkdown } from './markdown.ts';
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

export interface CompareOptions {
  failIf: readonly string[];
  markdown?: boolean;
  json?: boolean;
}

/** The comparison as the options ask for it. */
export function comparedText(
  { base, head }: { base: readonly Summary[]; head: readonly Summary[] },
  { failIf, markdown, json }: CompareOptions,
): { text: string; isRegression: boolean } {
  const comparison = compareSummaries(base, head, failIf.map(parseTolerance));
  const write = json ? JSON.stringify : markdown ? summariesMarkdown : summariesText;
  const text = write(comparison);
  return { text: json ? `${text}\n` : text, isRegression: comparison.isRegression };
}
