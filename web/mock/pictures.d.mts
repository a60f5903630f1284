export interface Picture {
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly words: readonly string[];
  readonly svg: string;
  /** RGBA bytes, row by row. */
  readonly raster: (columns: number, rows: number) => Uint8Array;
}

/** The one picture whose title shares no word with another's. */
export const RARE: { readonly number: number; readonly title: string };

/** The same number is the same picture on every machine. */
export function makePicture(number: number): Picture;
