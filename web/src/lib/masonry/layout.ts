// Where each tile of a masonry wall lies. Append-only: adding tiles never moves the ones before, so the positions of a
// wall of any length are exact, and the tiles of a viewport are found by binary search. Knows nothing of the DOM.

export type Direction = 'up' | 'down' | 'left' | 'right';

export interface Geometry {
  readonly columns: number;
  readonly columnWidth: number;
  readonly gap: number;
}

export class Layout implements Geometry {
  readonly columns: number;
  readonly columnWidth: number;
  readonly gap: number;
  readonly #tops: number[] = [];
  readonly #heights: number[] = [];
  readonly #columnOf: number[] = [];
  readonly #byColumn: number[][];
  readonly #bottoms: number[];

  constructor({ columns, columnWidth, gap }: Geometry) {
    this.columns = columns;
    this.columnWidth = columnWidth;
    this.gap = gap;
    this.#byColumn = Array.from({ length: columns }, () => []);
    this.#bottoms = new Array<number>(columns).fill(0);
  }

  get length(): number {
    return this.#tops.length;
  }

  /** Of the whole wall, without a gap below the last tile. */
  get height(): number {
    return Math.max(0, Math.max(...this.#bottoms) - this.gap);
  }

  /** Puts the next tile under the shortest column; of several equally short ones, the leftmost. */
  append(height: number): void {
    let column = 0;
    for (let i = 1; i < this.columns; i++) {
      if (bottom(this.#bottoms, i) < bottom(this.#bottoms, column)) column = i;
    }
    const top = bottom(this.#bottoms, column);
    this.#byColumn[column]?.push(this.length);
    this.#tops.push(top);
    this.#heights.push(height);
    this.#columnOf.push(column);
    this.#bottoms[column] = top + height + this.gap;
  }

  top(index: number): number {
    return this.#tops[index] ?? 0;
  }

  tileHeight(index: number): number {
    return this.#heights[index] ?? 0;
  }

  column(index: number): number {
    return this.#columnOf[index] ?? 0;
  }

  // Columns begin on whole pixels, so that tiles have sharp edges at any width.
  left(index: number): number {
    return Math.round(this.column(index) * (this.columnWidth + this.gap));
  }

  tileWidth(index: number): number {
    const next = Math.round((this.column(index) + 1) * (this.columnWidth + this.gap));
    return next - this.gap - this.left(index);
  }

  /** The tiles that touch [from, to], in feed order. */
  range(from: number, to: number): number[] {
    const found: number[] = [];
    for (const indices of this.#byColumn) {
      let at = firstWhere(indices, (index) => this.top(index) + this.tileHeight(index) >= from);
      for (; at < indices.length; at++) {
        const index = indices[at];
        if (index === undefined || this.top(index) > to) break;
        found.push(index);
      }
    }
    return found.sort((a, b) => a - b);
  }

  /** The tile one step away as the eye sees it, or null at the edge of the wall. */
  neighbor(index: number, direction: Direction): number | null {
    const column = this.column(index);
    if (direction === 'up' || direction === 'down') {
      const indices = this.#byColumn[column] ?? [];
      const at = firstWhere(indices, (other) => other >= index);
      return indices[at + (direction === 'up' ? -1 : 1)] ?? null;
    }
    return this.nearest(
      column + (direction === 'left' ? -1 : 1),
      this.top(index) + this.tileHeight(index) / 2,
    );
  }

  /** The tile of a column whose middle is nearest to y, or null where there is no such column. */
  nearest(column: number, y: number): number | null {
    const indices = this.#byColumn[column];
    if (!indices?.length) return null;
    const middle = (index: number) => this.top(index) + this.tileHeight(index) / 2;
    const at = firstWhere(indices, (index) => middle(index) >= y);
    const [before, after] = [indices[at - 1], indices[at]];
    if (before === undefined || after === undefined) return before ?? after ?? null;
    return y - middle(before) < middle(after) - y ? before : after;
  }
}

function bottom(bottoms: readonly number[], column: number): number {
  return bottoms[column] ?? 0;
}

/** The first position whose index passes a test that, once true, stays true. */
function firstWhere(indices: readonly number[], passes: (index: number) => boolean): number {
  let low = 0;
  let high = indices.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const index = indices[middle];
    if (index !== undefined && passes(index)) high = middle;
    else low = middle + 1;
  }
  return low;
}
