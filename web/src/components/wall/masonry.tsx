import {
  type KeyboardEvent,
  type RefObject,
  useContext,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { ImageCard } from '@/api/client';
import { tilesNear } from '@/lib/masonry/band';
import { extendLayout, type LaidOut } from '@/lib/masonry/extend-layout';
import { geometryFor } from '@/lib/masonry/geometry';
import type { Direction, Layout } from '@/lib/masonry/layout';
import { Tile } from './tile';
import { useBucket } from './use-bucket';
import { useWallWidth } from './use-wall-width';
import { type Segment, WallContext } from './wall';

interface MasonryProps {
  readonly items: readonly ImageCard[];
  readonly label: string;
  readonly busy?: boolean;
  /** Holds what is seen first on its page, so the first rows go before other requests. */
  readonly first?: boolean;
}

const HEADER = 72;
const MARGIN = 16;
const ARROWS: Readonly<Record<string, Direction>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
};

/** Pictures in columns. However many there are, only the tiles near the viewport are in the document. */
export function Masonry({ items, label, busy = false, first = false }: MasonryProps) {
  const element = useRef<HTMLDivElement>(null);
  const width = useWallWidth(element);
  const layout = useLayout(items, width);
  const bucket = useBucket(element);
  const [active, setActive] = useState<number | null>(null);
  const wall = useContext(WallContext);
  const segment = useSegment(element, layout, items, setActive);

  useEffect(() => wall.register(segment), [wall, segment]);
  useAnchor(element, layout);

  const tiles = width > 0 ? tilesNear(layout, bucket, window.innerHeight) : [];
  const rendered =
    active === null || active >= items.length || tiles.includes(active) ? tiles : withTile(tiles, active);

  const moveByArrow = (event: KeyboardEvent) => {
    const direction = ARROWS[event.key];
    const place = wall.focused();
    if (!direction || !place || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    wall.move(place, direction);
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a feed, and the links inside have the focus.
    <div
      ref={element}
      {...(rendered.length > 0 && { role: 'feed', 'aria-label': label, 'aria-busy': busy })}
      className="relative"
      style={{ height: layout.height }}
      onKeyDown={moveByArrow}
      onFocus={({ target }) => setActive(tileOf(target))}
      onBlur={({ relatedTarget }) => setActive(tileOf(relatedTarget))}
    >
      {rendered.map((index) => {
        const item = items[index];
        return (
          item && (
            <Tile
              key={item.id}
              item={item}
              index={index}
              left={layout.left(index)}
              top={layout.top(index)}
              width={layout.tileWidth(index)}
              height={layout.tileHeight(index)}
              first={first && index < layout.columns * 2}
            />
          )
        );
      })}
    </div>
  );
}

function useLayout(items: readonly ImageCard[], width: number): Layout {
  const laidOut = useRef<LaidOut<ImageCard> | null>(null);
  const geometry = useMemo(() => geometryFor(width), [width]);
  laidOut.current = extendLayout(laidOut.current, items, geometry);
  return laidOut.current.layout;
}

function useSegment(
  element: RefObject<HTMLElement | null>,
  layout: Layout,
  items: readonly ImageCard[],
  setActive: (index: number) => void,
): Segment {
  const latest = useRef({ layout, items });
  const wanted = useRef<number | null>(null);

  useLayoutEffect(() => {
    latest.current = { layout, items };
    if (wanted.current === null) return;
    const link = element.current?.querySelector<HTMLElement>(`[data-tile="${wanted.current}"] a`);
    wanted.current = null;
    link?.focus({ preventScroll: true });
  });

  return useMemo(
    () => ({
      element: () => element.current,
      layout: () => latest.current.layout,
      items: () => latest.current.items,
      focus: (index, viewport = 'follow') => {
        const { layout } = latest.current;
        if (viewport === 'follow') reveal(element.current, layout.top(index), layout.tileHeight(index));
        const link = element.current?.querySelector<HTMLElement>(`[data-tile="${index}"] a`);
        if (link) return link.focus({ preventScroll: true });
        wanted.current = index;
        setActive(index);
      },
    }),
    [element, setActive],
  );
}

// A window of another width has other columns: what was at the top of the screen stays there.
function useAnchor(element: RefObject<HTMLElement | null>, layout: Layout): void {
  const anchor = useRef<{ index: number; offset: number } | null>(null);
  const before = useRef(layout);

  useLayoutEffect(() => {
    const wall = element.current;
    if (!wall) return;
    const changed = before.current.columnWidth !== layout.columnWidth && before.current.length > 0;
    before.current = layout;
    const held = anchor.current;
    if (changed && held && held.index < layout.length) {
      window.scrollBy({
        top: wall.getBoundingClientRect().top + layout.top(held.index) - held.offset,
        behavior: 'instant',
      });
    }
    const hold = () => {
      const top = wall.getBoundingClientRect().top;
      const [index] = top < 0 ? layout.range(-top, -top + 1) : [];
      anchor.current = index === undefined ? null : { index, offset: top + layout.top(index) };
    };
    window.addEventListener('scrollend', hold, { passive: true });
    return () => window.removeEventListener('scrollend', hold);
  }, [element, layout]);
}

function reveal(wall: HTMLElement | null, top: number, height: number): void {
  if (!wall) return;
  const above = wall.getBoundingClientRect().top + top - HEADER - MARGIN;
  const below = above + HEADER + height + MARGIN * 2 - window.innerHeight;
  if (above < 0 || height + HEADER > window.innerHeight) window.scrollBy({ top: above, behavior: 'instant' });
  else if (below > 0) window.scrollBy({ top: below, behavior: 'instant' });
}

function withTile(tiles: readonly number[], index: number): number[] {
  return [...tiles, index].sort((a, b) => a - b);
}

function tileOf(target: EventTarget | null): number | null {
  const tile = target instanceof Element ? target.closest<HTMLElement>('[data-tile]') : null;
  return tile ? Number(tile.dataset.tile) : null;
}
