import type { QueryClient } from '@tanstack/react-query';
import { api, bodyOf, type Image, type ImageCard } from '@/api/client';
import { toast } from '@/components/toast';
import { plural } from '@/lib/format';
import { updateImage } from '../api/change-image';
import { imageKey } from '../api/get-image';
import { each } from './delete-images';
import { withTags } from './use-edit-image';

/** Gives many pictures the same tags, beside those they have. Undone, each has what it had. */
export async function tagImages(
  client: QueryClient,
  images: readonly ImageCard[],
  typed: string,
): Promise<void> {
  const before = new Map<string, string[]>();
  const tagged = await each(
    images.map(({ id }) => id),
    async (id) => {
      const image: Image = await bodyOf(api.GET('/api/v1/images/{id}', { params: { path: { id } } }));
      const names = image.tags.map(({ name }) => name);
      await updateImage(id, { tags: withTags(image.tags, typed) });
      before.set(id, names);
      await client.invalidateQueries({ queryKey: imageKey(id) });
    },
  );
  if (tagged.reason) await toast(tagged.reason, 'failed');
  if (tagged.done.length === 0) return;
  await toast(`Tagged ${plural(tagged.done.length, 'picture', 'pictures')}`, 'done', {
    label: 'Undo',
    perform: async () => {
      const back = await each(tagged.done, async (id) => {
        await updateImage(id, { tags: before.get(id) ?? [] });
        await client.invalidateQueries({ queryKey: imageKey(id) });
      });
      if (back.reason) await toast(back.reason, 'failed');
    },
  });
}
