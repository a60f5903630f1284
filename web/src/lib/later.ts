import { readStored, session, writeStored } from './storage';

// What a guest wanted to do before being asked to log in. Kept for this tab, so that it is done on the way back.

export interface Later<Item> {
  readonly act: 'like' | 'save';
  readonly items: readonly Item[];
  readonly at: number;
}

const KEY = 'palette.later';
const KEPT_MS = 15 * 60_000;

export function leaveForLater<Item>(act: Later<Item>['act'], items: readonly Item[]): void {
  writeStored(session, KEY, { act, items, at: Date.now() } satisfies Later<Item>);
}

/** What was left to do of this kind, once. */
export function takeLater<Item>(act: Later<Item>['act']): readonly Item[] {
  const left = readStored(session, KEY, (value): value is Later<Item> => isLater(value));
  if (left?.act !== act) return [];
  session().removeItem(KEY);
  return Date.now() - left.at < KEPT_MS ? left.items : [];
}

function isLater(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    'act' in value &&
    'at' in value &&
    'items' in value &&
    Array.isArray(value.items)
  );
}
