// Reads what flags and variables say: numbers, switches, lists, stages and pairs, with errors that name the place.
import type { SettingKind } from './option-table.ts';

/**
 * The value that texts stand for. `texts`: a variable has one, a repeated flag several. `where`: the name of the flag or the
 * variable. Throws an Error that says what was read and what is wanted.
 */
export function readTexts(kind: SettingKind, texts: readonly string[], where: string): unknown {
  const last = texts.at(-1) ?? '';
  switch (kind) {
    case 'count':
      return readCount(last, where);
    case 'text':
      return last;
    case 'texts':
      return texts;
    case 'switch':
      return readSwitch(last, where);
    case 'list':
      return texts.flatMap((text) => text.split(',').map((part) => part.trim()));
    case 'stages':
      return texts.flatMap((text) => text.split(',').map((part) => readStage(part.trim(), where)));
    case 'some':
      return readSome(last, where);
    case 'flagPairs':
      return Object.fromEntries(texts.map((text) => readPair(text, '=', where)));
    case 'pairs':
      return Object.fromEntries(last.split(',').map((text) => readPair(text, ':', where)));
  }
}

function readCount(text: string, where: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new Error(`${where} reads "${text}": expected a whole number, at least 0`);
}

function readSome(text: string, where: string): number {
  if (/^[1-9]\d{0,2}$/.test(text)) return Number(text);
  throw new Error(`${where} reads "${text}": expected a whole number from 1 to 999`);
}

/** Go's spellings of a boolean, which k6 takes. */
function readSwitch(text: string, where: string): boolean {
  if (/^(1|t|true)$/i.test(text)) return true;
  if (/^(0|f|false)$/i.test(text)) return false;
  throw new Error(`${where} reads "${text}": expected true or false`);
}

function readStage(text: string, where: string): { duration: string; target: number } {
  const [duration = '', target = ''] = text.split(':');
  if (!duration || !/^\d+$/.test(target))
    throw new Error(`${where} reads "${text}": expected time:target, such as 30s:10`);
  return { duration, target: Number(target) };
}

function readPair(text: string, separator: string, where: string): [string, string] {
  const at = text.indexOf(separator);
  if (at <= 0) throw new Error(`${where} reads "${text}": expected name${separator}value`);
  return [text.slice(0, at), text.slice(at + 1)];
}
