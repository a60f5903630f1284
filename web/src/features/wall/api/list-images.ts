import { type InfiniteData, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { api, bodyOf, type ImagePage } from '@/api/client';
import { PAGE_ITEMS, useWallPages } from '@/components/wall/use-wall-pages';
import type { WallFilter } from '../model/wall-filter';

const GROWN_ITEMS = 200;

interface ImagesRequest {
  readonly filter: WallFilter;
  readonly seed: number;
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly signal?: AbortSignal;
}

function listImages({ filter, seed, limit, cursor, signal }: ImagesRequest): Promise<ImagePage> {
  const { orientation, tags } = filter;
  const order: 'newest' | 'shuffle' = filter.order === 'newest' ? 'newest' : 'shuffle';
  const query = {
    order,
    limit,
    fold: true,
    ...(order === 'shuffle' && { seed }),
    ...(orientation && { orientation }),
    ...(tags.length > 0 && { tag: [...tags] }),
    ...(cursor && { cursor }),
  };
  return bodyOf(api.GET('/api/v1/images', { params: { query }, ...(signal && { signal }) }));
}

export function useWallImages(filter: WallFilter, seed: number) {
  const client = useQueryClient();
  const queryKey = useMemo(() => ['wall', filter, filter.order === 'shuffle' ? seed : null], [filter, seed]);
  const pages = useWallPages({
    queryKey,
    fetchPage: (cursor, signal) => listImages({ filter, seed, limit: PAGE_ITEMS, cursor, signal }),
  });

  /** Puts what came since at the end of a wall that has been seen to its end, moving nothing. */
  const grow = useCallback(async () => {
    const page = await listImages({ filter, seed, limit: GROWN_ITEMS });
    client.setQueryData<InfiniteData<ImagePage>>(queryKey, (data) => data && withNewOf(data, page));
  }, [client, filter, queryKey, seed]);

  return { ...pages, grow };
}

function withNewOf(data: InfiniteData<ImagePage>, page: ImagePage): InfiniteData<ImagePage> {
  const known = new Set(data.pages.flatMap(({ items }) => items.map(({ id }) => id)));
  const items = page.items.filter(({ id }) => !known.has(id));
  if (items.length === 0) return data;
  return {
    pages: [...data.pages, { items, next_cursor: page.next_cursor }],
    pageParams: [...data.pageParams, undefined],
  };
}
