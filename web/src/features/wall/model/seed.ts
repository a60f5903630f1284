import { local, readStored, writeStored } from '@/lib/storage';

// A visitor's shuffle: kept, so that the wall is the same after Back, a reload and tomorrow, until they shuffle again.

const KEY = 'palette.seed';
const SEEDS = 2 ** 32;

const isSeed = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < SEEDS;

let current: number | null = null;

export function visitorSeed(): number {
  current ??= readStored(local, KEY, isSeed);
  return current ?? newSeed();
}

export function newSeed(): number {
  current = Math.floor(Math.random() * SEEDS);
  writeStored(local, KEY, current);
  return current;
}
