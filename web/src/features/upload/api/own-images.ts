import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { call } from '@/api/call';
import type { ApiProblem, Image, ImageCard } from '@/api/client';
import { live } from '@/api/live';
import { PAGE_ITEMS, useWallPages } from '@/components/wall/use-wall-pages';

/** One's own Image in a list: as others see it, and how it stands with it. */
export interface OwnImage extends ImageCard {
  readonly visibility: 'public' | 'private';
  readonly state: Image['state'];
  readonly failure: string | null;
}

export interface TrashedImage extends ImageCard {
  readonly deleted_at: string;
  /** From then on it cannot be restored. */
  readonly purge_at: string;
}

interface Page<Item> {
  readonly items: Item[];
  readonly next_cursor: string | null;
}

const OWN_KEY = ['own'] as const;
const TRASH_KEY = ['trash'] as const;
const CALM_MS = 400;

/** What one brought in, newest first, in whatever state; fetched again when the server says that some of it changed. */
export function useOwnImages(enabled: boolean) {
  const client = useQueryClient();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = live.onImage(() => {
      clearTimeout(timer);
      timer = setTimeout(() => void client.invalidateQueries({ queryKey: OWN_KEY }), CALM_MS);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [client]);
  return useWallPages<OwnImage, Page<OwnImage>>({
    queryKey: OWN_KEY,
    fetchPage: (cursor, signal) =>
      call<Page<OwnImage>>('GET', '/me/images', { query: { limit: PAGE_ITEMS, cursor }, signal }),
    enabled,
  });
}

export function useTrash(enabled: boolean) {
  return useWallPages<TrashedImage, Page<TrashedImage>>({
    queryKey: TRASH_KEY,
    fetchPage: (cursor, signal) =>
      call<Page<TrashedImage>>('GET', '/me/trash', { query: { limit: PAGE_ITEMS, cursor }, signal }),
    enabled,
  });
}

export function useRestoreImage() {
  const client = useQueryClient();
  return useMutation<Image, ApiProblem, string>({
    mutationFn: (id) => call<Image>('POST', `/images/${id}/restore`),
    onSuccess: async () => {
      await Promise.all([
        client.invalidateQueries({ queryKey: TRASH_KEY }),
        client.invalidateQueries({ queryKey: OWN_KEY }),
      ]);
    },
  });
}
