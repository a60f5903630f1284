import { useEffect, useRef } from 'react';

const PAUSE_MS = 1500;
const SMALL_ITEMS = 200;

interface GrowthOptions {
  readonly arrivals: number;
  readonly loaded: number;
  readonly complete: boolean;
  readonly grow: () => Promise<void>;
  readonly onGrown: () => void;
}

/** While a library is young, what arrives appears by itself below what is there. */
export function useGrowth({ arrivals, loaded, complete, grow, onGrown }: GrowthOptions): void {
  const wanted = complete && loaded < SMALL_ITEMS && arrivals > 0;
  const latest = useRef({ grow, onGrown });
  useEffect(() => {
    latest.current = { grow, onGrown };
  });

  useEffect(() => {
    if (!wanted) return;
    let asking = false;
    const timer = setInterval(async () => {
      if (asking) return;
      asking = true;
      try {
        await latest.current.grow();
        latest.current.onGrown();
      } catch {
        // The server is away for a moment: the next round asks again.
      }
      asking = false;
    }, PAUSE_MS);
    return () => clearInterval(timer);
  }, [wanted]);
}
