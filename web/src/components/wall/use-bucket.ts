import { type RefObject, useCallback, useLayoutEffect, useRef, useSyncExternalStore } from 'react';
import { bucketOf } from '@/lib/masonry/band';

/**
 * How far the viewport's top has moved into the element, in buckets. An external store, because React then renders
 * before the frame that shows the new position: dragging the scrollbar leaves no blank.
 */
export function useBucket(element: RefObject<HTMLElement | null>): number {
  const bucket = useRef(0);

  const subscribe = useCallback(
    (notify: () => void) => {
      const update = () => {
        const now = bucketOf(-(element.current?.getBoundingClientRect().top ?? 0));
        if (now === bucket.current) return;
        bucket.current = now;
        notify();
      };
      update();
      const above = new ResizeObserver(update);
      above.observe(document.body);
      window.addEventListener('scroll', update, { passive: true });
      window.addEventListener('resize', update);
      return () => {
        above.disconnect();
        window.removeEventListener('scroll', update);
        window.removeEventListener('resize', update);
      };
    },
    [element],
  );

  useLayoutEffect(() => {
    bucket.current = bucketOf(-(element.current?.getBoundingClientRect().top ?? 0));
  }, [element]);

  return useSyncExternalStore(subscribe, () => bucket.current);
}
