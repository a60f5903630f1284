import { Lock, Trash2 } from 'lucide-react';
import { Link } from 'react-router';
import type { ImageCard } from '@/api/client';
import { buttonQuiet, buttonSolid } from '@/components/button-styles';
import { LoadProblem } from '@/components/load-problem';
import { Notice } from '@/components/notice';
import { useDeleteImage } from '@/components/use-delete-image';
import { Masonry } from '@/components/wall/masonry';
import { TileCoverContext } from '@/components/wall/tile-tools';
import { WallGroup } from '@/components/wall/wall-group';
import { WallMore } from '@/components/wall/wall-more';
import { WallSkeleton } from '@/components/wall/wall-skeleton';
import { plural } from '@/lib/format';
import { type OwnImage, useOwnImages } from '../api/own-images';

const shown = ({ state }: OwnImage) => state === 'derived' || state === 'ready';

/** Everything a person brought in: what can be seen as a wall, above it what is being worked on or went wrong. */
export function OwnImages() {
  const own = useOwnImages(true);
  const loaded = own.items.length;
  const working = own.items.filter(({ state }) => state === 'accepted').length;
  const failed = own.items.filter(({ state }) => state === 'failed');
  if (own.isError && loaded === 0) return <LoadProblem problem={own.error} onRetry={() => own.refetch()} />;
  if (own.isSuccess && loaded === 0) {
    return (
      <Notice
        title="Nothing yet."
        actions={
          <Link to="/upload" className={buttonSolid}>
            Bring pictures in
          </Link>
        }
      >
        Drop pictures anywhere in Palette, and they are yours to sort, share and search.
      </Notice>
    );
  }
  return (
    <>
      <p role="status" className="gutter-text text-[15px] text-ink-soft not-empty:pb-4">
        {working > 0 && `Palette is working on ${plural(working, 'picture', 'pictures')}…`}
      </p>
      {failed.length > 0 && <Failed images={failed} />}
      <div className="gutter">
        {own.isPending && <WallSkeleton />}
        <TileCoverContext value={OwnCover}>
          <WallGroup>
            <Masonry items={own.items.filter(shown)} label="Your uploads" busy={own.isFetching} first />
          </WallGroup>
        </TileCoverContext>
      </div>
      <WallMore
        loaded={loaded}
        hasMore={own.hasNextPage}
        loading={own.isFetching}
        problem={own.isFetchNextPageError ? own.error : null}
        onMore={() => own.fetchNextPage()}
      />
    </>
  );
}

function OwnCover({ item }: { readonly item: ImageCard }) {
  if (!('visibility' in item) || item.visibility !== 'private') return null;
  return (
    <span
      role="img"
      aria-label="Only you see it"
      title="Only you see it"
      className="pointer-events-none absolute bottom-2 left-2 grid size-7 place-items-center rounded-full bg-black/60 text-white"
    >
      <Lock className="size-3.5" aria-hidden />
    </span>
  );
}

function Failed({ images }: { readonly images: readonly OwnImage[] }) {
  const remove = useDeleteImage();
  return (
    <section aria-labelledby="failed-title" className="gutter-text mb-8">
      <h2 id="failed-title" className="font-display text-xl">
        {plural(images.length, 'picture', 'pictures')} could not be worked on
      </h2>
      <ul className="mt-2">
        {images.map((image) => (
          <li
            key={image.id}
            className="flex flex-wrap items-center justify-between gap-3 border-b border-line py-3"
          >
            <div className="min-w-0">
              <Link to={`/image/${image.id}`} className="font-medium hover:underline">
                {image.title || image.alt}
              </Link>
              {image.failure && <p className="text-sm text-danger">{image.failure}</p>}
            </div>
            <button
              type="button"
              className={buttonQuiet}
              aria-label={`Delete ${image.title || image.alt}`}
              onClick={() => void remove(image)}
            >
              <Trash2 className="size-4" aria-hidden />
              Delete
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
