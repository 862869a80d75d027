// `npm run conformance`: writes the conformance table into docs/local-runner.md; with --check it only fails when it is not current.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { markdownTable } from 'markdown-table';
import { writeWhole } from '../whole-file.ts';
import type { Row, Section, State } from './rows.ts';
import { TABLE } from './table.ts';

const DOCUMENT = 'docs/local-runner.md';
/** What stands above this line is written by hand. */
const MARK = '<!-- From here on generated from runner/conformance/table.ts: `npm run conformance`. -->';

/** The whole document with the table as it is now. Throws an Error when the document has no mark for it. */
export function documentText(current: string): string {
  const at = current.indexOf(MARK);
  if (at < 0) throw new Error(`${DOCUMENT}: wants the line "${MARK}" above its table`);
  return `${current.slice(0, at)}${MARK}\n\n${tableText(TABLE)}`;
}

/** The table as Markdown. */
export function tableText(sections: readonly Section[]): string {
  const names = (state: State): number =>
    sections.flatMap(({ rows }) => rows.filter((row) => row.state === state).flatMap((row) => row.names)).length;
  const counts = `${names('supported')} names are supported, ${names('partly')} partly, ${names('refused')} refused.`;
  return `${['## The table', counts, ...sections.map(sectionText)].join('\n\n')}\n`;
}

function sectionText({ title, about, rows }: Section): string {
  const lines = rows.map((row) => [row.names.map(code).join(', '), row.state, cell(row.does), testOf(row)]);
  const table = markdownTable([['Name', 'State', 'What', 'Test'], ...lines], { alignDelimiters: false, padding: true });
  return `### ${title}\n\n${sentence(about)}\n\n${table}`;
}

function testOf({ test: { file, title } }: Row): string {
  const name = file.replace(/^runner\/(conformance\/)?/, '').replace(/\.test\.ts$/, '');
  return `[${name}](../${file}): ${cell(title)}`;
}

const code = (name: string): string => `\`${name}\``;
const cell = (text: string): string => text.replace(/[|<>*]/g, '\\$&');
const sentence = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;

function main(isCheck: boolean): number {
  const path = fileURLToPath(new URL(`../../${DOCUMENT}`, import.meta.url));
  const current = readFileSync(path, 'utf8');
  const wanted = documentText(current);
  if (!isCheck) writeWhole(path, wanted);
  else if (current !== wanted) {
    process.stderr.write(
      `${DOCUMENT} is not what runner/conformance/table.ts says; run \`npm run conformance\` and commit both\n`,
    );
    return 2;
  }
  process.stdout.write(`${DOCUMENT} is what runner/conformance/table.ts says\n`);
  return 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = main(process.argv.includes('--check'));
