import { Undo2 } from 'lucide-react';
import { reasonOf } from '@/api/client';
import { renditionUrl } from '@/api/urls';
import { buttonQuiet } from '@/components/button-styles';
import { LoadProblem } from '@/components/load-problem';
import { Notice } from '@/components/notice';
import { toast } from '@/components/toast';
import { WallMore } from '@/components/wall/wall-more';
import { formatAgo } from '@/lib/ago';
import { type TrashedImage, useRestoreImage, useTrash } from '../api/own-images';

/** What was deleted and can still be had back. */
export function Trash() {
  const trash = useTrash(true);
  const restore = useRestoreImage();
  const loaded = trash.items.length;
  if (trash.isError && loaded === 0)
    return <LoadProblem problem={trash.error} onRetry={() => trash.refetch()} />;
  if (trash.isSuccess && loaded === 0) {
    return <Notice title="The bin is empty.">What you delete stays here for 30 days.</Notice>;
  }
  const putBack = (image: TrashedImage) =>
    restore.mutate(image.id, {
      onSuccess: () => void toast(image.title ? `“${image.title}” is back` : 'It is back'),
      onError: (problem) => void toast(reasonOf(problem), 'failed'),
    });
  return (
    <>
      <p className="gutter-text pb-5 text-[15px] text-ink-soft">
        Deleted pictures are out of every list and search. After 30 days they are gone for good.
      </p>
      <ul className="gutter grid grid-cols-2 gap-x-4 gap-y-6 sm:grid-cols-3 lg:grid-cols-5 2xl:grid-cols-7">
        {trash.items.map((image) => (
          <li key={image.id}>
            <div
              className="aspect-square overflow-hidden rounded-lg bg-sunken"
              style={{ backgroundColor: image.color ?? undefined }}
            >
              {/* A deleted picture is shown to nobody else; where it cannot be shown at all its colour stays. */}
              <img
                src={renditionUrl(image.id, 320)}
                alt={image.alt}
                loading="lazy"
                className="size-full object-cover opacity-80"
                onError={({ currentTarget }) => {
                  currentTarget.style.visibility = 'hidden';
                }}
              />
            </div>
            <p className="mt-2 truncate text-[15px]">{image.title || image.alt}</p>
            <p className="text-sm text-ink-soft">Gone for good {formatAgo(image.purge_at)}</p>
            <button
              type="button"
              className={`${buttonQuiet} mt-2 h-9 text-sm`}
              aria-label={`Restore ${image.title || image.alt}`}
              disabled={restore.isPending}
              onClick={() => putBack(image)}
            >
              <Undo2 className="size-4" aria-hidden />
              Restore
            </button>
          </li>
        ))}
      </ul>
      <WallMore
        loaded={loaded}
        hasMore={trash.hasNextPage}
        loading={trash.isFetching}
        problem={trash.isFetchNextPageError ? trash.error : null}
        onMore={() => trash.fetchNextPage()}
      />
    </>
  );
}
