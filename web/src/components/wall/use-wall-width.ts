import { type RefObject, useLayoutEffect, useState } from 'react';
import { readStored, session, writeStored } from '@/lib/storage';

// Every wall has the same margins, so the last width seen in a window of this width is right for the next wall, which
// then has its full height in its very first render: without that, Back could not scroll to where one was.

interface Remembered {
  readonly viewport: number;
  readonly width: number;
}

const KEY = 'palette.wall-width';

const isRemembered = (value: unknown): value is Remembered =>
  typeof value === 'object' && value !== null && 'viewport' in value && 'width' in value;

let remembered: Remembered | null = null;

export function useWallWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(() => {
    remembered ??= readStored(session, KEY, isRemembered);
    return remembered?.viewport === window.innerWidth ? remembered.width : 0;
  });

  useLayoutEffect(() => {
    const wall = element.current;
    if (!wall) return;
    const measure = () => {
      if (wall.clientWidth === 0) return;
      setWidth(wall.clientWidth);
      if (remembered?.width === wall.clientWidth && remembered.viewport === window.innerWidth) return;
      remembered = { viewport: window.innerWidth, width: wall.clientWidth };
      writeStored(session, KEY, remembered);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(wall);
    return () => observer.disconnect();
  }, [element]);

  return width;
}
