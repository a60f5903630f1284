import { useCallback } from 'react';
import { type ImageCard, reasonOf } from '@/api/client';
import { toast } from '@/components/toast';
import { useAsMember } from '@/components/use-as-member';
import { likes } from './like-store';

export const isLiked = ({ id, liked }: ImageCard): boolean => likes.liked(id) ?? liked ?? false;

async function send(image: ImageCard, liked: boolean): Promise<boolean> {
  try {
    await likes.set(image.id, liked, isLiked(image));
    return true;
  } catch (cause) {
    await toast(reasonOf(cause), 'failed');
    return false;
  }
}

/** Likes or no longer likes a picture, at once on screen. */
export function useToggleLike(): (image: ImageCard) => void {
  const asMember = useAsMember();
  return useCallback(
    (image) => asMember('like', [image], () => void send(image, !isLiked(image))),
    [asMember],
  );
}

/** Likes many; what was liked already stays so when this is taken back. */
export async function likeAll(images: readonly ImageCard[]): Promise<void> {
  const fresh = images.filter((image) => !isLiked(image));
  const sent = await Promise.all(fresh.map(async (image) => ((await send(image, true)) ? [image] : [])));
  const liked = sent.flat();
  if (liked.length === 0 && fresh.length > 0) return;
  await toast(liked.length === 0 ? 'You like all of them already' : `Liked ${liked.length}`, 'done', {
    label: 'Undo',
    perform: () => void Promise.all(liked.map((image) => send(image, false))),
  });
}
