import type { Layout } from './layout';

const BUCKET = 200;
const OVERSCAN = 800;
const TILES_MAX = 190;

/** Scroll positions within one bucket show the same tiles, so that most scroll events render nothing. */
export function bucketOf(scrolled: number): number {
  return Math.floor(scrolled / BUCKET);
}

/** The tiles to have in the document: those near the viewport, fewer beyond its edges where tiles are tiny. */
export function tilesNear(layout: Layout, bucket: number, viewport: number): number[] {
  const from = bucket * BUCKET;
  const to = from + BUCKET + viewport;
  for (let overscan = OVERSCAN; overscan > 0; overscan -= BUCKET) {
    const tiles = layout.range(from - overscan, to + overscan);
    if (tiles.length <= TILES_MAX) return tiles;
  }
  return layout.range(from, to).slice(0, TILES_MAX);
}

/** The first and the last row of equal cells to have in the document, under the same limit. */
export function rowsNear(bucket: number, viewport: number, cell: number, columns: number): [number, number] {
  const from = bucket * BUCKET;
  const rows = Math.max(1, Math.floor(TILES_MAX / columns));
  const wanted = Math.ceil((viewport + BUCKET) / cell) + 1;
  const beyond = Math.max(0, Math.min(Math.floor(OVERSCAN / cell), Math.floor((rows - wanted) / 2)));
  const first = Math.floor(from / cell) - beyond;
  return [first, first + Math.min(rows, wanted + beyond * 2) - 1];
}
