import { useQuery } from '@tanstack/react-query';
import { type ApiProblem, api, bodyOf, type SearchPage } from '@/api/client';

const SUGGESTED = 24;

/** Pictures that would go with those inside. They stay while one takes from them. */
export function usePaletteSuggestions(id: string, enabled: boolean) {
  return useQuery<SearchPage, ApiProblem>({
    queryKey: ['palette-suggestions', id],
    queryFn: ({ signal }) =>
      bodyOf(
        api.GET('/api/v1/palettes/{id}/suggestions', {
          params: { path: { id }, query: { limit: SUGGESTED } },
          signal,
        }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
    enabled,
  });
}
