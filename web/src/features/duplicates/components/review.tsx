import { useState } from 'react';
import type { DuplicateGroup } from '@/api/client';
import { LoadProblem } from '@/components/load-problem';
import { Notice } from '@/components/notice';
import { useActions } from '@/components/use-actions';
import { WallMore } from '@/components/wall/wall-more';
import { WallSkeleton } from '@/components/wall/wall-skeleton';
import { plural } from '@/lib/format';
import { useDuplicates } from '../api/list-duplicates';
import { useSettle } from '../model/use-settle';
import { GroupCard } from './group-card';

const idOf = (group: DuplicateGroup) => group.images[0]?.id ?? '';

/** Pictures that are there more than once, group by group, by pointer or by keyboard. */
export function DuplicatesReview() {
  const duplicates = useDuplicates(true);
  const { merge, dismiss } = useSettle();
  const [kept, setKept] = useState<Readonly<Record<string, string>>>({});
  const [place, setPlace] = useState(0);
  const groups = duplicates.data?.pages.flatMap((page) => page.items) ?? [];
  const at = Math.max(0, Math.min(place, groups.length - 1));
  const current = groups[at];
  const keepOf = (group: DuplicateGroup) => kept[idOf(group)] ?? group.suggested;

  const go = (to: number) => {
    const group = groups[to];
    if (!group) return;
    setPlace(to);
    const section = document.getElementById(`group-${idOf(group)}`);
    section?.focus({ preventScroll: true });
    section?.scrollIntoView({ block: 'nearest' });
  };
  const keepBeside = (step: number) => {
    if (!current) return;
    const index = current.images.findIndex(({ id }) => id === keepOf(current));
    const chosen = current.images[index + step];
    if (chosen) setKept({ ...kept, [idOf(current)]: chosen.id });
  };
  useActions([
    {
      id: 'duplicates.next',
      group: 'Duplicates',
      label: 'The next group',
      keys: ['j', 'ArrowDown'],
      perform: () => go(at + 1),
    },
    {
      id: 'duplicates.previous',
      group: 'Duplicates',
      label: 'The group before',
      keys: ['k', 'ArrowUp'],
      perform: () => go(at - 1),
    },
    {
      id: 'duplicates.keep-left',
      group: 'Duplicates',
      label: 'Keep the one to the left',
      keys: ['ArrowLeft'],
      when: () => current !== undefined,
      perform: () => keepBeside(-1),
    },
    {
      id: 'duplicates.keep-right',
      group: 'Duplicates',
      label: 'Keep the one to the right',
      keys: ['ArrowRight'],
      when: () => current !== undefined,
      perform: () => keepBeside(1),
    },
    {
      id: 'duplicates.merge',
      group: 'Duplicates',
      label: 'Keep one, merge the rest',
      keys: ['m'],
      when: () => current !== undefined,
      perform: () => current && void merge(current, keepOf(current)),
    },
    {
      id: 'duplicates.dismiss',
      group: 'Duplicates',
      label: 'They are not the same',
      keys: ['n'],
      when: () => current !== undefined,
      perform: () => current && void dismiss(current),
    },
  ]);

  if (duplicates.isError && groups.length === 0) {
    return <LoadProblem problem={duplicates.error} onRetry={() => duplicates.refetch()} />;
  }
  if (duplicates.isPending) {
    return (
      <div className="gutter" role="status" aria-label="Looking for duplicates">
        <WallSkeleton />
      </div>
    );
  }
  const { groups: count = 0, pending = 0 } = duplicates.data?.pages[0] ?? {};
  return (
    <>
      <p role="status" className="gutter-text pb-6 text-[15px] text-ink-soft">
        {count > 0 && (
          <>
            {plural(count, 'picture is', 'pictures are')} here more than once. The one you keep gets the tags,
            likes, Palettes and words of the others; they go to the bin.{' '}
          </>
        )}
        {pending > 0 && <>Still comparing {plural(pending, 'picture', 'pictures')}…</>}
      </p>
      {groups.length === 0 && pending === 0 && (
        <Notice title="Every picture is here once." accent>
          New pictures are compared with all others as they arrive: other sizes and formats, turned, mirrored,
          or cut. What turns out to be the same is shown here.
        </Notice>
      )}
      <div className="gutter-text flex flex-col gap-5 pb-10">
        {groups.map((group, index) => (
          <GroupCard
            key={idOf(group)}
            group={group}
            keep={keepOf(group)}
            current={index === at}
            onKeep={(id) => setKept({ ...kept, [idOf(group)]: id })}
            onMerge={() => void merge(group, keepOf(group))}
            onDismiss={() => void dismiss(group)}
            onCurrent={() => setPlace(index)}
          />
        ))}
      </div>
      {groups.length > 0 && (
        <WallMore
          loaded={groups.length}
          hasMore={duplicates.hasNextPage}
          loading={duplicates.isFetchingNextPage}
          problem={duplicates.isFetchNextPageError ? duplicates.error : null}
          onMore={() => duplicates.fetchNextPage()}
          end="No more duplicates."
        />
      )}
    </>
  );
}
