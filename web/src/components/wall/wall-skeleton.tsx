import { useRef } from 'react';
import { geometryFor, tileHeight } from '@/lib/masonry/geometry';
import { Layout } from '@/lib/masonry/layout';
import { useWallWidth } from './use-wall-width';

const SHAPES = [0.8, 1.3, 0.7, 1, 1.5, 0.75, 1.2, 0.66, 1.4, 0.9];
const ROWS = 5;

/** The shape of a wall to come. */
export function WallSkeleton() {
  const element = useRef<HTMLDivElement>(null);
  const width = useWallWidth(element);
  const geometry = geometryFor(width);
  const layout = new Layout(geometry);
  for (let i = 0; i < geometry.columns * ROWS; i++) {
    const ratio = SHAPES[(i * 7) % SHAPES.length] ?? 1;
    layout.append(tileHeight({ width: ratio, height: 1 }, geometry.columnWidth));
  }
  return (
    <div ref={element} aria-hidden className="relative h-[100dvh] animate-pulse overflow-hidden">
      {width > 0 &&
        Array.from({ length: layout.length }, (_, i) => (
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: they never change.
            key={i}
            className="tile bg-sunken"
            style={{
              width: layout.tileWidth(i),
              height: layout.tileHeight(i),
              transform: `translate(${layout.left(i)}px, ${layout.top(i)}px)`,
            }}
          />
        ))}
    </div>
  );
}
