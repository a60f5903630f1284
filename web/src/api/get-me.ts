import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from './call';
import type { ApiProblem } from './client';
import { useViewer } from './get-instance';

export type FeedMode = 'personal' | 'newest' | 'shuffle';

export interface Preferences {
  readonly theme: 'light' | 'dark' | 'system';
  readonly upload_visibility: 'public' | 'private';
  readonly feed: FeedMode;
}

export interface Me {
  readonly id: string;
  readonly name: string;
  readonly role: 'owner' | 'member';
  readonly email: string | null;
  readonly display_name: string;
  readonly created_at: string;
  readonly preferences: Preferences;
  readonly quota: { readonly bytes_used: number; readonly bytes_max: number | null };
  readonly onboarded: boolean;
}

export interface MeChange {
  readonly display_name?: string;
  readonly email?: string | null;
  readonly preferences?: Partial<Preferences>;
}

const FRESH_MS = 60_000;

export const meQuery = queryOptions<Me, ApiProblem>({
  queryKey: ['me'],
  queryFn: ({ signal }) => call<Me>('GET', '/me', { signal }),
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
