import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';
import type { ImageCard, Palette } from '@/api/client';
import { buttonQuiet, buttonSolid } from '@/components/button-styles';
import { LoadProblem } from '@/components/load-problem';
import { Notice } from '@/components/notice';
import { useActions } from '@/components/use-actions';
import { Masonry } from '@/components/wall/masonry';
import { WallGroup } from '@/components/wall/wall-group';
import { WallMore } from '@/components/wall/wall-more';
import { WallSkeleton } from '@/components/wall/wall-skeleton';
import { usePalette } from '@/features/palettes/api/get-palette';
import { usePaletteImages } from '@/features/palettes/api/list-palette-images';
import { PaletteHeader } from '@/features/palettes/components/palette-header';
import { SuggestedAdditions } from '@/features/palettes/components/suggested-additions';
import { mayAdd } from '@/features/palettes/model/palette';
import { moveInside } from '@/features/palettes/model/save-to';

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
  const client = useQueryClient();
  const [params] = useSearchParams();
  const shareKey = params.get('key');
  const images = usePaletteImages(palette.id, shareKey);
  const [arranging, setArranging] = useState(false);
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
          <ContactSheet
            items={images.items}
            onMove={(from, to) => void moveInside(client, palette, images.items, from, to)}
          />
        </Suspense>
      ) : (
        <Pictures palette={palette} images={images} items={images.items} />
      )}
      {mayAdd(palette) && !arranging && !images.hasNextPage && <SuggestedAdditions palette={palette} />}
    </>
  );
}

interface PicturesProps {
  readonly palette: Palette;
  readonly images: ReturnType<typeof usePaletteImages>;
  readonly items: readonly ImageCard[];
}

function Pictures({ palette, images, items }: PicturesProps) {
  const loaded = items.length;
  return (
    <>
      {images.isError && loaded === 0 && (
        <LoadProblem problem={images.error} onRetry={() => images.refetch()} />
      )}
      <div className="gutter">
        {images.isPending && <WallSkeleton />}
        <WallGroup>
          <Masonry items={items} label={`Pictures of ${palette.title}`} busy={images.isFetching} first />
        </WallGroup>
      </div>
      {images.isSuccess && loaded === 0 && <Empty palette={palette} />}
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
