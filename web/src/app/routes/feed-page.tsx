import { useSearchParams } from 'react-router';
import { useMe } from '@/api/get-me';
import { LoadProblem } from '@/components/load-problem';
import { Masonry } from '@/components/wall/masonry';
import { WallGroup } from '@/components/wall/wall-group';
import { WallMore } from '@/components/wall/wall-more';
import { WallSkeleton } from '@/components/wall/wall-skeleton';
import { FeedLine } from '@/features/feed/components/feed-line';
import { FeedWall } from '@/features/feed/components/feed-wall';
import { useFeed } from '@/features/feed/model/use-feed';
import { EmptyLibrary } from '@/features/library/components/empty-library';
import { LibraryNote } from '@/features/library/components/library-note';
import { useLibrary } from '@/features/library/model/use-library';
import { FilterChips } from '@/features/wall/components/filter-chips';
import { type WallFilter, wallParams } from '@/features/wall/model/wall-filter';

const WHOLE: WallFilter = { order: 'feed', orientation: null, tags: [] };

/** The endless wall that learns what a person loves. */
export function FeedPage() {
  const [, setParams] = useSearchParams();
  const feed = useFeed();
  const me = useMe();
  const library = useLibrary();
  const loaded = feed.items.length;

  const show = (next: WallFilter) => {
    window.scrollTo({ top: 0 });
    setParams(wallParams(next, 'feed'), { preventScrollReset: true });
  };

  if (feed.isSuccess && loaded === 0 && library?.images === 0) {
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
      <h1 className="sr-only">Your feed</h1>
      <div className="pt-2 pb-4">
        <FilterChips
          filter={WHOLE}
          onChange={show}
          onShuffle={() => show({ ...WHOLE, order: 'shuffle' })}
          personal
        />
      </div>
      {me.data && <FeedLine mode={me.data.preferences.feed} onboarded={me.data.onboarded} />}
      {feed.isError && loaded === 0 && <LoadProblem problem={feed.error} onRetry={() => feed.refetch()} />}
      <div className="gutter">
        {feed.isPending && <WallSkeleton />}
        <FeedWall>
          <WallGroup>
            <Masonry items={feed.items} label="Your feed" busy={feed.isFetching} first />
          </WallGroup>
        </FeedWall>
      </div>
      {loaded > 0 && (
        <WallMore
          loaded={loaded}
          hasMore={feed.hasNextPage}
          loading={feed.isFetchingNextPage}
          problem={feed.isFetchNextPageError ? feed.error : null}
          onMore={() => feed.fetchNextPage()}
          end="You have seen every picture there is. From the top, it begins anew."
        />
      )}
      <LibraryNote />
    </>
  );
}
