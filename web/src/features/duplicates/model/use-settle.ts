import { type InfiniteData, type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { type DuplicateGroup, type DuplicatePage, reasonOf } from '@/api/client';
import { toast } from '@/components/toast';
import { plural } from '@/lib/format';
import { DUPLICATES_KEY } from '../api/list-duplicates';
import { dismissDuplicates, mergeDuplicates, restoreImage } from '../api/settle-duplicates';
import { nameOf } from './facts';

interface Settle {
  readonly merge: (group: DuplicateGroup, keep: string) => Promise<void>;
  readonly dismiss: (group: DuplicateGroup) => Promise<void>;
}

/** What can be done with a group. It goes at once, comes back when the server refuses, and Undo takes it back. */
export function useSettle(): Settle {
  const client = useQueryClient();
  const act = useCallback(
    async (
      group: DuplicateGroup,
      send: () => Promise<unknown>,
      said: string,
      undo: () => Promise<unknown>,
    ) => {
      const putBack = takeOut(client, group);
      try {
        await send();
      } catch (cause) {
        putBack();
        await toast(reasonOf(cause), 'failed');
        return;
      }
      outdate(client);
      const takeBack = async () => {
        try {
          await undo();
        } catch (cause) {
          await toast(reasonOf(cause), 'failed');
        }
        void client.invalidateQueries({ queryKey: DUPLICATES_KEY });
        outdate(client);
      };
      await toast(said, 'done', { label: 'Undo', perform: () => void takeBack() });
    },
    [client],
  );
  const merge = useCallback(
    (group: DuplicateGroup, keep: string) => {
      const others = group.images.map(({ id }) => id).filter((id) => id !== keep);
      const kept = group.images.find(({ id }) => id === keep);
      return act(
        group,
        () => mergeDuplicates(keep, others),
        `Merged ${plural(group.images.length, 'picture', 'pictures')} into “${kept ? nameOf(kept) : ''}”`,
        () => Promise.all(others.map(restoreImage)),
      );
    },
    [act],
  );
  const dismiss = useCallback(
    (group: DuplicateGroup) => {
      const ids = group.images.map(({ id }) => id);
      return act(
        group,
        () => dismissDuplicates(ids, true),
        'Kept apart from now on',
        () => dismissDuplicates(ids, false),
      );
    },
    [act],
  );
  return { merge, dismiss };
}

// Walls and lists that are shown next are fetched anew: pictures went, or are not folded any more.
function outdate(client: QueryClient): void {
  void client.invalidateQueries({
    predicate: ({ queryKey }) => queryKey[0] !== DUPLICATES_KEY[0],
    refetchType: 'none',
  });
}

function takeOut(client: QueryClient, group: DuplicateGroup): () => void {
  const before = client.getQueryData<InfiniteData<DuplicatePage>>(DUPLICATES_KEY);
  if (!before) return () => {};
  const first = group.images[0]?.id;
  client.setQueryData<InfiniteData<DuplicatePage>>(DUPLICATES_KEY, {
    ...before,
    pages: before.pages.map((page) => ({
      ...page,
      groups: page.groups - 1,
      items: page.items.filter(({ images }) => images[0]?.id !== first),
    })),
  });
  return () => client.setQueryData(DUPLICATES_KEY, before);
}
