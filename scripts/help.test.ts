// Every command's --help is a golden file: what users read is reviewed like code. UPDATE_GOLDEN=1 rewrites.
import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { everyCommand, outline, perf } from './commands.ts';
import type { Io } from './io.ts';

const folder = join(dirname(fileURLToPath(import.meta.url)), 'golden');
const io = { stdout() {}, stderr() {}, env: {}, cwd: '/', root: '/', isTty: false, now: () => new Date(0) } as Io;

function pathOf(command: Command): string {
  return command.parent ? `${pathOf(command.parent)}-${command.name()}` : command.name();
}

function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
    getOutHelpWidth: () => 100,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  return text;
}

const commands = everyCommand(await perf(io, () => {})).map((command) => ({
  file: `${pathOf(command)}.golden.txt`,
  command,
}));

for (const { file, command } of commands) {
  test(`${file.replace('.golden.txt', '')} explains itself`, async () => {
    const text = helpOf(command);
    if (process.env.UPDATE_GOLDEN) {
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, file), text);
    }
    assert.equal(
      text,
      await readFile(join(folder, file), 'utf8').catch(() => ''),
      'run UPDATE_GOLDEN=1 npm test and review',
    );
  });

  test(`${file.replace('.golden.txt', '')} says what it is for and shows how`, () => {
    const text = helpOf(command);
    assert.ok(command.description() || command.summary());
    if (command.commands.length === 0) assert.match(text, /Examples?:\n/);
    for (const option of command.options) assert.ok(option.description, `${option.flags} has no description`);
  });
}

test('the list of commands is the same whether they are loaded or not', async () => {
  assert.equal(helpOf(outline()), helpOf(await perf(io, () => {})));
});

test('no golden file is left over', async () => {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.golden.txt'));
  assert.deepEqual(files.sort(), commands.map(({ file }) => file).sort());
});
