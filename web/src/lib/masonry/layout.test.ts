import { describe, expect, it } from 'vitest';
import { tilesNear } from './band';
import { extendLayout } from './extend-layout';
import { geometryFor, tileHeight } from './geometry';
import { Layout } from './layout';

function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

function filled(columns: number, count: number, seed = 1): Layout {
  const next = random(seed);
  const layout = new Layout({ columns, columnWidth: 240, gap: 16 });
  for (let i = 0; i < count; i++) layout.append(60 + Math.floor(next() * 540));
  return layout;
}

const all = (layout: Layout) => Array.from({ length: layout.length }, (_, i) => i);
const bottom = (layout: Layout, i: number) => layout.top(i) + layout.tileHeight(i);

describe.each([1, 2, 5, 9])('a masonry of %i columns', (columns) => {
  const layout = filled(columns, 1000, columns);

  it('keeps a gap between tiles of one column', () => {
    const ends = new Map<number, number>();
    for (const i of all(layout)) {
      const end = ends.get(layout.column(i));
      expect(layout.top(i)).toBe(end === undefined ? 0 : end + layout.gap);
      ends.set(layout.column(i), bottom(layout, i));
    }
  });

  it('keeps a gap between columns', () => {
    const rights = all(layout).map((i) => layout.left(i) + layout.tileWidth(i));
    for (const i of all(layout)) {
      for (const j of all(layout).slice(0, 50)) {
        if (layout.column(j) + 1 === layout.column(i))
          expect(layout.left(i) - (rights[j] ?? 0)).toBe(layout.gap);
      }
    }
  });

  it('goes down in feed order', () => {
    for (const i of all(layout).slice(1)) expect(layout.top(i)).toBeGreaterThanOrEqual(layout.top(i - 1));
  });

  it('is as high as its lowest tile', () => {
    expect(layout.height).toBe(Math.max(...all(layout).map((i) => bottom(layout, i))));
  });

  it('finds exactly the tiles that touch a range, in feed order', () => {
    for (let from = -500; from < layout.height + 500; from += 377) {
      const to = from + 900;
      const expected = all(layout).filter((i) => bottom(layout, i) >= from && layout.top(i) <= to);
      expect(layout.range(from, to)).toEqual(expected);
    }
  });

  it('moves no tile when more are added', () => {
    const shorter = filled(columns, 400, columns);
    for (const i of all(shorter)) {
      expect([shorter.top(i), shorter.left(i)]).toEqual([layout.top(i), layout.left(i)]);
    }
  });

  it('goes up as it went down', () => {
    for (const i of all(layout)) {
      const below = layout.neighbor(i, 'down');
      if (below !== null) expect(layout.neighbor(below, 'up')).toBe(i);
    }
  });

  it('goes sideways to a tile of the next column at about the same height', () => {
    for (const i of all(layout).slice(0, 300)) {
      const beside = layout.neighbor(i, 'right');
      if (layout.column(i) === columns - 1) expect(beside).toBeNull();
      else expect(layout.column(beside ?? -1)).toBe(layout.column(i) + 1);
    }
  });
});

describe('an empty masonry', () => {
  const layout = new Layout({ columns: 3, columnWidth: 100, gap: 8 });
  it('has no height, tiles or neighbours', () => {
    expect(layout.height).toBe(0);
    expect(layout.range(-1000, 1000)).toEqual([]);
    expect(layout.nearest(0, 0)).toBeNull();
  });
});

describe('the geometry', () => {
  it.each([
    [374, 2],
    [720, 3],
    [976, 4],
    [1360, 5],
    [1840, 6],
    [3760, 13],
  ])('fits a wall of %i px with %i columns', (width, columns) => {
    expect(geometryFor(width).columns).toBe(columns);
  });

  it('fills the width to the pixel', () => {
    for (let width = 300; width < 4000; width += 7) {
      const layout = new Layout(geometryFor(width));
      for (let i = 0; i < layout.columns; i++) layout.append(100);
      const last = layout.length - 1;
      expect(layout.left(last) + layout.tileWidth(last)).toBe(width);
    }
  });

  it('crops what is extremely tall or wide', () => {
    expect(tileHeight({ width: 100, height: 10_000 }, 200)).toBe(500);
    expect(tileHeight({ width: 10_000, height: 100 }, 300)).toBe(100);
    expect(tileHeight({ width: 300, height: 200 }, 300)).toBe(200);
  });
});

describe('the tiles near the viewport', () => {
  it('are at most 200, however small and many they are', () => {
    const layout = new Layout(geometryFor(3760));
    for (let i = 0; i < 20_000; i++) layout.append(40);
    for (let bucket = -4; bucket * 200 < layout.height; bucket += 3) {
      expect(tilesNear(layout, bucket, 2160).length).toBeLessThanOrEqual(200);
    }
  });

  it('cover the viewport everywhere', () => {
    const layout = filled(5, 3000);
    for (let scrolled = 0; scrolled < layout.height - 900; scrolled += 531) {
      const shown = new Set(tilesNear(layout, Math.floor(scrolled / 200), 900));
      for (const i of layout.range(scrolled, scrolled + 900)) expect(shown.has(i)).toBe(true);
    }
  });
});

describe('a growing list', () => {
  const geometry = geometryFor(1200);
  const items = Array.from({ length: 50 }, (_, i) => ({ id: String(i), width: 100, height: 80 + i }));

  it('grows the same layout', () => {
    const first = extendLayout(null, items.slice(0, 20), geometry);
    const second = extendLayout(first, items, geometry);
    expect(second.layout).toBe(first.layout);
    expect(second.layout.length).toBe(50);
  });

  it('is laid out anew when it is another list, or the wall has another width', () => {
    const first = extendLayout(null, items, geometry);
    expect(extendLayout(first, items.toReversed(), geometry).layout).not.toBe(first.layout);
    expect(extendLayout(first, items.slice(0, 3), geometry).layout.length).toBe(3);
    expect(extendLayout(first, items, geometryFor(900)).layout).not.toBe(first.layout);
  });

  it('changes nothing when asked twice, as React does', () => {
    const first = extendLayout(null, items, geometry);
    const height = first.layout.height;
    extendLayout(first, items, geometry);
    expect(first.layout.height).toBe(height);
  });
});
