// What README and documents tell people to type exists: every command, every option.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { everyCommand, perf } from './commands.ts';
import type { Io } from './io.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const io = { stdout() {}, stderr() {}, env: {}, cwd: '/', root: '/', isTty: false, now: () => new Date(0) } as Io;
const commands = everyCommand(await perf(io, () => {}));
const documents = [
  'README.md',
  ...readdirSync(join(root, 'docs')).flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : [])),
];

for (const name of documents) {
  test(`${name} names commands and options that there are`, () => {
    const text = readFileSync(join(root, name), 'utf8');
    for (const [, line = ''] of text.matchAll(/npm run perf -- ([^`\n;|]+)/g)) {
      let command = commands[0]!;
      // What stands after a second -- is the engine's.
      const [words = ''] = line.split(' -- ');
      for (const word of words.split(/[\s,]+/)) {
        const next = command.commands.find((candidate) => candidate.name() === word);
        if (next !== undefined) command = next;
        else if (/^--[a-z]/.test(word)) {
          const long = word.split('=')[0]?.replace(/[.)]+$/, '');
          const known = command.options.map((option) => option.long);
          assert.ok(long === '--help' || known.includes(long ?? ''), `${command.name()} has no ${long}: ${line}`);
        }
      }
      assert.ok(command !== commands[0] || line === '--help', `there is no such command: ${line}`);
    }
  });
}
