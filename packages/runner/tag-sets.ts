// Sets of tags, each known once: what matters to no threshold and no output is left out, so that the number of sets stays small.
import { withoutCredentials } from 'k6-kit/url-credentials';

export type Tags = Readonly<Record<string, string>>;

export interface TagSet {
  readonly id: number;
  readonly tags: Tags;
  /** What a sample with these tags goes into, by number of the metric; filled by the registry. */
  readonly sinks: unknown[];
}

/** Texts of tags that are remembered; scripts may make up ever new ones. */
const MOST_TEXTS = 5000;

export class TagSets {
  readonly #byKey = new Map<string, TagSet>();
  readonly #byText = new Map<string, TagSet>();
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
    // k6 puts asterisks in the place of user and password in the tags of samples (release notes of v0.26.0).
    const kept = names.map((name) => [name, withoutCredentials(tags[name] as string)] as const);
    const key = kept.map(([name, value]) => `${name}\u0001${value}`).join('\u0002');
    const known = this.#byKey.get(key);
    if (known) return known;
    const made: TagSet = { id: this.#byId.length, tags: Object.fromEntries(kept), sinks: [] };
    this.#byKey.set(key, made);
    this.#byId.push(made);
    return made;
  }

  /** `base` with more tags, which win. */
  extend(base: TagSet, tags: Tags): TagSet {
    return this.of({ ...base.tags, ...tags });
  }

  /** The set for a text that always stands for the same tags; `make` is asked once, whichever VU comes first. */
  ofText(text: string, make: () => TagSet): TagSet {
    const known = this.#byText.get(text);
    if (known) return known;
    if (this.#byText.size >= MOST_TEXTS) this.#byText.clear();
    const made = make();
    this.#byText.set(text, made);
    return made;
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
