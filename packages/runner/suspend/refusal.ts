// What the transform cannot make suspendable: the script is refused before it runs.

export class Refusal extends Error {
  /** Position in the source of the transform. */
  readonly at: number;

  /** `what`: as a script's author would name it. */
  constructor(what: string, at: number) {
    super(`${what} is not supported by the local runner`);
    this.at = at;
  }
}
