import { Link, useParams } from 'react-router';
import { buttonSolid } from '@/components/button-styles';
import { LoadProblem } from '@/components/load-problem';
import { Notice } from '@/components/notice';
import { openedFrom } from '@/components/wall/opened-from';
import { useImage } from '@/features/image/api/get-image';
import { ImageView } from '@/features/image/components/image-view';
import { SimilarWall } from '@/features/image/components/similar-wall';

export function ImagePage() {
  const { id = '' } = useParams();
  const image = useImage(id);
  const card = image.data ?? openedFrom.find(id);

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
      <ImageView key={id} card={card} image={image.data} />
      <SimilarWall
        key={`similar-${id}`}
        id={id}
        understood={image.data ? image.data.state === 'ready' : false}
      />
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
