import { type InfiniteData, useInfiniteQuery } from '@tanstack/react-query';
import { type ApiProblem, api, bodyOf, type DuplicatePage } from '@/api/client';

export const DUPLICATES_KEY = ['duplicates'] as const;
const PAGE_GROUPS = 20;
const PENDING_MS = 3_000;

/** Groups of pictures that show the same; asked for again while the server is still comparing. */
export function useDuplicates(enabled: boolean) {
  return useInfiniteQuery<
    DuplicatePage,
    ApiProblem,
    InfiniteData<DuplicatePage>,
    typeof DUPLICATES_KEY,
    string | undefined
  >({
    queryKey: DUPLICATES_KEY,
    queryFn: ({ pageParam, signal }) =>
      bodyOf(
        api.GET('/api/v1/duplicates', {
          params: { query: { limit: PAGE_GROUPS, ...(pageParam && { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    refetchInterval: ({ state }) => ((state.data?.pages[0]?.pending ?? 0) > 0 ? PENDING_MS : false),
    enabled,
  });
}
