import { Link, useParams } from 'react-router';
import { useViewer } from '@/api/get-instance';
import { buttonSolid } from '@/components/button-styles';
import { LoadProblem } from '@/components/load-problem';
import { Notice } from '@/components/notice';
import { Masonry } from '@/components/wall/masonry';
import { WallGroup } from '@/components/wall/wall-group';
import { WallMore } from '@/components/wall/wall-more';
import { WallSkeleton } from '@/components/wall/wall-skeleton';
import { useProfile, useProfileImages } from '@/features/profile/api/profile';
import { ProfileHead } from '@/features/profile/components/profile-head';
import { NotFoundPage } from './not-found-page';

/** `/@name`: a person and the pictures of theirs that one may see. Any other address of one part leads nowhere. */
export function ProfilePage() {
  const { handle = '' } = useParams();
  return handle.startsWith('@') ? <PersonPage key={handle} name={handle.slice(1)} /> : <NotFoundPage />;
}

function PersonPage({ name }: { readonly name: string }) {
  const viewer = useViewer();
  const profile = useProfile(name);
  const images = useProfileImages(name, profile.isSuccess);
  const loaded = images.items.length;
  const own = viewer?.name === name;
  if (profile.error?.status === 404 || profile.error?.status === 400) return <Nobody name={name} />;
  if (profile.isError) return <LoadProblem problem={profile.error} onRetry={() => profile.refetch()} />;
  return (
    <>
      <title>{`${profile.data?.display_name || `@${name}`} · Palette`}</title>
      {profile.data && <ProfileHead profile={profile.data} own={own} />}
      <div className="gutter">
        {(profile.isPending || images.isLoading) && <WallSkeleton />}
        <WallGroup>
          <Masonry items={images.items} label={`Pictures of ${name}`} busy={images.isFetching} first />
        </WallGroup>
      </div>
      {images.isError && loaded === 0 && (
        <LoadProblem problem={images.error} onRetry={() => images.refetch()} />
      )}
      {images.isSuccess && loaded === 0 && (
        <Notice
          title={own ? 'Nothing of yours is public yet.' : 'Nothing to see yet.'}
          actions={
            own && (
              <Link to="/upload" className={buttonSolid}>
                Bring pictures in
              </Link>
            )
          }
        />
      )}
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

function Nobody({ name }: { readonly name: string }) {
  return (
    <>
      <title>Nobody here · Palette</title>
      <Notice
        level="h1"
        accent
        title="Nobody goes by that name."
        actions={
          <Link to="/" className={buttonSolid}>
            To the wall
          </Link>
        }
      >
        There is no @{name} here.
      </Notice>
    </>
  );
}
