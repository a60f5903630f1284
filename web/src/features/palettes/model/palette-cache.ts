import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import type { ImageCard, ImagePage, Palette } from '@/api/client';
import { paletteKey } from '../api/get-palette';
import { paletteImagesKey, paletteSearchKey } from '../api/list-palette-images';

/** Something of a Palette is another than what is shown: asked for again where it is on screen, and later elsewhere. */
export function paletteChanged(client: QueryClient, id: string): void {
  void client.invalidateQueries({ queryKey: ['palettes'] });
  void client.invalidateQueries({ queryKey: paletteKey(id) });
  void client.invalidateQueries({ queryKey: paletteImagesKey(id) });
  void client.invalidateQueries({ queryKey: paletteSearchKey(id) });
}

/** After a time without news, any Palette may be another. */
export function allChanged(client: QueryClient): void {
  for (const queryKey of [['palettes'], ['palette'], ['palette-images'], ['palette-search']]) {
    void client.invalidateQueries({ queryKey });
  }
}

/** Shows a Palette as it will be. Answers the function that shows it as it was. */
export function showPalette(client: QueryClient, id: string, change: Partial<Palette>): () => void {
  const queryKey = paletteKey(id);
  void client.cancelQueries({ queryKey });
  const before = client.getQueriesData<Palette>({ queryKey });
  client.setQueriesData<Palette>({ queryKey }, (palette) => palette && { ...palette, ...change });
  return () => {
    for (const [key, palette] of before) client.setQueryData(key, palette);
  };
}

/** The pictures of a Palette as they are on screen, in its order; none where it is not. */
export function imagesShown(client: QueryClient, id: string): readonly ImageCard[] {
  const lists = client.getQueriesData<InfiniteData<ImagePage>>({ queryKey: paletteImagesKey(id) });
  const [, shown] = lists.find(([, data]) => data !== undefined) ?? [];
  return shown?.pages.flatMap((page) => page.items) ?? [];
}

/** Shows the pictures of a Palette as they will be, in the lists that are loaded. Answers how to go back. */
export function showImages(
  client: QueryClient,
  id: string,
  change: (items: readonly ImageCard[]) => readonly ImageCard[],
): () => void {
  const queryKey = paletteImagesKey(id);
  void client.cancelQueries({ queryKey });
  const before = client.getQueriesData<InfiniteData<ImagePage>>({ queryKey });
  client.setQueriesData<InfiniteData<ImagePage>>({ queryKey }, (data) => data && changed(data, change));
  return () => {
    for (const [key, data] of before) client.setQueryData(key, data);
  };
}

// The pages are fetched anew soon: until then all items are in the first, and the last cursor still says where more is.
function changed(
  data: InfiniteData<ImagePage>,
  change: (items: readonly ImageCard[]) => readonly ImageCard[],
): InfiniteData<ImagePage> {
  const items = change(data.pages.flatMap((page) => page.items));
  return {
    ...data,
    pages: data.pages.map((page, index) => ({
      items: index === 0 ? [...items] : [],
      next_cursor: page.next_cursor,
    })),
  };
}
