import { api, bodyOf, type SearchPage, type SearchResult } from '@/api/client';
import { PAGE_ITEMS, useWallPages } from '@/components/wall/use-wall-pages';
import { isSearchable, type SearchQuery, searchParams } from '../model/search-query';

function searchImages(
  search: SearchQuery,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<SearchPage> {
  // The address of the page and of the answer have the same parameters.
  const params = searchParams(search);
  params.set('limit', String(PAGE_ITEMS));
  params.set('fold', 'true');
  if (cursor) params.set('cursor', cursor);
  return bodyOf(api.GET('/api/v1/search', { querySerializer: () => params.toString(), signal }));
}

export function useSearchResults(search: SearchQuery) {
  return useWallPages<SearchResult, SearchPage>({
    queryKey: ['search', search],
    fetchPage: (cursor, signal) => searchImages(search, cursor, signal),
    enabled: isSearchable(search),
  });
}
