import { lazy, Suspense, useEffect, useState } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';
import type { Palette } from '@/api/client';
import { buttonQuiet, buttonSolid } from '@/components/button-styles';
import { LoadProblem } from '@/components/load-problem';
import { Notice } from '@/components/notice';
import { useActions } from '@/components/use-actions';
import { Masonry } from '@/components/wall/masonry';
import { WallGroup } from '@/components/wall/wall-group';
import { WallMore } from '@/components/wall/wall-more';
import { WallSkeleton } from '@/components/wall/wall-skeleton';
import { usePalette } from '@/features/palettes/api/get-palette';
import { usePaletteImages, usePaletteSearch } from '@/features/palettes/api/list-palette-images';
import { PaletteHeader } from '@/features/palettes/components/palette-header';
import { SearchInside } from '@/features/palettes/components/search-inside';
import { SuggestedAdditions } from '@/features/palettes/components/suggested-additions';
import { mayAdd } from '@/features/palettes/model/palette';
import { useMoves } from '@/features/palettes/model/use-moves';

const ContactSheet = lazy(() =>
  import('@/features/palettes/components/contact-sheet').then((module) => ({ default: module.ContactSheet })),
);

export function PalettePage() {
  const { id = '' } = useParams();
  const [params] = useSearchParams();
  const palette = usePalette(id, params.get('key'));

  if (palette.error?.status === 404 || palette.error?.status === 400) return <NoSuchPalette />;
  if (palette.isError && !palette.data) {
    return <LoadProblem problem={palette.error} onRetry={() => palette.refetch()} />;
  }
  if (!palette.data) {
    return (
      <div role="status" aria-label="Loading the Palette" className="gutter pt-40">
        <title>Palette</title>
        <WallSkeleton />
      </div>
    );
  }
  return <Opened key={id} palette={palette.data} />;
}

function Opened({ palette }: { readonly palette: Palette }) {
  const [params, setParams] = useSearchParams();
  const shareKey = params.get('key');
  const words = params.get('q') ?? '';
  const found = usePaletteSearch(palette.id, shareKey, words);
  const images = usePaletteImages(palette.id, shareKey);
  const [arranging, setArranging] = useState(false);
  const moves = useMoves(palette, images.items);
  const loaded = images.items.length;
  const mayArrange = palette.role === 'owner' && !palette.living && (loaded > 1 || arranging);

  // The order of all is arranged, not that of those that happen to be loaded.
  const { hasNextPage, isFetchingNextPage, fetchNextPage, isFetchNextPageError } = images;
  useEffect(() => {
    if (arranging && hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [arranging, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);

  useActions([
    {
      id: 'palette.arrange',
      group: 'A Palette',
      label: 'Put the pictures in order',
      keys: ['o'],
      when: () => mayArrange,
      perform: () => setArranging(!arranging),
    },
    {
      id: 'palette.undo-move',
      group: 'A Palette',
      label: 'Take the last move back',
      keys: ['u'],
      when: () => arranging && moves.canUndo(),
      perform: () => void moves.undo(),
    },
  ]);

  return (
    <>
      <title>{`${palette.title} · Palette`}</title>
      <PaletteHeader
        palette={palette}
        shareKey={shareKey}
        arranging={arranging}
        onArrange={mayArrange ? () => setArranging(!arranging) : null}
      />
      {arranging ? (
        <Suspense>
          <ContactSheet items={images.items} onMove={(from, to) => void moves.move(from, to)} />
        </Suspense>
      ) : (
        <>
          {(palette.images > 1 || words) && (
            <SearchInside
              palette={palette}
              words={words}
              onSearch={(next) =>
                setParams({ ...(shareKey && { key: shareKey }), ...(next && { q: next }) }, { replace: true })
              }
            />
          )}
          <Pictures palette={palette} images={words ? found : images} words={words} />
        </>
      )}
      {mayAdd(palette) && !arranging && !words && !images.hasNextPage && (
        <SuggestedAdditions palette={palette} />
      )}
    </>
  );
}

interface PicturesProps {
  readonly palette: Palette;
  readonly images: ReturnType<typeof usePaletteImages>;
  /** By which they were searched for; empty for all. */
  readonly words: string;
}

function Pictures({ palette, images, words }: PicturesProps) {
  const loaded = images.items.length;
  return (
    <>
      {images.isError && loaded === 0 && (
        <LoadProblem problem={images.error} onRetry={() => images.refetch()} />
      )}
      <div className="gutter">
        {images.isPending && <WallSkeleton />}
        <WallGroup>
          <Masonry
            items={images.items}
            label={`Pictures of ${palette.title}`}
            busy={images.isFetching}
            first
          />
        </WallGroup>
      </div>
      {images.isSuccess &&
        loaded === 0 &&
        (words ? <NothingFound words={words} /> : <Empty palette={palette} />)}
      {loaded > 0 && (
        <WallMore
          loaded={loaded}
          hasMore={images.hasNextPage}
          loading={images.isFetchingNextPage}
          problem={images.isFetchNextPageError ? images.error : null}
          onMore={() => images.fetchNextPage()}
        />
      )}
    </>
  );
}

function NothingFound({ words }: { readonly words: string }) {
  return (
    <Notice title="Nothing in here is like that.">
      No picture of this Palette has much to do with “{words}”. Other words may find one.
    </Notice>
  );
}

function Empty({ palette }: { readonly palette: Palette }) {
  if (palette.living) {
    return (
      <Notice title="Nothing here yet.">
        Its search finds nothing that you may see. What comes later is here by itself.
      </Notice>
    );
  }
  return (
    <Notice
      title="An empty Palette."
      actions={
        mayAdd(palette) && (
          <>
            <Link to={`/search?${new URLSearchParams({ q: palette.title })}`} className={buttonSolid}>
              Search for {palette.title}
            </Link>
            <Link to="/" className={buttonQuiet}>
              To the wall
            </Link>
          </>
        )
      }
    >
      {mayAdd(palette)
        ? 'Save a picture to it from any wall, with its bookmark or the key s.'
        : 'Nothing has been put here yet.'}
    </Notice>
  );
}

function NoSuchPalette() {
  return (
    <>
      <title>Not here · Palette</title>
      <Notice
        level="h1"
        accent
        title="This Palette is not here."
        actions={
          <Link to="/" className={buttonSolid}>
            To the wall
          </Link>
        }
      >
        It may be private, deleted, or have a new link. Whoever sent you the link can tell.
      </Notice>
    </>
  );
}
