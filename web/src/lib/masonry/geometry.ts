import type { Geometry } from './layout';

// A strip taller or wider than this is cropped on the wall and whole on its own page.
const RATIO_MIN = 0.4;
const RATIO_MAX = 3;

/** How many columns fit a wall of this width: two on a phone, then columns of about 270 px. */
export function geometryFor(width: number): Geometry {
  const gap = width < 640 ? 8 : 16;
  const wanted = width < 640 ? 180 : width < 1100 ? 240 : 280;
  const columns = Math.max(width < 260 ? 1 : 2, Math.round((width + gap) / (wanted + gap)));
  return { columns, columnWidth: (width - gap * (columns - 1)) / columns, gap };
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Whole pixels, known before a single byte of the picture is there. */
export function tileHeight({ width, height }: Size, columnWidth: number): number {
  const ratio = Math.min(RATIO_MAX, Math.max(RATIO_MIN, width / height));
  return Math.round(columnWidth / ratio);
}
