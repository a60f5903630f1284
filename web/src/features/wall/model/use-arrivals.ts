import { useCallback, useEffect, useState } from 'react';
import type { Library } from '@/api/client';

// How many pictures were ready when a wall was shown first. Outlives the page: coming back to a wall from a picture,
// what came meanwhile is still new.
const readyAt = new WeakMap<object, number>();

/**
 * How many pictures came since the wall was last brought up to date. They are not put on it unasked: what is on screen
 * stays where it is. `shown` is whatever is another object when another wall is shown, undefined before.
 */
export function useArrivals(library: Library | null, shown: object | undefined) {
  const [count, setCount] = useState(0);
  const ready = library?.ready;

  useEffect(() => {
    if (ready === undefined || !shown) return;
    const base = readyAt.get(shown) ?? ready;
    readyAt.set(shown, base);
    setCount(Math.max(0, ready - base));
  }, [ready, shown]);

  const clear = useCallback(() => {
    if (ready !== undefined && shown) readyAt.set(shown, ready);
    setCount(0);
  }, [ready, shown]);

  return { count, clear };
}
