// Points with equal tags share a group: a number for each combination of the tags that are asked for.

/** More values of a tag than these share one, so that a script with a name per user does not fill the memory. */
export const MOST_VALUES = 50_000;
/** Names of tags that are remembered. */
const MOST_NAMES = 100;
/** Stands for the values of a tag that came after so many others. */
export const OTHER_VALUES = 'other values';

export class Groups {
  /** Values by group, in the order of the tags; empty where a point has no such tag. */
  readonly values: (readonly string[])[] = [];
  /** Names of all tags that points have, for messages. */
  readonly names = new Set<string>();
  private readonly known = new Map<string, number>();
  private readonly seen: Map<string, string>[];

  readonly tags: readonly string[];

  constructor(tags: readonly string[]) {
    this.tags = tags;
    this.seen = tags.map(() => new Map());
  }

  /** The group of these tags; `instance` is the number of the file. */
  of(tags: ReadonlyMap<string, string>, instance: number): number {
    const values = this.tags.map((tag, index) =>
      tag === 'instance' ? String(instance) : this.valueOf(index, tags.get(tag) ?? ''),
    );
    const key = values.join('\0');
    if (this.names.size < MOST_NAMES) for (const name of tags.keys()) this.names.add(name);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    this.known.set(key, this.values.length);
    return this.values.push(values) - 1;
  }

  /** Tags of which not every value is kept. */
  get overfull(): string[] {
    return this.tags.filter((_, index) => this.seen[index]!.size >= MOST_VALUES);
  }

  private valueOf(index: number, value: string): string {
    const seen = this.seen[index]!;
    const found = seen.get(value);
    if (found !== undefined) return found;
    if (seen.size >= MOST_VALUES) return OTHER_VALUES;
    const copy = detached(value);
    seen.set(copy, copy);
    return copy;
  }
}

/** A text that does not keep the chunk alive of which it is a part. */
export function detached(text: string): string {
  return Buffer.from(text).toString();
}
