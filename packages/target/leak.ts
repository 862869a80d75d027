// Memory kept on purpose, so that a leak can be found by those who watch.

/** Ends at a limit, so that a forgotten target cannot take the machine down. */
export class Leak {
  static readonly limitBytes = 1024 ** 3;
  private readonly kept: Buffer[] = [];
  private keptBytes = 0;

  grow(bytes: number): void {
    if (bytes === 0 || this.keptBytes + bytes > Leak.limitBytes) return;
    // Filled: untouched pages would not show up as memory in use.
    this.kept.push(Buffer.alloc(bytes, 1));
    this.keptBytes += bytes;
  }

  bytes(): number {
    return this.keptBytes;
  }

  /** Forgets everything. */
  free(): void {
    this.kept.length = 0;
    this.keptBytes = 0;
  }
}
