import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { type ApiProblem, api, bodyOf, type Image } from '@/api/client';
import { live } from '@/api/live';

const FRESH_MS = 60_000;

export const imageKey = (id: string) => ['image', id] as const;

function imageQuery(id: string) {
  return queryOptions<Image, ApiProblem>({
    queryKey: imageKey(id),
    queryFn: ({ signal }) => bodyOf(api.GET('/api/v1/images/{id}', { params: { path: { id } }, signal })),
    staleTime: FRESH_MS,
  });
}

/** An Image, asked for again when the server says that it changed. */
export function useImage(id: string) {
  const client = useQueryClient();
  useEffect(
    () =>
      live.onImage((_kind, changed) => {
        if (changed !== id) return;
        void client.invalidateQueries({ queryKey: imageKey(id) });
        void client.invalidateQueries({ queryKey: ['similar', id] });
      }),
    [client, id],
  );
  return useQuery(imageQuery(id));
}
