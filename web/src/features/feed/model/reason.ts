import type { ImageCard } from '@/api/client';
import type { FeedItem, Reason } from '../api/get-feed';

export function reasonFor(item: ImageCard): Reason | null {
  return 'reason' in item ? (item as FeedItem).reason : null;
}

/** Why a picture is on the wall, in a few words. */
export function reasonText({ kind, title }: Reason): string {
  switch (kind) {
    case 'interest':
      return title ? `For your interest in ${title}` : 'For your interests';
    case 'liked':
      return title ? `Like “${title}”, which you kept` : 'Like pictures that you kept';
    case 'session':
      return title ? `Close to “${title}”, which you just looked at` : 'Close to what you just looked at';
    case 'explore':
      return 'Something different, to look around';
    case 'new':
      return 'New in the library';
    case 'shuffle':
      return 'From the whole library';
  }
}
