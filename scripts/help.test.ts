// The help of every command: what it is for, each option described, an example. Two texts are golden files, for the layout.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Command } from 'commander';
import { assertGolden } from 'k6-kit/golden.fixture';
import { everyCommand } from 'k6-verdict/program';
import { outline, perf } from './commands.ts';
import type { Io } from './io.ts';

const io = { stdout() {}, stderr() {}, env: {}, cwd: '/', root: '/', isTty: false, now: () => new Date(0) } as Io;
const WIDTH = 100;
const GOLDEN = ['perf', 'perf merge'];

function pathOf(command: Command): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
}

function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
    getOutHelpWidth: () => WIDTH,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  return text;
}

const commands = everyCommand(await perf(io, () => {})).map((command) => ({ path: pathOf(command), command }));

for (const path of GOLDEN) {
  test(`${path} explains itself as in its golden file`, () => {
    const { command } = commands.find((one) => one.path === path) ?? assert.fail(`no command ${path}`);
    assertGolden(helpOf(command), new URL(`./golden/${path.replace(' ', '-')}.golden.txt`, import.meta.url));
  });
}

for (const { path, command } of commands) {
  test(`${path} says what it is for and shows how`, () => {
    const text = helpOf(command);
    const words = text.replace(/\s+/g, ' ');
    assert.ok(words.startsWith(`Usage: ${path} `));
    assert.ok(command.description() && words.includes(command.description().replace(/\s+/g, ' ')));
    for (const { flags, description } of command.options) {
      assert.ok(description, `${flags} has no description`);
      assert.ok(words.includes(`${flags} ${description.replace(/\s+/g, ' ')}`), `${flags} is not in the help`);
    }
    for (const argument of command.registeredArguments)
      assert.ok(argument.description || argument.argChoices, `${argument.name()} has no description`);
    for (const child of command.commands) assert.match(text, new RegExp(`^ {2}${child.name()}\\b`, 'm'));
  });

  if (command.commands.length === 0) {
    test(`${path} has examples that name it and options that exist`, () => {
      const [, examples = ''] = /Examples?:\n((?: .*\n)+)/.exec(helpOf(command)) ?? [];
      // `npm start` is the demo.
      const start = path === 'perf demo' ? /npm start/ : new RegExp(`(?:perf|perf --|npm run) ${path.slice(5)}\\b`);
      const own = examples.split('\n').filter((line) => start.test(line));
      assert.ok(own.length > 0, helpOf(command));
      const known = new Set(command.options.flatMap(({ short, long }) => [short, long, '--help']));
      for (const line of own) {
        const [, rest = ''] = line.split(start);
        const asked = rest.split(/ -- | [|>#] /)[0]!.match(/(?<= )--[a-z-]+/g) ?? [];
        for (const option of asked) assert.ok(known.has(option), `${line.trim()}: ${option}`);
      }
    });
  }
}

test('the list of commands is the same whether they are loaded or not', async () => {
  assert.equal(helpOf(outline()), helpOf(await perf(io, () => {})));
});
