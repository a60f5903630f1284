import { createContext } from 'react';
import type { ImageCard } from '@/api/client';
import type { Direction, Layout } from '@/lib/masonry/layout';

/** One masonry of a wall. A wall of search results has one for each kind of match. */
export interface Segment {
  readonly element: () => HTMLElement | null;
  readonly layout: () => Layout;
  readonly items: () => readonly ImageCard[];
  /** Gives a tile the focus and brings it into view, unless the viewport shall stay where it is. */
  readonly focus: (index: number, viewport?: 'follow' | 'stay') => void;
}

export interface Place {
  readonly segment: Segment;
  readonly index: number;
}

/** Moves through the tiles of all segments as if they were one wall. */
export class Wall {
  #segments: Segment[] = [];

  register(segment: Segment): () => void {
    this.#segments.push(segment);
    return () => {
      this.#segments = this.#segments.filter((other) => other !== segment);
    };
  }

  items(): ImageCard[] {
    return this.#ordered().flatMap((segment) => [...segment.items()]);
  }

  focused(): Place | null {
    const tile = document.activeElement?.closest<HTMLElement>('[data-tile]');
    return tile ? this.#placeOf(tile) : null;
  }

  focusedItem(): ImageCard | null {
    const place = this.focused();
    return place?.segment.items()[place.index] ?? null;
  }

  /** What a tile of this wall shows; null for one of another wall. */
  itemOf(tile: HTMLElement): ImageCard | null {
    const place = this.#placeOf(tile);
    return place?.segment.items()[place.index] ?? null;
  }

  #placeOf(tile: HTMLElement): Place | null {
    const segment = this.#segments.find((other) => other.element()?.contains(tile));
    return segment ? { segment, index: Number(tile.dataset.tile) } : null;
  }

  /** To the tile on that side; over the line between two segments where there is one. */
  move({ segment, index }: Place, direction: Direction): void {
    const layout = segment.layout();
    const inside = layout.neighbor(index, direction);
    if (inside !== null) segment.focus(inside);
    else if (direction === 'up' || direction === 'down')
      this.#cross(segment, layout.column(index), direction);
  }

  #cross(segment: Segment, from: number, direction: 'up' | 'down'): void {
    const beyond = this.#beside(segment, direction === 'up' ? -1 : 1);
    if (!beyond) return;
    const there = beyond.layout();
    const y = direction === 'up' ? there.height : 0;
    const column = Math.min(from, there.columns - 1, there.length - 1);
    const target = there.nearest(column, y);
    if (target !== null) beyond.focus(target);
  }

  /** To the next or the previous tile of the feed; where none has the focus, to the first that is in view. */
  step(by: 1 | -1): void {
    const place = this.focused();
    if (!place) {
      this.#focusFirstInView();
      return;
    }
    const index = place.index + by;
    if (index >= 0 && index < place.segment.items().length) {
      place.segment.focus(index);
      return;
    }
    const beyond = this.#beside(place.segment, by);
    beyond?.focus(by === 1 ? 0 : beyond.items().length - 1);
  }

  focusItem(id: string, viewport: 'follow' | 'stay'): void {
    for (const segment of this.#segments) {
      const index = segment.items().findIndex((item) => item.id === id);
      if (index < 0) continue;
      segment.focus(index, viewport);
      return;
    }
  }

  #focusFirstInView(): void {
    for (const segment of this.#ordered()) {
      const top = segment.element()?.getBoundingClientRect().top ?? 0;
      const [first] = segment.layout().range(-top + 80, -top + window.innerHeight);
      if (first === undefined) continue;
      segment.focus(first);
      return;
    }
  }

  #beside(segment: Segment, by: 1 | -1): Segment | undefined {
    const ordered = this.#ordered().filter((other) => other.items().length > 0);
    return ordered[ordered.indexOf(segment) + by];
  }

  #ordered(): Segment[] {
    const top = (segment: Segment) => segment.element()?.getBoundingClientRect().top ?? 0;
    return [...this.#segments].sort((a, b) => top(a) - top(b));
  }
}

export const WallContext = createContext<Wall>(new Wall());

/** The walls on the page. */
export const walls = new Set<Wall>();

/** What a key is meant for: the picture that has the focus, or else the one under the pointer. */
export function currentItem(): ImageCard | null {
  const tile =
    document.activeElement?.closest<HTMLElement>('[data-tile]') ??
    document.querySelector<HTMLElement>('[data-tile]:hover');
  if (!tile) return null;
  return [...walls].map((wall) => wall.itemOf(tile)).find((item) => item !== null) ?? null;
}

/** Whether a tile has the focus: keys that a page has a use for belong to the tile then. */
export function inWall(): boolean {
  return document.activeElement?.closest('[role=feed]') != null;
}
