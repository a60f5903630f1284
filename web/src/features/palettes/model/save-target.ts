import { useSyncExternalStore } from 'react';
import type { ImageCard, Palette } from '@/api/client';

// What is about to be saved, and where on the screen that was asked for. One dialog serves every tile.

export interface SaveTarget {
  readonly images: readonly ImageCard[];
  /** The button's place; null for a key: the dialog then stands in the middle. */
  readonly at: DOMRect | null;
  /** Moves them out of this Palette. */
  readonly from?: Pick<Palette, 'id' | 'title'>;
}

let target: SaveTarget | null = null;
const listeners = new Set<() => void>();

function set(next: SaveTarget | null): void {
  target = next;
  for (const listener of listeners) listener();
}

export function askWhereToSave(images: readonly ImageCard[], button?: Element): void {
  if (images.length > 0) set({ images, at: button?.getBoundingClientRect() ?? null });
}

export function askWhereToMove(
  images: readonly ImageCard[],
  from: Pick<Palette, 'id' | 'title'>,
  button?: Element,
): void {
  if (images.length > 0) set({ images, at: button?.getBoundingClientRect() ?? null, from });
}

export const closeSave = (): void => set(null);

export function useSaveTarget(): SaveTarget | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => target,
  );
}
