// The commands in a document's shell blocks, as a shell would split them: enough of its grammar for what documents show.
import assert from 'node:assert/strict';

export interface ShownCommand {
  /** `docs/report.md:12`, for messages. */
  place: string;
  /** Program and arguments, without variables before them and without what is redirected. */
  words: string[];
  /** What the comment behind it says it needs: `# needs k6`. Empty: nothing. */
  needs: string;
}

/** Blocks whose lines are typed; of a `console` block those behind `$ `. */
const TYPED = ['sh', 'console'];
/** Blocks of anything else. A block without a word might hide commands. */
const OTHERS = ['text', 'js', 'ts', 'json', 'yaml', 'mermaid'];
const OPERATORS = ['&&', '||', '|', ';', '&'];

export function shownCommands(document: string, text: string): ShownCommand[] {
  return [...text.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)].flatMap((block) => {
    const [, language = '', body = ''] = block;
    const firstLine = text.slice(0, block.index).split('\n').length + 1;
    const place = `${document}:${firstLine}`;
    assert.ok(
      [...TYPED, ...OTHERS].includes(language),
      `${place}: a block of "${language}": expected ${TYPED.join()}...`,
    );
    if (!TYPED.includes(language)) return [];
    const lines = body.replace(/\\\n/g, ' ').split('\n');
    const typed = language === 'sh' ? lines : lines.flatMap((line) => (line.startsWith('$ ') ? [line.slice(2)] : []));
    return typed.flatMap((line) => commandsOf(line, place));
  });
}

function commandsOf(line: string, place: string): ShownCommand[] {
  const { tokens, comment } = split(line);
  const [, needs = ''] = /^needs (.*)/.exec(comment) ?? [];
  const commands: string[][] = [[]];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!;
    if (OPERATORS.includes(token)) commands.push([]);
    else if (/^>>?$/.test(token)) at += 1;
    else commands.at(-1)?.push(token);
  }
  return commands.flatMap((words) => {
    const first = words.findIndex((word) => !/^([A-Z_0-9]+=|export$)/.test(word));
    if (first < 0) return [];
    const own = words.slice(first);
    // eval "$(command)" runs the command and what it prints.
    const inner = own[0] === 'eval' ? /^\$\((.*)\)$/.exec(own[1] ?? '')?.[1] : undefined;
    return inner === undefined ? [{ place, words: own, needs }] : commandsOf(inner, place);
  });
}

/** Words and operators of a line, quotes undone, and the comment at its end. */
function split(line: string): { tokens: string[]; comment: string } {
  const tokens: string[] = [];
  const pattern = /\s*(#.*$|&&|\|\||>>|[|;&>]|(?:'[^']*'|"[^"]*"|[^\s'"|;&>])+)/y;
  for (let found = pattern.exec(line); found !== null; found = pattern.exec(line)) {
    const [, token = ''] = found;
    if (token.startsWith('#')) return { tokens, comment: token.slice(1).trim() };
    tokens.push(token.replace(/'([^']*)'|"([^"]*)"/g, (_, single?: string, double?: string) => single ?? double ?? ''));
  }
  return { tokens, comment: '' };
}
