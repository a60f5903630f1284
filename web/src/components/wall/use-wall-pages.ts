import { type InfiniteData, type QueryKey, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useLayoutEffect, useMemo, useRef } from 'react';
import { useLocation, useNavigationType } from 'react-router';
import type { ApiProblem, ImageCard } from '@/api/client';
import { useHidden } from './hidden';

interface Page<Item> {
  readonly items: readonly Item[];
  readonly next_cursor: string | null;
}

interface WallPagesOptions<P> {
  readonly queryKey: QueryKey;
  readonly fetchPage: (cursor: string | undefined, signal: AbortSignal) => Promise<P>;
  readonly enabled?: boolean;
}

export const PAGE_ITEMS = 60;
const FRESH_MS = 60_000;

/** The pages of a list as one growing array. What is loaded stays as it is: a wall does not move under one's eyes. */
export function useWallPages<Item extends ImageCard, P extends Page<Item>>({
  queryKey,
  fetchPage,
  enabled = true,
}: WallPagesOptions<P>) {
  const query = useInfiniteQuery<P, ApiProblem, InfiniteData<P>, QueryKey, string | undefined>({
    queryKey,
    queryFn: ({ pageParam, signal }) => fetchPage(pageParam, signal),
    initialPageParam: undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    staleTime: Number.POSITIVE_INFINITY,
    enabled,
  });
  useFreshOnArrival(queryKey);
  const pages = query.data?.pages;
  const hidden = useHidden();
  const items = useMemo(
    () => unique(pages?.flatMap((page) => [...page.items]) ?? []).filter(({ id }) => !hidden.has(id)),
    [pages, hidden],
  );
  return { ...query, items, firstPage: pages?.[0] };
}

// Back finds a wall as it was left. Going to it anew, one sees it as it is now.
function useFreshOnArrival(queryKey: QueryKey): void {
  const client = useQueryClient();
  const arrived = useNavigationType();
  const { key: place } = useLocation();
  const latest = useRef(queryKey);
  latest.current = queryKey;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each arrival.
  useLayoutEffect(() => {
    const known = client.getQueryState(latest.current);
    if (arrived === 'POP' || !known?.dataUpdatedAt) return;
    if (Date.now() - known.dataUpdatedAt > FRESH_MS) {
      void client.resetQueries({ queryKey: latest.current, exact: true });
    }
  }, [place]);
}

function unique<Item extends ImageCard>(items: readonly Item[]): Item[] {
  const seen = new Set<string>();
  return items.filter((item) => !seen.has(item.id) && seen.add(item.id));
}
