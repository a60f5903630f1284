import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { ImageCard } from '@/api/client';
import { useViewer } from '@/api/get-instance';
import { live } from '@/api/live';
import { useActions } from '@/components/use-actions';
import { currentItem } from '@/components/wall/wall';
import { takeLater } from '@/lib/later';
import { newestLikes } from '../api/list-likes';
import { likes } from '../model/like-store';
import { likeAll, useToggleLike } from '../model/use-like';

/** Keeps the hearts of this tab in step with the person's other tabs, and does what was wanted before logging in. */
export function LikeHost() {
  const client = useQueryClient();
  const viewer = useViewer();
  const toggle = useToggleLike();

  useEffect(() => {
    if (!viewer?.id) return;
    const wanted = takeLater<ImageCard>('like');
    if (wanted.length > 0) void likeAll(wanted);
    const stops = [
      live.on('like', ({ image_id, liked }) => likes.told(image_id, liked)),
      live.on('missed', () => void catchUp()),
      // The list of likes is not changed under one's eyes, but is another the next time.
      likes.subscribe(() => void client.invalidateQueries({ queryKey: ['likes'], refetchType: 'none' })),
    ];
    return () => {
      for (const stop of stops) stop();
      likes.clear();
    };
  }, [client, viewer?.id]);

  useActions([
    {
      id: 'wall.like',
      group: 'The wall',
      label: 'Like the picture',
      keys: ['l'],
      when: () => currentItem() !== null,
      perform: () => {
        const item = currentItem();
        if (item) toggle(item);
      },
    },
  ]);
  return null;
}

async function catchUp(): Promise<void> {
  try {
    const { items, next_cursor } = await newestLikes();
    likes.toldAll(
      items.map(({ id }) => id),
      next_cursor === null,
    );
  } catch {
    // The server is away again: the next connection tries anew.
  }
}
