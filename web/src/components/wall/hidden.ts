import { useSyncExternalStore } from 'react';

// Pictures that were deleted here: gone from every wall at once, and back in their places when that is taken back.

let hidden: ReadonlySet<string> = new Set();
const listeners = new Set<() => void>();

function set(next: ReadonlySet<string>): void {
  hidden = next;
  for (const listener of listeners) listener();
}

/** Answers the function that shows them again. */
export function hideImages(ids: readonly string[]): () => void {
  set(new Set([...hidden, ...ids]));
  return () => set(new Set([...hidden].filter((id) => !ids.includes(id))));
}

export function useHidden(): ReadonlySet<string> {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => hidden,
  );
}
