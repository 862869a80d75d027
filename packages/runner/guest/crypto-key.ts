// CryptoKey of crypto.subtle: the host's key is inside, where no script sees it.
//
// Made once per world and not transformed, so that its private field stays what it is.

/** What the host makes a key of: the key itself, and JSON of what scripts may know of it. */
export interface KeyParts {
  key: object;
  facts: string;
}

interface Facts {
  type: string;
  extractable: boolean;
  algorithm: Record<string, unknown>;
  usages: string[];
}

/** The class of one world: how the host makes a key, and how it finds its own in what a script returns. */
export function makeKeys(): { make(parts: KeyParts): object; inside(value: unknown): object | undefined } {
  /** Without it the class makes nothing: scripts get at it through `constructor`. */
  const token = {};

  class CryptoKey {
    readonly type!: string;
    readonly extractable!: boolean;
    readonly algorithm!: Record<string, unknown>;
    readonly usages!: string[];
    readonly #key: object;

    constructor(given: object, parts: KeyParts) {
      if (given !== token) throw new TypeError('a CryptoKey is made by crypto.subtle');
      this.#key = parts.key;
      const { algorithm, ...facts } = JSON.parse(parts.facts) as Facts;
      const { publicExponent } = algorithm;
      if (publicExponent) algorithm.publicExponent = new Uint8Array(publicExponent as number[]);
      Object.assign(this, facts, { algorithm });
    }

    static inside(value: unknown): object | undefined {
      return typeof value === 'object' && value !== null && #key in value ? value.#key : undefined;
    }

    get [Symbol.toStringTag](): string {
      return 'CryptoKey';
    }
  }
  const { inside } = CryptoKey;
  // A script would reach it through `constructor`.
  Reflect.deleteProperty(CryptoKey, 'inside');
  return { make: (parts) => new CryptoKey(token, parts), inside };
}
