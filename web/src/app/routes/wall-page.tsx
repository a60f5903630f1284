import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { buttonSolid } from '@/components/button-styles';
import { LoadProblem } from '@/components/load-problem';
import { Notice } from '@/components/notice';
import { Masonry } from '@/components/wall/masonry';
import { WallGroup } from '@/components/wall/wall-group';
import { WallMore } from '@/components/wall/wall-more';
import { WallSkeleton } from '@/components/wall/wall-skeleton';
import { EmptyLibrary } from '@/features/library/components/empty-library';
import { LibraryNote } from '@/features/library/components/library-note';
import { useLibrary } from '@/features/library/model/use-library';
import { useWallImages } from '@/features/wall/api/list-images';
import { ArrivalsNote } from '@/features/wall/components/arrivals-note';
import { FilterChips } from '@/features/wall/components/filter-chips';
import { Welcome } from '@/features/wall/components/welcome';
import { isNewcomer, noteMet } from '@/features/wall/model/newcomer';
import { newSeed, visitorSeed } from '@/features/wall/model/seed';
import { useArrivals } from '@/features/wall/model/use-arrivals';
import { useGrowth } from '@/features/wall/model/use-growth';
import { isFiltered, parseWallFilter, type WallFilter, wallParams } from '@/features/wall/model/wall-filter';

/** The library, or a part of it, shuffled or newest first: what guests see, and people beside their own feed. */
export function WallPage({ personal = false }: { readonly personal?: boolean }) {
  const home = personal ? 'feed' : 'shuffle';
  const [params, setParams] = useSearchParams();
  const filter = useMemo(() => parseWallFilter(params, home), [params, home]);
  const [seed, setSeed] = useState(visitorSeed);
  const [newcomer, setNewcomer] = useState(isNewcomer);
  const client = useQueryClient();
  const library = useLibrary();
  const wall = useWallImages(filter, seed);
  const arrivals = useArrivals(library, wall.firstPage);
  const loaded = wall.items.length;
  const empty = wall.isSuccess && loaded === 0 && !isFiltered(filter);

  useGrowth({
    arrivals: empty ? (library?.images ?? 0) - (library?.failed ?? 0) : arrivals.count,
    loaded,
    complete: wall.isSuccess && !wall.hasNextPage && filter.order === 'shuffle',
    grow: wall.grow,
    onGrown: arrivals.clear,
  });

  const show = (next: WallFilter) => {
    window.scrollTo({ top: 0 });
    setParams(wallParams(next, home), { preventScrollReset: true });
  };
  const showNewest = async () => {
    arrivals.clear();
    const newest: WallFilter = { order: 'newest', orientation: null, tags: [] };
    await client.resetQueries({ queryKey: ['wall', newest, null] });
    show(newest);
  };
  const shuffle = () => {
    if (filter.order === 'shuffle') setSeed(newSeed());
    show({ ...filter, order: 'shuffle' });
  };

  if (empty) {
    return (
      <>
        <title>Palette</title>
        <EmptyLibrary />
      </>
    );
  }

  return (
    <>
      <title>Palette</title>
      {newcomer && !personal ? (
        <Welcome
          onClose={() => {
            noteMet();
            setNewcomer(false);
          }}
        />
      ) : (
        <h1 className="sr-only">The wall</h1>
      )}
      <div className={`pb-4 ${newcomer && !personal ? '' : 'pt-2'}`}>
        <FilterChips filter={filter} onChange={show} onShuffle={shuffle} personal={personal} />
      </div>
      {wall.isError && loaded === 0 && <LoadProblem problem={wall.error} onRetry={() => wall.refetch()} />}
      <div className="gutter">
        {wall.isPending && <WallSkeleton />}
        <WallGroup>
          <Masonry items={wall.items} label="Pictures" busy={wall.isFetching} first />
        </WallGroup>
      </div>
      {wall.isSuccess && loaded === 0 && (
        <Notice
          title="No picture is like that."
          actions={
            <Link to="/" className={buttonSolid}>
              Show the whole wall
            </Link>
          }
        >
          Nothing in the library has all of these at once.
        </Notice>
      )}
      {loaded > 0 && (
        <WallMore
          loaded={loaded}
          hasMore={wall.hasNextPage}
          loading={wall.isFetchingNextPage}
          problem={wall.isFetchNextPageError ? wall.error : null}
          onMore={() => wall.fetchNextPage()}
          end={library?.pending ? 'More pictures are on their way.' : 'That is every picture there is.'}
        />
      )}
      <ArrivalsNote
        count={wall.hasNextPage || filter.order === 'newest' ? arrivals.count : 0}
        onShow={showNewest}
      />
      <LibraryNote />
    </>
  );
}
