import { useEffect, useRef } from 'react';
import type { ApiProblem } from '@/api/client';
import { buttonQuiet } from '../button-styles';

interface WallMoreProps {
  readonly loaded: number;
  readonly hasMore: boolean;
  readonly loading: boolean;
  readonly problem: ApiProblem | null;
  readonly onMore: () => void;
  /** Said once there is no more. */
  readonly end?: string;
}

const AHEAD = '3000px';

/** The edge of a wall: asks for more well before one gets there, and says how it stands. */
export function WallMore({ loaded, hasMore, loading, problem, onMore, end }: WallMoreProps) {
  const edge = useRef<HTMLDivElement>(null);
  const more = useRef(onMore);
  useEffect(() => {
    more.current = onMore;
  });

  const waits = hasMore && !loading && !problem;
  // A new observer after each page reports at once whether the edge is still near.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `loaded` is what makes it new.
  useEffect(() => {
    if (!edge.current || !waits) return;
    const observer = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && more.current(),
      { rootMargin: `0px 0px ${AHEAD}` },
    );
    observer.observe(edge.current);
    return () => observer.disconnect();
  }, [waits, loaded]);

  return (
    // A new element after each page: one that is seen moving down would be a layout shift.
    <div
      key={loaded}
      ref={edge}
      className="flex min-h-32 items-center justify-center px-6 py-10 text-center text-ink-soft"
    >
      {problem && (
        <div role="alert" className="flex flex-wrap items-center justify-center gap-4">
          <span>More pictures did not come: {problem.detail ?? problem.message}</span>
          <button type="button" className={buttonQuiet} onClick={onMore}>
            Try again
          </button>
        </div>
      )}
      {!problem && hasMore && <span className="text-sm">Loading more…</span>}
      {!problem && !hasMore && loaded > 0 && end && (
        <span className="font-display text-lg italic">{end}</span>
      )}
    </div>
  );
}
