import { Link, useParams } from 'react-router';
import type { ImageCard } from '@/api/client';
import { buttonRound, buttonSolid } from '@/components/button-styles';
import { LoadProblem } from '@/components/load-problem';
import { Notice } from '@/components/notice';
import { useActions } from '@/components/use-actions';
import { openedFrom } from '@/components/wall/opened-from';
import { inWall } from '@/components/wall/wall';
import { useImage } from '@/features/image/api/get-image';
import { ImageView } from '@/features/image/components/image-view';
import { SimilarWall } from '@/features/image/components/similar-wall';
import { LikeButton } from '@/features/likes/components/like-button';
import { useToggleLike } from '@/features/likes/model/use-like';
import { SaveButton } from '@/features/palettes/components/save-button';
import { useAskToSave } from '@/features/palettes/model/use-ask-to-save';
import { WhyItMatched } from '@/features/search/components/why-it-matched';

export function ImagePage() {
  const { id = '' } = useParams();
  const image = useImage(id);
  const card = image.data ?? openedFrom.find(id);
  const search = openedFrom.searchFor(id);

  if (image.error?.status === 404 || image.error?.status === 400) return <NoSuchImage />;
  if (image.isError && !card) return <LoadProblem problem={image.error} onRetry={() => image.refetch()} />;
  if (!card) {
    return (
      <div role="status" aria-label="Loading the picture" className="gutter-text">
        <title>Palette</title>
        <div className="h-[72dvh] animate-pulse rounded-lg bg-sunken" />
      </div>
    );
  }
  return (
    <>
      <title>{`${card.title || 'Untitled'} · Palette`}</title>
      <ImageView
        key={id}
        card={card}
        image={image.data}
        actions={<KeepActions image={card} />}
        reason={search && <WhyItMatched id={id} search={search} />}
      />
      <SimilarWall
        key={`similar-${id}`}
        id={id}
        understood={image.data ? image.data.state === 'ready' : false}
      />
    </>
  );
}

function KeepActions({ image }: { readonly image: ImageCard }) {
  const toggle = useToggleLike();
  const ask = useAskToSave();
  useActions([
    {
      id: 'image.like',
      group: 'A picture',
      label: 'Like',
      keys: ['l'],
      when: () => !inWall(),
      perform: () => toggle(image),
    },
    {
      id: 'image.save',
      group: 'A picture',
      label: 'Save to a Palette',
      keys: ['s'],
      when: () => !inWall(),
      perform: () => ask([image], document.querySelector('[aria-label="Save to a Palette"]') ?? undefined),
    },
  ]);
  return (
    <>
      <SaveButton image={image} className={buttonSolid}>
        Save
      </SaveButton>
      <LikeButton image={image} className={buttonRound} />
    </>
  );
}

function NoSuchImage() {
  return (
    <>
      <title>Not here · Palette</title>
      <Notice
        level="h1"
        accent
        title="This picture is not here."
        actions={
          <Link to="/" className={buttonSolid}>
            Back to the wall
          </Link>
        }
      >
        It may have been taken out of the library, or the link has lost a letter.
      </Notice>
    </>
  );
}
