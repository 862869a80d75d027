// The points of one metric as columns of numbers: in memory up to a bound shared by all metrics, then on disk.
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Values, milliseconds since the table's start and groups, of so many points. */
interface Block {
  values: Float64Array;
  atMs: Int32Array;
  groups: Uint32Array;
}

const BLOCK_POINTS = 32_768;
const FIRST_POINTS = 256;
const POINT_BYTES = 16;

function block(points: number): Block {
  const buffer = new ArrayBuffer(points * POINT_BYTES);
  return {
    values: new Float64Array(buffer, 0, points),
    atMs: new Int32Array(buffer, points * 8, points),
    groups: new Uint32Array(buffer, points * 12, points),
  };
}

/** Where full blocks go: memory, and a file that lives as long as this once there are many. */
export class BlockStore {
  private readonly kept: (Block | number)[] = [];
  private inMemory = 0;
  private file: { folder: string; handle: number; blocks: number } | null = null;

  private readonly maxInMemory: number;

  constructor(maxInMemory: number) {
    this.maxInMemory = maxInMemory;
  }

  /** Returns the number by which the block is read again. */
  keep(full: Block): number {
    const isOnDisk = this.inMemory >= this.maxInMemory;
    this.kept.push(isOnDisk ? this.write(full) : full);
    if (!isOnDisk) this.inMemory++;
    return this.kept.length - 1;
  }

  read(id: number): Block {
    const found = this.kept[id]!;
    if (typeof found !== 'number') return found;
    const copy = block(BLOCK_POINTS);
    const bytes = new Uint8Array(copy.values.buffer);
    readSync(this.file!.handle, bytes, 0, bytes.length, found * bytes.length);
    return copy;
  }

  close(): void {
    if (this.file === null) return;
    closeSync(this.file.handle);
    rmSync(this.file.folder, { recursive: true, force: true });
    this.file = null;
  }

  private write(full: Block): number {
    if (this.file === null) {
      const folder = mkdtempSync(join(tmpdir(), 'k6-points-'));
      this.file = { folder, handle: openSync(join(folder, 'points.bin'), 'wx+', 0o600), blocks: 0 };
    }
    const bytes = new Uint8Array(full.values.buffer);
    writeSync(this.file.handle, bytes, 0, bytes.length, this.file.blocks * bytes.length);
    return this.file.blocks++;
  }
}

/** In the order in which they were added. */
export class Columns {
  length = 0;
  private readonly full: number[] = [];
  private last = block(FIRST_POINTS);
  private used = 0;

  private readonly store: BlockStore;

  constructor(store: BlockStore) {
    this.store = store;
  }

  add(value: number, atMs: number, group: number): void {
    if (this.used === this.last.values.length) this.makeRoom();
    this.last.values[this.used] = value;
    this.last.atMs[this.used] = atMs;
    this.last.groups[this.used] = group;
    this.used++;
    this.length++;
  }

  forEach(visit: (value: number, atMs: number, group: number) => void): void {
    for (const id of this.full) visitAll(this.store.read(id), BLOCK_POINTS, visit);
    visitAll(this.last, this.used, visit);
  }

  private makeRoom(): void {
    if (this.used === BLOCK_POINTS) {
      this.full.push(this.store.keep(this.last));
      [this.last, this.used] = [block(BLOCK_POINTS), 0];
      return;
    }
    const larger = block(Math.min(BLOCK_POINTS, this.used * 2));
    larger.values.set(this.last.values);
    larger.atMs.set(this.last.atMs);
    larger.groups.set(this.last.groups);
    this.last = larger;
  }
}

function visitAll({ values, atMs, groups }: Block, used: number, visit: Parameters<Columns['forEach']>[0]): void {
  for (let at = 0; at < used; at++) visit(values[at]!, atMs[at]!, groups[at]!);
}
