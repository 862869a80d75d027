// Texts that others make up, in a bounded number: what servers and scripts say must not fill the memory or the log.

/** The first texts are kept as they are; all further ones are one and the same. */
export class FewTexts {
  readonly #known = new Set<string>();
  readonly #most: number;
  readonly #others: string;

  constructor(most: number, others: string) {
    this.#most = most;
    this.#others = others;
  }

  /** `text`, or the text that stands for all others. */
  of(text: string): string {
    if (this.#known.has(text)) return text;
    if (this.#known.size >= this.#most) return this.#others;
    this.#known.add(text);
    return text;
  }
}

/** The beginning of a text that may be of any length. */
export function clip(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}...` : text;
}
