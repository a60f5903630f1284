import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '@/api/call';
import type { ApiProblem } from '@/api/client';
import { type Instance, instanceQuery } from '@/api/get-instance';

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly role: 'owner' | 'member';
  readonly disabled: boolean;
  readonly created_at: string;
  readonly quota: { readonly bytes_used: number; readonly bytes_max: number | null };
  /** Their own; null where the instance's holds. */
  readonly quota_bytes_max: number | null;
}

export interface PersonChange {
  readonly role?: 'owner' | 'member';
  readonly disabled?: boolean;
  readonly quota_bytes_max?: number | null;
}

// More accounts than one server's owner looks through by hand.
const PEOPLE_MAX = 200;

export function usePeople() {
  return useQuery<readonly Person[], ApiProblem>({
    queryKey: ['people'],
    queryFn: async ({ signal }) =>
      (await call<{ items: Person[] }>('GET', '/people', { query: { limit: PEOPLE_MAX }, signal })).items,
  });
}

export function useUpdatePerson() {
  const client = useQueryClient();
  return useMutation<unknown, ApiProblem, { readonly id: string; readonly change: PersonChange }>({
    mutationFn: ({ id, change }) => call('PATCH', `/people/${id}`, { body: change }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['people'] }),
  });
}

export interface InstanceChange {
  readonly registration?: Instance['registration'];
  readonly quota_bytes_max?: number | null;
}

export function useUpdateInstance() {
  const client = useQueryClient();
  return useMutation<Instance, ApiProblem, InstanceChange>({
    mutationFn: (change) => call<Instance>('PATCH', '/instance', { body: change }),
    onSuccess: (instance) => {
      client.setQueryData(instanceQuery.queryKey, instance);
      return client.invalidateQueries({ queryKey: ['people'] });
    },
  });
}
