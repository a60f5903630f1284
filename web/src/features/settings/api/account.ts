import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '@/api/call';
import type { ApiProblem } from '@/api/client';
import { useViewerChanged } from '@/api/get-instance';
import { toast } from '@/components/toast';

export interface SessionFacts {
  readonly id: string;
  readonly created_at: string;
  readonly last_used_at: string;
  readonly user_agent: string;
  readonly address: string;
  readonly current: boolean;
}

export function useSessions() {
  return useQuery<readonly SessionFacts[], ApiProblem>({
    queryKey: ['sessions'],
    queryFn: async ({ signal }) =>
      (await call<{ items: SessionFacts[] }>('GET', '/me/sessions', { signal })).items,
  });
}

/** Ends one session, or all but this one. */
export function useEndSessions() {
  const client = useQueryClient();
  return useMutation<unknown, ApiProblem, string | 'others'>({
    mutationFn: (id) => call('DELETE', id === 'others' ? '/me/sessions' : `/me/sessions/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: ['sessions'] }),
  });
}

export interface PasswordChange {
  readonly current_password: string;
  readonly new_password: string;
}

export function useChangePassword() {
  const client = useQueryClient();
  return useMutation<unknown, ApiProblem, PasswordChange>({
    mutationFn: (change) => call('POST', '/auth/password', { body: change }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['sessions'] }),
  });
}

export interface ApiToken {
  readonly id: string;
  readonly name: string;
  readonly created_at: string;
  readonly last_used_at: string | null;
  readonly expires_at: string | null;
}

export interface NewToken {
  readonly name: string;
  readonly expires_in_days?: number;
}

export function useTokens() {
  return useQuery<readonly ApiToken[], ApiProblem>({
    queryKey: ['tokens'],
    queryFn: async ({ signal }) => (await call<{ items: ApiToken[] }>('GET', '/me/tokens', { signal })).items,
  });
}

export function useCreateToken() {
  const client = useQueryClient();
  return useMutation<ApiToken & { readonly token: string }, ApiProblem, NewToken>({
    mutationFn: (token) => call('POST', '/me/tokens', { body: token }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['tokens'] }),
  });
}

export function useDeleteToken() {
  const client = useQueryClient();
  return useMutation<unknown, ApiProblem, string>({
    mutationFn: (id) => call('DELETE', `/me/tokens/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: ['tokens'] }),
  });
}

export interface Farewell {
  /** Of who has one. */
  readonly password?: string;
  /** What becomes of the public Images. */
  readonly images: 'keep' | 'delete';
}

export function useDeleteAccount() {
  const changed = useViewerChanged();
  return useMutation<unknown, ApiProblem, Farewell>({
    mutationFn: (farewell) => call('DELETE', '/me', { body: farewell }),
    onSuccess: async () => {
      await changed();
      await toast('Your account is gone. Farewell.');
    },
  });
}
