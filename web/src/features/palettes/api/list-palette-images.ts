import { api, bodyOf, type ImageCard, type ImagePage } from '@/api/client';
import { PAGE_ITEMS, useWallPages } from '@/components/wall/use-wall-pages';

export const paletteImagesKey = (id: string) => ['palette-images', id] as const;

/** The pictures of a Palette in its order. */
export function usePaletteImages(id: string, key: string | null) {
  return useWallPages<ImageCard, ImagePage>({
    queryKey: [...paletteImagesKey(id), key],
    fetchPage: (cursor, signal) =>
      bodyOf(
        api.GET('/api/v1/palettes/{id}/images', {
          params: {
            path: { id },
            query: {
              limit: PAGE_ITEMS,
              ...(key && { key }),
              ...(cursor && { cursor }),
            },
          },
          signal,
        }),
      ),
  });
}
