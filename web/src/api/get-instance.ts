import { type QueryClient, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { local, readStored, writeStored } from '@/lib/storage';
import { type ApiProblem, api, bodyOf } from './client';
import { live } from './live';
import type { components } from './schema';
import { session, type Viewer } from './session';

export type Instance = components['schemas']['Instance'];

// index.html reads it to ask for the right first page before the code is there.
const SIGNED_IN = 'palette.signed-in';
const FRESH_MS = 5 * 60_000;
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';

export const instanceQuery = queryOptions<Instance, ApiProblem>({
  queryKey: ['instance'],
  queryFn: async ({ signal }) => {
    const instance = await bodyOf(api.GET('/api/v1/instance', { signal }));
    session.know(instance.viewer);
    writeStored(local, SIGNED_IN, instance.viewer !== null);
    return instance;
  },
  staleTime: FRESH_MS,
});

/** What this server offers, and to whom it is talking. */
export function useInstance() {
  return useQuery(instanceQuery);
}

/** The person who is logged in, null for a guest, undefined until that is known. */
export function useViewer(): Viewer | null | undefined {
  const instance = useInstance();
  return instance.isPending ? undefined : (instance.data?.viewer ?? null);
}

/** Whether the person was logged in when this browser was here last: what to expect before the server has said. */
export const wasSignedIn = (): boolean => readStored(local, SIGNED_IN, isBoolean) === true;

/** After logging in or out: what was loaded for the other is forgotten, then asked for anew. */
export async function viewerChanged(client: QueryClient): Promise<void> {
  await client.fetchQuery({ ...instanceQuery, staleTime: 0 });
  live.reopen();
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'instance', type: 'inactive' });
  await client.resetQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'instance' });
}

export function useViewerChanged(): () => Promise<void> {
  const client = useQueryClient();
  return useCallback(() => viewerChanged(client), [client]);
}

/** Leads a guest to the log-in page and back to where they are. */
export function useAskLogin(): () => void {
  const navigate = useNavigate();
  const { pathname, search } = useLocation();
  return useCallback(
    () => void navigate(`/login?${new URLSearchParams({ return: pathname + search })}`),
    [navigate, pathname, search],
  );
}

/** Whether pictures may be brought in: by people, and by anyone while nobody has an account. */
export function useMayUpload(): boolean {
  const { data } = useInstance();
  return data !== undefined && (data.viewer !== null || !data.claimed);
}
