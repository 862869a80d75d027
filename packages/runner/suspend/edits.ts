// Insertions and replacements on a text that leave all that is between them as it was, and remember where it stood.

interface Edit {
  at: number;
  /** End of the text that is left out; `at` for an insertion. */
  end: number;
  text: string | (() => string);
  closes: boolean;
  order: number;
}

/**
 * Edits in the order of a walk from outside to inside: where two of them meet, what opens stands outermost first and what
 * closes innermost first.
 */
export class Edits {
  readonly #source: string;
  readonly #edits: Edit[] = [];

  constructor(source: string) {
    this.#source = source;
  }

  /** Puts `text` before what begins at `at`; a function is asked for it at the end, when all edits are known. */
  open(at: number, text: string | (() => string)): void {
    this.#add(at, at, text, false);
  }

  /** Puts `text` after what ends at `at`. */
  close(at: number, text: string): void {
    this.#add(at, at, text, true);
  }

  /** Puts `text` in the place of what stands between two positions. */
  replace(start: number, end: number, text: string): void {
    this.#add(start, end, text, false);
  }

  #add(at: number, end: number, text: Edit['text'], closes: boolean): void {
    this.#edits.push({ at, end, text, closes, order: this.#edits.length });
  }

  /**
   * The text with all edits in two parts: what lies in the ranges, each between texts of its own, and the rest, with a text in the
   * place of each range. The ranges ascend and do not meet.
   */
  split(ranges: readonly Range[]): { moved: Edited; rest: Edited } {
    this.#edits.sort(
      (a, b) =>
        a.at - b.at || Number(b.closes) - Number(a.closes) || (a.closes ? b.order - a.order : a.order - b.order),
    );
    const [moved, rest] = [new Edited(), new Edited()];
    let [from, next] = [0, 0];
    for (const { start, end, before, after, instead } of ranges) {
      next = this.#write(rest, from, start, next);
      rest.add(instead);
      moved.add(before);
      next = this.#write(moved, start, end, next);
      moved.add(after);
      from = end;
    }
    this.#write(rest, from, this.#source.length, next);
    return { moved, rest };
  }

  /** Writes the text between two positions with its edits, the first of which is number `next`; returns the number of the next. */
  #write(to: Edited, start: number, end: number, next: number): number {
    let [at, i] = [start, next];
    for (; i < this.#edits.length; i++) {
      const edit = this.#edits[i] as Edit;
      if (edit.at > end || (edit.at === end && !edit.closes && end < this.#source.length)) break;
      // What is inside of a text that has been replaced goes with it.
      if (edit.at < at) continue;
      to.copy(this.#source, at, edit.at);
      to.add(typeof edit.text === 'string' ? edit.text : edit.text());
      at = edit.end;
    }
    to.copy(this.#source, at, end);
    return i;
  }
}

/** A stretch of the source that is taken out. */
export interface Range {
  start: number;
  end: number;
  before: string;
  after: string;
  instead: string;
}

/** A text that is being put together, with the places in the source that its pieces come from. */
class Edited {
  text = '';
  /** Positions in the text and in the source by turns. */
  readonly pieces: number[] = [];

  add(text: string): void {
    this.text += text;
  }

  copy(source: string, start: number, end: number): void {
    this.pieces.push(this.text.length, start);
    this.text += source.slice(start, end);
  }

  /** The places when the text stands behind `length` others. */
  piecesAfter(length: number): number[] {
    return this.pieces.map((at, i) => (i % 2 === 0 ? at + length : at));
  }
}
