import { type Size, tileHeight } from './geometry';
import { type Geometry, Layout } from './layout';

export interface LaidOut<Item> {
  readonly layout: Layout;
  readonly items: readonly Item[];
}

/**
 * The layout of `items`. Where `items` continues what was laid out before in the same geometry, the same Layout grows;
 * anything else begins anew. Calling it twice with the same arguments changes nothing.
 */
export function extendLayout<Item extends Size & { readonly id: string }>(
  before: LaidOut<Item> | null,
  items: readonly Item[],
  geometry: Geometry,
): LaidOut<Item> {
  const continues =
    before !== null && sameGeometry(before.layout, geometry) && beginsWith(items, before.items);
  const layout = continues ? before.layout : new Layout(geometry);
  for (let i = layout.length; i < items.length; i++) {
    const item = items[i];
    if (item) layout.append(tileHeight(item, geometry.columnWidth));
  }
  return { layout, items };
}

function sameGeometry(a: Geometry, b: Geometry): boolean {
  return a.columns === b.columns && a.columnWidth === b.columnWidth && a.gap === b.gap;
}

function beginsWith<Item extends { readonly id: string }>(
  items: readonly Item[],
  start: readonly Item[],
): boolean {
  return (
    start === items || (start.length <= items.length && start.every((item, i) => item.id === items[i]?.id))
  );
}
