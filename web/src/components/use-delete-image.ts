import { type QueryClient, type QueryKey, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { call } from '@/api/call';
import { type ImageCard, reasonOf } from '@/api/client';
import { toast } from './toast';

interface Paged {
  readonly pages: readonly { readonly items: readonly { readonly id: string }[] }[];
}

const isPaged = (data: unknown): data is Paged =>
  typeof data === 'object' && data !== null && 'pages' in data && Array.isArray(data.pages);

/** Deletes a person's Image: gone from every list at once, and back in its place when that was a mistake. */
export function useDeleteImage(): (image: Pick<ImageCard, 'id' | 'title'>) => Promise<boolean> {
  const client = useQueryClient();
  return useCallback(
    async ({ id, title }) => {
      const putBack = takeOut(client, id);
      try {
        await call('DELETE', `/images/${id}`);
      } catch (cause) {
        putBack();
        await toast(reasonOf(cause), 'failed');
        return false;
      }
      void client.invalidateQueries({ queryKey: ['trash'] });
      const restore = async () => {
        try {
          await call('POST', `/images/${id}/restore`);
          putBack();
          void client.invalidateQueries({ queryKey: ['image', id] });
          void client.invalidateQueries({ queryKey: ['trash'] });
        } catch (cause) {
          await toast(reasonOf(cause), 'failed');
        }
      };
      await toast(title ? `Deleted “${title}”` : 'Deleted', 'done', {
        label: 'Undo',
        perform: () => void restore(),
      });
      return true;
    },
    [client],
  );
}

/** Takes an Image out of every list that is loaded; the answer puts it back where it was. */
function takeOut(client: QueryClient, id: string): () => void {
  const lists: { key: QueryKey; before: Paged; after: Paged }[] = [];
  for (const [key, before] of client.getQueriesData({})) {
    if (!isPaged(before) || !before.pages.some(({ items }) => items.some((item) => item.id === id))) continue;
    const pages = before.pages.map((page) => ({
      ...page,
      items: page.items.filter((item) => item.id !== id),
    }));
    const after = { ...before, pages };
    lists.push({ key, before, after });
    client.setQueryData(key, after);
  }
  return () => {
    for (const { key, before, after } of lists) {
      if (client.getQueryData(key) === after) client.setQueryData(key, before);
      else void client.invalidateQueries({ queryKey: key, exact: true });
    }
  };
}
