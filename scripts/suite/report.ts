// The combined report of a suite in Markdown: one row for each attempt, so that a repeated test shows both results.
import { relative } from 'node:path';
import { FEWEST_VALUES } from 'k6-history/stats/change-points';
import { escapeMarkdown } from 'k6-verdict/render/escape';
import type { SuiteAttempt, SuiteRecord } from './record.ts';

export function suiteReport(record: SuiteRecord, folder: string): string {
  const { suite, environment, target, tests, regressions } = record;
  const { bad, word } = resultOf(record);
  const size = sizeOf(record);
  return [
    `# ${word}: suite ${escapeMarkdown(suite)}`,
    `${bad.length === 0 ? `All ${tests.length} tests passed` : `Not passed: ${escapeMarkdown(bad.join(', '))}`}. Target ${escapeMarkdown(target)} (${escapeMarkdown(environment)}), ${escapeMarkdown(size)}. From ${record.startedAt} to ${record.endedAt ?? 'now'}.`,
    [
      '| Test | State | Attempt | What came out | Report |',
      '| --- | --- | --- | --- | --- |',
      ...tests.flatMap(({ name, state, attempts }) =>
        attempts.length === 0
          ? [row([name, state, '-', 'not run', '-'])]
          : attempts.map((attempt, at) =>
              row([name, state, String(at + 1), attempt.detail, reportOf(attempt, folder)]),
            ),
      ),
    ].join('\n'),
    '## Against earlier nights',
    regressions === null || regressions.length === 0
      ? nightsText(regressions)
      : regressions.map((line) => `- ${escapeMarkdown(line)}`).join('\n'),
    '',
  ].join('\n\n');
}

/** Where no latency has risen. */
export function nightsText(regressions: readonly string[] | null): string {
  return regressions === null
    ? 'No history was looked at.'
    : `No latency has risen to a new level. A level shows from ${FEWEST_VALUES} runs of a kind on.`;
}

/** Tests that are not green, and the whole in a word. */
export function resultOf({ tests, regressions }: SuiteRecord): { bad: string[]; word: 'RED' | 'SLOWER' | 'GREEN' } {
  const bad = tests.filter(({ state }) => !['passed', 'unsteady'].includes(state)).map(({ name }) => name);
  return { bad, word: bad.length > 0 ? 'RED' : (regressions?.length ?? 0) > 0 ? 'SLOWER' : 'GREEN' };
}

/** The engine, and what was scaled. */
export function sizeOf({ engine, timeScale, scale }: SuiteRecord): string {
  return [engine, timeScale === 1 ? '' : `durations x ${timeScale}`, scale].filter(Boolean).join(', ');
}

function row(cells: readonly string[]): string {
  return `| ${cells.map(escapeMarkdown).join(' | ')} |`;
}

function reportOf({ resultFile }: SuiteAttempt, folder: string): string {
  return resultFile === null ? '-' : relative(folder, resultFile).replace(/\.json$/, '.report.md');
}
