import { useSyncExternalStore } from 'react';
import type { ImageCard } from '@/api/client';

// The result that is asked about. One dialog serves every tile.

export interface ResultTarget {
  readonly image: ImageCard;
  readonly at: DOMRect;
}

let target: ResultTarget | null = null;
const listeners = new Set<() => void>();

function set(next: ResultTarget | null): void {
  target = next;
  for (const listener of listeners) listener();
}

export const askAboutResult = (image: ImageCard, button: Element): void =>
  set({ image, at: button.getBoundingClientRect() });

export const closeResult = (): void => set(null);

export function useResultTarget(): ResultTarget | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => target,
  );
}
