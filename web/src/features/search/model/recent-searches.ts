import { local, readStored, writeStored } from '@/lib/storage';

const KEY = 'palette.recent';
const KEPT_MAX = 8;

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((text) => typeof text === 'string');

export function recentSearches(): readonly string[] {
  return readStored(local, KEY, isTexts) ?? [];
}

export function noteSearch(text: string): void {
  const others = recentSearches().filter((other) => other.toLowerCase() !== text.toLowerCase());
  writeStored(local, KEY, [text, ...others].slice(0, KEPT_MAX));
}

export function forgetSearches(): void {
  writeStored(local, KEY, []);
}
