import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { type Image, reasonOf, type Tag } from '@/api/client';
import { toast } from '@/components/toast';
import { type ImageChange, updateImage } from '../api/change-image';
import { imageKey } from '../api/get-image';

/** Changes what is said of a picture: shown at once, and as before where the server refuses. */
export function useEditImage(id: string): (change: ImageChange) => Promise<boolean> {
  const client = useQueryClient();
  return useCallback((change) => editImage(client, id, change), [client, id]);
}

async function editImage(client: QueryClient, id: string, change: ImageChange): Promise<boolean> {
  const key = imageKey(id);
  await client.cancelQueries({ queryKey: key });
  const before = client.getQueryData<Image>(key);
  if (before) client.setQueryData<Image>(key, preview(before, change));
  try {
    client.setQueryData<Image>(key, await updateImage(id, change));
    return true;
  } catch (cause) {
    client.setQueryData(key, before);
    await toast(reasonOf(cause), 'failed');
    return false;
  }
}

function preview(image: Image, { tags, ...words }: ImageChange): Image {
  if (!tags) return { ...image, ...words };
  const known = new Map(image.tags.map((tag) => [tag.name, tag]));
  const shown = tags.map((name): Tag => known.get(name) ?? { name, source: 'person', confidence: null });
  return { ...image, ...words, tags: shown };
}

/** Those a person gave first, then what Palette saw, the surest first. */
export function ordered(tags: readonly Tag[]): Tag[] {
  const rank = (tag: Tag) => (tag.source === 'person' ? 2 : (tag.confidence ?? 0));
  return [...tags].sort((a, b) => rank(b) - rank(a));
}

/** Words for tags out of what was typed: commas part them, and no tag is there twice. */
export function withTags(tags: readonly Tag[], typed: string): string[] {
  const added = typed
    .split(',')
    .map((name) => name.trim().replace(/\s+/g, ' ').toLowerCase())
    .filter(Boolean);
  return [...new Set([...tags.map(({ name }) => name), ...added])];
}
