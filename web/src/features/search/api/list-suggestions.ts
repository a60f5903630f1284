import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ApiProblem, api, bodyOf, type Suggestion } from '@/api/client';

const FRESH_MS = 60_000;

/** What the words that are being typed may become. */
export function useSuggested(typed: string, limit: number, enabled: boolean) {
  return useQuery<readonly Suggestion[], ApiProblem>({
    queryKey: ['suggestions', typed, limit],
    queryFn: async ({ signal }) =>
      (await bodyOf(api.GET('/api/v1/suggestions', { params: { query: { q: typed, limit } }, signal })))
        .items,
    staleTime: FRESH_MS,
    placeholderData: keepPreviousData,
    enabled: enabled && typed !== '',
  });
}
