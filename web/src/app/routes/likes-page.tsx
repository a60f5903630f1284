import { Link } from 'react-router';
import { useAskLogin, useViewer } from '@/api/get-instance';
import { buttonQuiet, buttonSolid } from '@/components/button-styles';
import { LoadProblem } from '@/components/load-problem';
import { Notice } from '@/components/notice';
import { Masonry } from '@/components/wall/masonry';
import { WallGroup } from '@/components/wall/wall-group';
import { WallMore } from '@/components/wall/wall-more';
import { WallSkeleton } from '@/components/wall/wall-skeleton';
import { useLikes } from '@/features/likes/api/list-likes';

export function LikesPage() {
  const viewer = useViewer();
  const askLogin = useAskLogin();
  const likes = useLikes(viewer != null);
  const loaded = likes.items.length;
  return (
    <>
      <title>Likes · Palette</title>
      {viewer === null ? (
        <Notice
          level="h1"
          accent
          title="What you like is kept here."
          actions={
            <>
              <button type="button" className={buttonSolid} onClick={askLogin}>
                Log in
              </button>
              <Link to="/" className={buttonQuiet}>
                Look around
              </Link>
            </>
          }
        >
          Log in to keep what speaks to you.
        </Notice>
      ) : (
        <>
          <h1 className="gutter-text pt-6 pb-6 font-display text-4xl sm:pt-10 sm:text-5xl">Likes</h1>
          {likes.isError && loaded === 0 && (
            <LoadProblem problem={likes.error} onRetry={() => likes.refetch()} />
          )}
          <div className="gutter">
            {likes.isPending && <WallSkeleton />}
            <WallGroup>
              <Masonry items={likes.items} label="Liked pictures" busy={likes.isFetching} first />
            </WallGroup>
          </div>
          {likes.isSuccess && loaded === 0 && (
            <Notice
              title="Nothing here yet."
              accent
              actions={
                <Link to="/" className={buttonSolid}>
                  To the wall
                </Link>
              }
            >
              The heart on a picture, or the key <kbd className="font-text font-medium text-ink">l</kbd>, puts
              it here. Your feed learns from it with the next page.
            </Notice>
          )}
          {loaded > 0 && (
            <WallMore
              loaded={loaded}
              hasMore={likes.hasNextPage}
              loading={likes.isFetchingNextPage}
              problem={likes.isFetchNextPageError ? likes.error : null}
              onMore={() => likes.fetchNextPage()}
              end="That is all you like so far."
            />
          )}
        </>
      )}
    </>
  );
}
