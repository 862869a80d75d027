// `npm run conformance`: writes the conformance table as the README next to this file; with --check it only fails when it is not current.
import { readFileSync } from 'node:fs';
import { dirname, relative } from 'node:path/posix';
import { fileURLToPath } from 'node:url';
import { writeWholeSync } from 'k6-kit/files';
import { markdownTable } from 'markdown-table';
import type { Row, Section, State } from './rows.ts';
import { TABLE } from './table.ts';

const DOCUMENT = 'packages/runner/conformance/README.md';

/** The document: what the local runner does with each name of k6, and the test that shows it. */
export function documentText(sections: readonly Section[]): string {
  const names = (state: State): number =>
    sections.flatMap(({ rows }) => rows.filter((row) => row.state === state).flatMap((row) => row.names)).length;
  return `${[
    '<!-- Generated from packages/runner/conformance/table.ts: `npm run conformance`. -->',
    '# Is this name of k6 supported?',
    `Look up a module, function, option, flag or metric of k6 to see whether the [local runner](../../../docs/local-runner.md) supports it, and which test shows it. ${names('supported')} names are supported, ${names('partly')} partly, ${names('refused')} refused.`,
    ...sections.map(sectionText),
  ].join('\n\n')}\n`;
}

function sectionText({ title, about, rows }: Section): string {
  const lines = rows.map((row) => [row.names.map(code).join(', '), row.state, cell(row.does), testOf(row)]);
  const table = markdownTable([['Name', 'State', 'What', 'Test'], ...lines], { alignDelimiters: false, padding: true });
  return `## ${title}\n\n${sentence(about)}\n\n${table}`;
}

function testOf({ test: { file, title } }: Row): string {
  const name = file.replace(/^packages\/runner\/(conformance\/)?/, '').replace(/\.test\.ts$/, '');
  return `[${name}](${relative(dirname(DOCUMENT), file)}): ${cell(title)}`;
}

const code = (name: string): string => `\`${name}\``;
const cell = (text: string): string => text.replace(/[|<>*]/g, '\\$&');
const sentence = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;

function main(isCheck: boolean): number {
  const path = fileURLToPath(new URL(`../../../${DOCUMENT}`, import.meta.url));
  const wanted = documentText(TABLE);
  if (!isCheck) writeWholeSync(path, wanted);
  else if (readFileSync(path, 'utf8') !== wanted) {
    process.stderr.write(
      `${DOCUMENT} is not what packages/runner/conformance/table.ts says; run \`npm run conformance\` and commit both\n`,
    );
    return 2;
  }
  process.stdout.write(`${DOCUMENT} is what packages/runner/conformance/table.ts says\n`);
  return 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = main(process.argv.includes('--check'));
