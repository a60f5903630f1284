import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '@/api/call';
import type { ApiProblem, ImageCard } from '@/api/client';
import { meQuery } from '@/api/get-me';

export interface Interest {
  readonly id: string;
  readonly title: string;
  /** A picture of the library that shows what is meant; null where there is none like it. */
  readonly image: ImageCard | null;
}

export type ChosenInterest = { readonly id: string } | { readonly text: string };

const FRESH_MS = 5 * 60_000;

export function useInterests() {
  return useQuery<readonly Interest[], ApiProblem>({
    queryKey: ['interests'],
    queryFn: async ({ signal }) => (await call<{ items: Interest[] }>('GET', '/interests', { signal })).items,
    staleTime: FRESH_MS,
  });
}

export function useChooseInterests() {
  const client = useQueryClient();
  return useMutation<unknown, ApiProblem, readonly ChosenInterest[]>({
    mutationFn: (interests) =>
      call('PUT', '/me/interests', {
        body: interests.length > 0 ? { interests } : { interests, skip: true },
      }),
    onSuccess: async () => {
      client.removeQueries({ queryKey: ['feed'] });
      await Promise.all([
        client.invalidateQueries({ queryKey: meQuery.queryKey }),
        client.invalidateQueries({ queryKey: ['taste'] }),
      ]);
    },
  });
}
