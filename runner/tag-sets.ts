// Sets of tags, each known once: what matters to no threshold and no output is left out, so that the number of sets stays small.

export type Tags = Readonly<Record<string, string>>;

export interface TagSet {
  readonly id: number;
  readonly tags: Tags;
  /** What a sample with these tags goes into, by number of the metric; filled by the registry. */
  readonly sinks: unknown[];
}

export class TagSets {
  readonly #byKey = new Map<string, TagSet>();
  readonly #byId: TagSet[] = [];
  readonly #isRelevant: (name: string) => boolean;
  readonly empty: TagSet;

  /** `isRelevant`: whether anything looks at the tag of this name. */
  constructor(isRelevant: (name: string) => boolean) {
    this.#isRelevant = isRelevant;
    this.empty = this.of({});
  }

  isRelevant(name: string): boolean {
    return this.#isRelevant(name);
  }

  of(tags: Tags): TagSet {
    const names = Object.keys(tags).filter(this.#isRelevant).sort();
    const key = names.map((name) => `${name}\u0001${tags[name]}`).join('\u0002');
    const known = this.#byKey.get(key);
    if (known) return known;
    const kept = Object.fromEntries(names.map((name) => [name, tags[name] as string]));
    const made: TagSet = { id: this.#byId.length, tags: kept, sinks: [] };
    this.#byKey.set(key, made);
    this.#byId.push(made);
    return made;
  }

  /** `base` with more tags, which win. */
  extend(base: TagSet, tags: Tags): TagSet {
    return this.of({ ...base.tags, ...tags });
  }

  /** All from number `id` on. */
  from(id: number): TagSet[] {
    return this.#byId.slice(id);
  }

  get(id: number): TagSet {
    const found = this.#byId[id];
    if (!found) throw new Error(`there is no tag set number ${id}`);
    return found;
  }
}
