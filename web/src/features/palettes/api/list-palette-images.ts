import { api, bodyOf, type ImageCard, type ImagePage } from '@/api/client';
import { PAGE_ITEMS, useWallPages } from '@/components/wall/use-wall-pages';

export const paletteImagesKey = (id: string) => ['palette-images', id] as const;
/** Apart from the lists above, which are changed at once when something is put elsewhere. */
export const paletteSearchKey = (id: string) => ['palette-search', id] as const;

/** The pictures of a Palette in its order. */
export function usePaletteImages(id: string, key: string | null) {
  return useWallPages<ImageCard, ImagePage>({
    queryKey: [...paletteImagesKey(id), key],
    fetchPage: (cursor, signal) => fetchImages(id, { key, cursor, words: '' }, signal),
  });
}

/** Those of them that the words describe, the best first; none without words. */
export function usePaletteSearch(id: string, key: string | null, words: string) {
  return useWallPages<ImageCard, ImagePage>({
    queryKey: [...paletteSearchKey(id), key, words],
    fetchPage: (cursor, signal) => fetchImages(id, { key, cursor, words }, signal),
    enabled: words !== '',
  });
}

interface Wanted {
  readonly key: string | null;
  readonly cursor: string | undefined;
  readonly words: string;
}

function fetchImages(id: string, { key, cursor, words }: Wanted, signal: AbortSignal): Promise<ImagePage> {
  return bodyOf(
    api.GET('/api/v1/palettes/{id}/images', {
      params: {
        path: { id },
        query: {
          limit: PAGE_ITEMS,
          ...(key && { key }),
          ...(cursor && { cursor }),
          ...(words && { q: words }),
        },
      },
      signal,
    }),
  );
}
