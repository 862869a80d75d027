// The combined report of a suite in Markdown: one row for each attempt, so that a repeated test shows both results.
import { relative } from 'node:path';
import { FEWEST_VALUES } from 'k6-history/stats/change-points';
import { escapeMarkdown } from 'k6-verdict/render/escape';
import type { SuiteAttempt, SuiteRecord } from './record.ts';

export function suiteReport(record: SuiteRecord, folder: string): string {
  const { suite, environment, target, engine, timeScale, scale, tests, regressions } = record;
  const bad = tests.filter(({ state }) => !['passed', 'unsteady'].includes(state)).map(({ name }) => name);
  const word = bad.length > 0 ? 'RED' : (regressions?.length ?? 0) > 0 ? 'SLOWER' : 'GREEN';
  const size = [engine, timeScale === 1 ? '' : `durations x ${timeScale}`, scale].filter(Boolean).join(', ');
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
    regressions === null
      ? 'No history was looked at.'
      : regressions.length === 0
        ? `No latency has risen to a new level. A level shows from ${FEWEST_VALUES} runs of a kind on.`
        : regressions.map((line) => `- ${escapeMarkdown(line)}`).join('\n'),
    '',
  ].join('\n\n');
}

function row(cells: readonly string[]): string {
  return `| ${cells.map(escapeMarkdown).join(' | ')} |`;
}

function reportOf({ resultFile }: SuiteAttempt, folder: string): string {
  return resultFile === null ? '-' : relative(folder, resultFile).replace(/\.json$/, '.report.md');
}
