import { call } from '@/api/call';
import type { ImageCard } from '@/api/client';
import { PAGE_ITEMS, useWallPages } from '@/components/wall/use-wall-pages';

export interface Reason {
  readonly kind: 'interest' | 'liked' | 'session' | 'explore' | 'new' | 'shuffle';
  readonly title: string;
  readonly image_id?: string;
}

export type FeedItem = ImageCard & { readonly reason: Reason };

interface FeedPage {
  readonly items: FeedItem[];
  readonly next_cursor: string | null;
}

export const FEED_KEY = ['feed'] as const;

export function useFeedPages() {
  return useWallPages<FeedItem, FeedPage>({
    queryKey: FEED_KEY,
    fetchPage: (cursor, signal) =>
      call<FeedPage>('GET', '/feed', { query: { limit: PAGE_ITEMS, cursor }, signal }),
  });
}

export type FeedAction = 'less' | 'undo_less' | 'open';

export const sendFeedback = (imageId: string, action: FeedAction) =>
  call<void>('POST', '/feed/feedback', { body: { image_id: imageId, action } });
