import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { FEED_KEY, useFeedPages } from '../api/get-feed';
import { useFeedChanges } from './use-feed-changes';

/** The feed of the person who is logged in, as far as it was scrolled. */
export function useFeed() {
  const client = useQueryClient();
  const feed = useFeedPages();
  useFeedChanges();
  // Switched to another kind of feed in another tab, where this wall ends is no place of it: it begins anew.
  const isOfAnotherKind = feed.isFetchNextPageError && feed.error?.code === 'cursor_invalid';
  useEffect(() => {
    if (isOfAnotherKind) void client.resetQueries({ queryKey: FEED_KEY });
  }, [client, isOfAnotherKind]);
  return feed;
}
