import { api, bodyOf, type SearchPage, type SearchResult } from '@/api/client';
import { PAGE_ITEMS, useWallPages } from '@/components/wall/use-wall-pages';
import { isSearchable, type SearchQuery } from '../model/search-query';

function searchImages(
  search: SearchQuery,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<SearchPage> {
  const { text, likes, minus, colors, tags, orientation } = search;
  const query = {
    limit: PAGE_ITEMS,
    ...(text && { q: [text] }),
    ...(likes.length > 0 && { like: [...likes] }),
    ...(minus.length > 0 && { minus: [...minus] }),
    ...(colors.length > 0 && { color: colors.map((color) => color.slice(1)) }),
    ...(tags.length > 0 && { tag: [...tags] }),
    ...(orientation && { orientation }),
    ...(cursor && { cursor }),
  };
  return bodyOf(api.GET('/api/v1/search', { params: { query }, signal }));
}

export function useSearchResults(search: SearchQuery) {
  return useWallPages<SearchResult, SearchPage>({
    queryKey: ['search', search],
    fetchPage: (cursor, signal) => searchImages(search, cursor, signal),
    enabled: isSearchable(search),
  });
}
