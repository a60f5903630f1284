import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api, bodyOf } from './client';

const FRESH_MS = 60_000;

/** Tags in use that begin with `prefix`, most used first. */
export function useTags(prefix: string, limit: number, enabled = true) {
  return useQuery({
    queryKey: ['tags', prefix, limit],
    queryFn: ({ signal }) =>
      bodyOf(api.GET('/api/v1/tags', { params: { query: { prefix, limit } }, signal })),
    staleTime: FRESH_MS,
    placeholderData: keepPreviousData,
    enabled,
  });
}
