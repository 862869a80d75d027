// Finds the place in the script's own files for a place in the code that is made of it.
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';

/** Where the pieces of a text have come from. Can be given to another thread. */
export interface CodePlaces {
  /** For each piece: where it begins in the code, and in the bundle; by turns, ascending. */
  pieces: Float64Array | readonly number[];
  /** Where the lines of the bundle begin. */
  lines: readonly number[];
  /** esbuild's source map of the bundle. */
  map: string;
}

/** A position: lines from 1, columns from 0. */
export interface Position {
  file: string;
  line: number;
  column: number;
}

export class Places {
  readonly #code: string;
  readonly #pieces: CodePlaces['pieces'];
  readonly #lines: readonly number[];
  readonly #mapText: string;
  #map: TraceMap | undefined;
  #codeLines: number[] | undefined;

  constructor(code: string, { pieces, lines, map }: CodePlaces) {
    this.#code = code;
    this.#pieces = pieces;
    this.#lines = lines;
    this.#mapText = map;
  }

  /** Undefined for what is not the script's. Both positions count lines and columns as a stack trace does, from 1. */
  original(line: number, column: number): Position | undefined {
    this.#map ??= new TraceMap(this.#mapText);
    this.#codeLines ??= linesOf(this.#code);
    const lineStart = this.#codeLines[line - 1];
    if (lineStart === undefined) return undefined;
    const at = this.#sourceOf(lineStart + column - 1);
    const row = lastUpTo(at, this.#lines.length, (i) => this.#lines[i] as number);
    const found = originalPositionFor(this.#map, { line: row + 1, column: at - (this.#lines[row] as number) });
    return found.source === null ? undefined : { file: found.source, line: found.line, column: found.column };
  }

  /** The place of the first statement in a line of the code, from 1. */
  ofLine(line: number): Position | undefined {
    this.#codeLines ??= linesOf(this.#code);
    const start = this.#codeLines[line - 1] ?? 0;
    return this.original(line, this.#code.slice(start).search(/\S/) + 1);
  }

  /** Position in the bundle for one in the code. */
  #sourceOf(at: number): number {
    const pieces = this.#pieces;
    const piece = lastUpTo(at, pieces.length / 2, (i) => pieces[2 * i] as number);
    const [start, source] = [pieces[2 * piece] as number, pieces[2 * piece + 1] as number];
    const next = pieces[2 * piece + 3];
    const found = source + at - start;
    // What the transform has put in stands for what follows it.
    return next === undefined || next < source ? found : Math.min(found, next);
  }
}

/** Number of the last of `count` ascending values that is at most `value`; 0 when none is. */
function lastUpTo(value: number, count: number, at: (index: number) => number): number {
  let [low, high] = [0, count];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (at(middle) <= value) low = middle;
    else high = middle;
  }
  return low;
}

/** Positions at which the lines of a text begin. */
export function linesOf(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** Text that `String(function)` shows for the text that the function has. */
export function originalText(originals: ReadonlyMap<string, string>, native: string): string {
  return originals.get(/\/\*\$\$+(\d+)\*\//.exec(native)?.[1] ?? '') ?? native;
}
