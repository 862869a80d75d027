// Math.random: seeded by the host for each VU, or by the script with randomSeed.
import { host } from './host.ts';

/** State of xoshiro128**, four 32-bit words. */
const state = new Uint32Array(4);

/** Starts a sequence that no other VU has. */
export function seedRandomly(): void {
  state.set(new Uint32Array(host.randomBytes(16)));
}

/** Restarts the sequence from one number (splitmix32). */
export function seed(value: number): void {
  let word = Math.trunc(value) >>> 0;
  for (let i = 0; i < 4; i++) {
    word = (word + 0x9e3779b9) >>> 0;
    let mixed = word ^ (word >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    state[i] = mixed ^ (mixed >>> 15);
  }
}

function nextWord(): number {
  const [a, b, c, d] = state as unknown as [number, number, number, number];
  const product = Math.imul(b, 5);
  const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
  const shifted = b << 9;
  state[2] = c ^ a;
  state[3] = d ^ b;
  state[1] = b ^ (state[2] as number);
  state[0] = a ^ (state[3] as number);
  state[2] = (state[2] as number) ^ shifted;
  const last = state[3] as number;
  state[3] = (last << 11) | (last >>> 21);
  return result;
}

/** A double in [0, 1) with 53 random bits. */
export function random(): number {
  return ((nextWord() >>> 5) * 0x4000000 + (nextWord() >>> 6)) / 0x20000000000000;
}
