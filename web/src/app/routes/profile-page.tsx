import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { useViewer } from '@/api/get-instance';
import { usePublicPalettes } from '@/api/list-palettes';
import { buttonQuiet, buttonSolid } from '@/components/button-styles';
import { LoadProblem } from '@/components/load-problem';
import { Notice } from '@/components/notice';
import { Masonry } from '@/components/wall/masonry';
import { WallGroup } from '@/components/wall/wall-group';
import { WallMore } from '@/components/wall/wall-more';
import { WallSkeleton } from '@/components/wall/wall-skeleton';
import { PaletteStacks } from '@/features/palettes/components/palette-stacks';
import { useProfile, useProfileImages } from '@/features/profile/api/profile';
import { ProfileHead } from '@/features/profile/components/profile-head';
import { formatCount } from '@/lib/format';
import { NotFoundPage } from './not-found-page';

/** `/@name`: a person, their public Palettes and the pictures of theirs that one may see. Any other address of one part leads nowhere. */
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
      {profile.data && profile.data.palettes > 0 && <PublicPalettes name={name} />}
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

const FIRST_PALETTES = 8;

function PublicPalettes({ name }: { readonly name: string }) {
  const palettes = usePublicPalettes(`@${name}`);
  const [all, setAll] = useState(false);
  const found = palettes.data ?? [];
  if (palettes.isError) return <LoadProblem problem={palettes.error} onRetry={() => palettes.refetch()} />;
  return (
    <>
      <section aria-labelledby="palettes-title" className="gutter-text pb-14">
        <h2 id="palettes-title" className="mb-2 font-display text-3xl">
          Palettes
        </h2>
        <PaletteStacks level="h3" palettes={all ? found : found.slice(0, FIRST_PALETTES)} />
        {!all && found.length > FIRST_PALETTES && (
          <button type="button" className={`${buttonQuiet} mt-8`} onClick={() => setAll(true)}>
            Show all {formatCount(found.length)}
          </button>
        )}
      </section>
      <h2 className="gutter-text mb-5 font-display text-3xl">Pictures</h2>
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
