import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '@/api/call';
import type { ApiProblem, ImageCard } from '@/api/client';
import { type FeedMode, meQuery } from '@/api/get-me';
import { FEED_KEY, sendFeedback } from './get-feed';

export interface TasteInterest {
  readonly id: string;
  /** `chosen` when the account was made, `learned` from what was liked, kept and brought in. */
  readonly kind: 'chosen' | 'learned';
  readonly title: string;
  /** What the person set: 0 is never, 1 as Palette thinks, 2 twice as much. */
  readonly weight: number;
  /** Part of the feed that comes of it, 0 to 1. */
  readonly share: number;
  readonly medoid: ImageCard | null;
  readonly images: readonly ImageCard[];
}

export interface Taste {
  readonly interests: readonly TasteInterest[];
  readonly dismissed: readonly ImageCard[];
  readonly seen: number;
}

export const TASTE_KEY = ['taste'] as const;

export function useTaste() {
  return useQuery<Taste, ApiProblem>({
    queryKey: TASTE_KEY,
    queryFn: ({ signal }) => call<Taste>('GET', '/me/taste', { signal }),
  });
}

/** What is known of the person is another. The wall that is open stays; the next one that is gone to is another. */
export async function tasteChanged(client: QueryClient): Promise<void> {
  client.removeQueries({ queryKey: FEED_KEY, type: 'inactive' });
  await Promise.all([
    client.invalidateQueries({ queryKey: TASTE_KEY }),
    client.invalidateQueries({ queryKey: meQuery.queryKey }),
  ]);
}

function useTasteChange<Change>(change: (value: Change) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation<unknown, ApiProblem, Change>({
    mutationFn: change,
    onSuccess: () => tasteChanged(client),
  });
}

export const useSetWeights = () =>
  useTasteChange((weights: Readonly<Record<string, number>>) =>
    call('PATCH', '/me/taste', { body: { weights } }),
  );

export const useSetFeedMode = () =>
  useTasteChange((feed: FeedMode) => call('PATCH', '/me', { body: { preferences: { feed } } }));

export const useForgetTaste = () => useTasteChange((_: undefined) => call('DELETE', '/me/taste'));

export const useUndoLess = () => useTasteChange((imageId: string) => sendFeedback(imageId, 'undo_less'));
