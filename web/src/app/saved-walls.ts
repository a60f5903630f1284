import type { QueryClient } from '@tanstack/react-query';
import { readStored, session, writeStored } from '@/lib/storage';

// A reload somewhere down a wall, or coming back to it from another site, finds the same wall at the same place: the
// lists that were on screen are kept in the tab's storage when the page goes, and are there again before the first
// render. At the top there is no place to keep, and a reload shows what is new.

interface SavedWall {
  readonly key: readonly unknown[];
  readonly data: unknown;
  readonly at: number;
}

const KEY = 'palette.walls';
const WALLS = new Set<unknown>(['wall', 'feed', 'search', 'similar', 'likes', 'palette-images']);
const WALLS_MAX = 3;
const CHARACTERS_MAX = 1_500_000;
const KEPT_MS = 30 * 60_000;

const areWalls = (value: unknown): value is SavedWall[] => Array.isArray(value);

export function restoreWalls(client: QueryClient): void {
  for (const { key, data, at } of readStored(session, KEY, areWalls) ?? []) {
    if (Date.now() - at < KEPT_MS) client.setQueryData(key, data, { updatedAt: at });
  }
}

export function saveWallsOnLeave(client: QueryClient): void {
  window.addEventListener('pagehide', () => {
    if (window.scrollY > 0) writeStored(session, KEY, wallsToSave(client));
    else session().removeItem(KEY);
  });
}

/** The walls on screen before others, the last ones first, as far as there is room. */
function wallsToSave(client: QueryClient): SavedWall[] {
  let room = CHARACTERS_MAX;
  return client
    .getQueryCache()
    .getAll()
    .filter(({ queryKey, state }) => WALLS.has(queryKey[0]) && state.data !== undefined)
    .sort(
      (a, b) =>
        b.getObserversCount() - a.getObserversCount() || b.state.dataUpdatedAt - a.state.dataUpdatedAt,
    )
    .slice(0, WALLS_MAX)
    .filter(({ state }) => {
      room -= JSON.stringify(state.data).length;
      return room >= 0;
    })
    .map(({ queryKey, state }) => ({ key: queryKey, data: state.data, at: state.dataUpdatedAt }));
}
