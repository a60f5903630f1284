import { useSyncExternalStore } from 'react';
import type { ImageCard } from '@/api/client';

/** The pictures that are chosen, to do something with all of them. One for the document; it ends with the page. */
export class Selection {
  #chosen: readonly ImageCard[] = [];
  #ids: ReadonlySet<string> = new Set();
  // Where a range begins.
  #anchor: string | null = null;
  readonly #listeners = new Set<() => void>();

  items = (): readonly ImageCard[] => this.#chosen;
  has = (id: string): boolean => this.#ids.has(id);

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  toggle(item: ImageCard): void {
    this.#anchor = item.id;
    this.#set(this.has(item.id) ? this.#chosen.filter(({ id }) => id !== item.id) : [...this.#chosen, item]);
  }

  /** Everything on the wall from the last chosen one to this one; only this one where there is none before it. */
  extend(wall: readonly ImageCard[], to: ImageCard): void {
    const end = wall.findIndex(({ id }) => id === to.id);
    const start = wall.findIndex(({ id }) => id === this.#anchor);
    this.#anchor ??= to.id;
    const range = start < 0 || end < 0 ? [to] : wall.slice(Math.min(start, end), Math.max(start, end) + 1);
    this.#set([...this.#chosen, ...range.filter(({ id }) => !this.has(id))]);
  }

  choose(items: readonly ImageCard[]): void {
    this.#set(items);
  }

  clear = (): void => {
    this.#anchor = null;
    if (this.#chosen.length > 0) this.#set([]);
  };

  #set(chosen: readonly ImageCard[]): void {
    this.#chosen = chosen;
    this.#ids = new Set(chosen.map(({ id }) => id));
    for (const listener of this.#listeners) listener();
  }
}

export const selection = new Selection();

export function useSelected(id: string): boolean {
  return useSyncExternalStore(selection.subscribe, () => selection.has(id));
}

export function useSelection(): readonly ImageCard[] {
  return useSyncExternalStore(selection.subscribe, selection.items);
}
