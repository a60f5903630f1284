import { type ImageCard, reasonOf } from '@/api/client';
import { toast } from '@/components/toast';
import { hideImages } from '@/components/wall/hidden';
import { plural } from '@/lib/format';
import { deleteImage, restoreImage } from '../api/change-image';

const AT_ONCE = 4;

/** Deletes pictures: gone from every wall at once, there again when that is undone. Answers whether all went. */
export async function deleteImages(images: readonly ImageCard[], onUndone?: () => void): Promise<boolean> {
  const ids = images.map(({ id }) => id);
  const show = hideImages(ids);
  const { done, reason } = await each(ids, deleteImage);
  if (reason) {
    show();
    hideImages(done);
    await toast(reason, 'failed');
  }
  if (done.length === 0) return false;
  const [only] = images;
  const what = images.length === 1 && only?.title ? only.title : plural(done.length, 'picture', 'pictures');
  await toast(`Deleted ${what}`, 'done', {
    label: 'Undo',
    perform: async () => {
      const back = await each(done, restoreImage);
      show();
      if (back.reason) await toast(back.reason, 'failed');
      else onUndone?.();
    },
  });
  return reason === null;
}

/** A few at a time; goes on past one that fails and answers the first reason. */
export async function each(
  ids: readonly string[],
  perform: (id: string) => Promise<unknown>,
): Promise<{ readonly done: string[]; readonly reason: string | null }> {
  const done: string[] = [];
  let reason: string | null = null;
  const waiting = [...ids];
  const work = async () => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      try {
        await perform(id);
        done.push(id);
      } catch (cause) {
        reason ??= reasonOf(cause);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { done, reason };
}
