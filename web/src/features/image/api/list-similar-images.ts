import { api, bodyOf, type SearchPage, type SearchResult } from '@/api/client';
import { PAGE_ITEMS, useWallPages } from '@/components/wall/use-wall-pages';

export function useSimilarImages(id: string, enabled: boolean) {
  return useWallPages<SearchResult, SearchPage>({
    queryKey: ['similar', id],
    fetchPage: (cursor, signal) =>
      bodyOf(
        api.GET('/api/v1/images/{id}/similar', {
          params: { path: { id }, query: { limit: PAGE_ITEMS, ...(cursor && { cursor }) } },
          signal,
        }),
      ),
    enabled,
  });
}
