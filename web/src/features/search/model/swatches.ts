import { oklchToHex } from '@/lib/color';

// The colours to pick from. Each hue is as light as it looks best: between the lightness at which a screen shows it
// most vividly (a yellow is light, a violet is dark) and a middle one. Columns are hues, rows go from tint to shade; the
// last column is grey.

const VIVID = [
  { h: 5, l: 0.64, c: 0.26 },
  { h: 27, l: 0.63, c: 0.25 },
  { h: 50, l: 0.72, c: 0.19 },
  { h: 72, l: 0.8, c: 0.17 },
  { h: 98, l: 0.9, c: 0.18 },
  { h: 125, l: 0.93, c: 0.23 },
  { h: 150, l: 0.87, c: 0.24 },
  { h: 178, l: 0.9, c: 0.16 },
  { h: 215, l: 0.82, c: 0.14 },
  { h: 255, l: 0.62, c: 0.2 },
  { h: 290, l: 0.52, c: 0.29 },
  { h: 330, l: 0.7, c: 0.32 },
];
const PURE = VIVID.map(({ h, l, c }) => ({ h, l: l * 0.52 + 0.31, c: c * 0.74 }));
const WHITE = 0.96;
const ROWS = [
  { towardsWhite: 0.72, lightness: 1, chroma: 0.3 },
  { towardsWhite: 0.4, lightness: 1, chroma: 0.62 },
  { towardsWhite: 0, lightness: 1, chroma: 1 },
  { towardsWhite: 0, lightness: 0.74, chroma: 0.8 },
  { towardsWhite: 0, lightness: 0.5, chroma: 0.55 },
];
const GREYS = [0.99, 0.82, 0.62, 0.4, 0.14];

export const SWATCH_COLUMNS = PURE.length + 1;

/** Row by row. */
export const SWATCHES: readonly string[] = ROWS.flatMap(({ towardsWhite, lightness, chroma }, row) => [
  ...PURE.map(({ h, l, c }) =>
    oklchToHex({ h, l: (l + (WHITE - l) * towardsWhite) * lightness, c: c * chroma }),
  ),
  oklchToHex({ h: 0, l: GREYS[row] ?? 0.5, c: 0 }),
]);

/** The middle row without the grey: one of each hue. */
export const HUE_SWATCHES: readonly string[] = SWATCHES.slice(SWATCH_COLUMNS * 2, SWATCH_COLUMNS * 3 - 1);
