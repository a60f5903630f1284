import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from './call';
import { type ApiProblem, api, bodyOf } from './client';
import { useViewer } from './get-instance';
import type { components } from './schema';

export type Me = components['schemas']['Me'];
export type Preferences = components['schemas']['Preferences'];
export type FeedMode = Preferences['feed'];

export interface MeChange {
  readonly display_name?: string;
  readonly email?: string | null;
  readonly preferences?: Partial<Preferences>;
}

const FRESH_MS = 60_000;

export const meQuery = queryOptions<Me, ApiProblem>({
  queryKey: ['me'],
  queryFn: ({ signal }) => bodyOf(api.GET('/api/v1/me', { signal })),
  staleTime: FRESH_MS,
});

/** The account of the person who is logged in; not asked for guests. */
export function useMe() {
  const viewer = useViewer();
  return useQuery({ ...meQuery, enabled: viewer != null });
}

export function useUpdateMe() {
  const client = useQueryClient();
  return useMutation<Me, ApiProblem, MeChange>({
    mutationFn: (change) => call<Me>('PATCH', '/me', { body: change }),
    onSuccess: (me) => client.setQueryData(meQuery.queryKey, me),
  });
}
