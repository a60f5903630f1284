import { api, bodyOf, type ImageCard, type ImagePage } from '@/api/client';
import { PAGE_ITEMS, useWallPages } from '@/components/wall/use-wall-pages';

const NEWEST = 200;

/** The newest likes, for a tab that has not heard of them. */
export const newestLikes = (): Promise<ImagePage> =>
  bodyOf(api.GET('/api/v1/me/likes', { params: { query: { limit: NEWEST } } }));

/** What the person likes, the newest like first. */
export function useLikes(enabled: boolean) {
  return useWallPages<ImageCard, ImagePage>({
    queryKey: ['likes'],
    fetchPage: (cursor, signal) =>
      bodyOf(
        api.GET('/api/v1/me/likes', {
          params: { query: { limit: PAGE_ITEMS, ...(cursor && { cursor }) } },
          signal,
        }),
      ),
    enabled,
  });
}
