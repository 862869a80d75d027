// Insertions and replacements on a text that leave all that is between them, and the number of every line, as it was.

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

  /** Puts `text` in the place of what stands between two positions; line breaks in there stay. */
  replace(start: number, end: number, text: string): void {
    this.#add(start, end, text + '\n'.repeat(this.#source.slice(start, end).split('\n').length - 1), false);
  }

  #add(at: number, end: number, text: Edit['text'], closes: boolean): void {
    this.#edits.push({ at, end, text, closes, order: this.#edits.length });
  }

  /** The text with all edits, and where its pieces come from: positions in the result and in the source by turns. */
  apply(): { text: string; pieces: number[] } {
    const sorted = this.#edits.sort(
      (a, b) =>
        a.at - b.at || Number(b.closes) - Number(a.closes) || (a.closes ? b.order - a.order : a.order - b.order),
    );
    const pieces: number[] = [];
    let text = '';
    let at = 0;
    for (const edit of sorted) {
      // What is inside of a text that has been replaced goes with it.
      if (edit.at < at) continue;
      if (edit.at > at) {
        pieces.push(text.length, at);
        text += this.#source.slice(at, edit.at);
      }
      text += typeof edit.text === 'string' ? edit.text : edit.text();
      at = edit.end;
    }
    pieces.push(text.length, at);
    return { text: text + this.#source.slice(at), pieces };
  }
}
