import { useQuery } from '@tanstack/react-query';
import { call } from '@/api/call';
import type { ApiProblem, ImagePage } from '@/api/client';
import { PAGE_ITEMS, useWallPages } from '@/components/wall/use-wall-pages';

export interface Profile {
  readonly id: string;
  readonly name: string;
  readonly display_name: string;
  /** How many the viewer may see. */
  readonly images: number;
  readonly palettes: number;
}

export function useProfile(name: string) {
  return useQuery<Profile, ApiProblem>({
    queryKey: ['profile', name],
    queryFn: ({ signal }) => call<Profile>('GET', `/people/@${encodeURIComponent(name)}`, { signal }),
  });
}

export function useProfileImages(name: string, enabled: boolean) {
  return useWallPages({
    queryKey: ['wall', 'profile', name],
    fetchPage: (cursor, signal) =>
      call<ImagePage>('GET', `/people/@${encodeURIComponent(name)}/images`, {
        query: { limit: PAGE_ITEMS, cursor },
        signal,
      }),
    enabled,
  });
}
