/** mulberry32: the same seed gives the same numbers from 0 to 1, on every machine. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Set PALETTE_TEST_SEED to repeat or to vary a run. */
export const testSeed = Number(process.env.PALETTE_TEST_SEED ?? 20261123);
