import { useQuery } from '@tanstack/react-query';
import { type ApiProblem, api, bodyOf, type MatchReasons } from '@/api/client';
import { type SearchQuery, searchParams } from '../model/search-query';

/** What each part of a search says of one Image. */
export function useMatchReasons(id: string, search: SearchQuery) {
  return useQuery<MatchReasons, ApiProblem>({
    queryKey: ['match', id, search],
    queryFn: ({ signal }) => {
      const params = searchParams(search);
      for (const order of ['sort', 'seed']) params.delete(order);
      return bodyOf(
        api.GET('/api/v1/images/{id}/match', {
          params: { path: { id } },
          querySerializer: () => params.toString(),
          signal,
        }),
      );
    },
  });
}
