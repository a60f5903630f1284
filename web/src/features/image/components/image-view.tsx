import { ArrowLeft } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { Image, ImageCard } from '@/api/client';
import { originalUrl, renditionUrl } from '@/api/urls';
import { EditInPlace } from '@/components/edit-in-place';
import { IconButton } from '@/components/icon-button';
import { useActions } from '@/components/use-actions';
import { inWall } from '@/components/wall/wall';
import { useEditImage } from '../model/use-edit-image';
import { useNeighbors } from '../model/use-neighbors';
import { Facts } from './facts';
import { ImageActions, share } from './image-actions';
import { Stage } from './stage';
import { SwatchBar } from './swatch-bar';
import { TagList } from './tag-list';

const Lightbox = lazy(() => import('./lightbox').then((module) => ({ default: module.Lightbox })));

// What browsers draw. An SVG could bring scripts along, so it is seen as its rendition only.
const DRAWN = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif']);

interface ImageViewProps {
  readonly card: ImageCard;
  /** With all its facts, once they are there. */
  readonly image: Image | undefined;
  /** Like and save, for these know more than one picture. */
  readonly actions?: ReactNode;
  /** Why it is here, where a search led to it. */
  readonly reason?: ReactNode;
}

const WORDS_MAX = 500;
const DESCRIPTION_MAX = 10_000;
const titleFace = 'font-display text-3xl leading-[1.15] xl:text-4xl';

/** One picture: large, with what is known about it beside it. */
export function ImageView({ card, image, actions, reason }: ImageViewProps) {
  const navigate = useNavigate();
  const [zoomed, setZoomed] = useState(false);
  const { previous, next, step } = useNeighbors(card.id);
  const leave = () => (window.history.state?.idx > 0 ? navigate(-1) : navigate('/'));

  useActions([
    {
      id: 'image.previous',
      group: 'A picture',
      label: 'Previous picture',
      keys: ['ArrowLeft'],
      // In the wall below, the arrow keys move between tiles.
      when: () => !inWall(),
      perform: () => step('previous'),
    },
    {
      id: 'image.next',
      group: 'A picture',
      label: 'Next picture',
      keys: ['ArrowRight'],
      when: () => !inWall(),
      perform: () => step('next'),
    },
    { id: 'image.zoom', group: 'A picture', label: 'Full size', keys: ['z'], perform: () => setZoomed(true) },
    {
      id: 'image.link',
      group: 'A picture',
      label: 'Share or copy the link',
      keys: ['c'],
      perform: () => void share(card),
    },
    { id: 'image.leave', group: 'A picture', label: 'Back to the wall', keys: ['Escape'], perform: leave },
  ]);

  return (
    <article className="gutter-text [--stage-height:calc(100dvh-96px)] lg:grid lg:grid-cols-[minmax(0,1fr)_360px] lg:gap-10 xl:grid-cols-[minmax(0,1fr)_400px] xl:gap-14 max-lg:[--stage-height:72dvh]">
      <div className="relative lg:min-h-[calc(100dvh-96px)]">
        <Stage card={card} previous={previous} next={next} onZoom={() => setZoomed(true)} />
      </div>
      <div className="flex flex-col gap-8 pt-6 lg:pt-2 lg:pb-6">
        <header>
          <IconButton
            icon={ArrowLeft}
            label="Back (Esc)"
            className="-ml-2.5 mb-3 max-lg:hidden"
            onClick={leave}
          />
          <Words card={card} image={image} />
          <Progress image={image} />
          {reason}
        </header>
        <Description image={image} />
        <ImageActions card={card} image={image} onLeave={leave}>
          {actions}
        </ImageActions>
        {image && <SwatchBar swatches={image.swatches} />}
        {image && <TagList image={image} />}
        {image && <Facts image={image} />}
      </div>
      {zoomed && (
        <Suspense>
          <Lightbox
            src={image && DRAWN.has(image.media_type) ? originalUrl(card.id) : renditionUrl(card.id, 1280)}
            preview={renditionUrl(card.id, 640)}
            alt={card.alt}
            width={card.width}
            height={card.height}
            onClose={() => setZoomed(false)}
          />
        </Suspense>
      )}
    </article>
  );
}

function Words({ card, image }: Pick<ImageViewProps, 'card' | 'image'>) {
  const edit = useEditImage(card.id);
  const title = (
    <h1 className={`${titleFace} text-balance [overflow-wrap:anywhere]`}>
      {card.title || <em className="text-ink-soft">Untitled</em>}
    </h1>
  );
  const artist = (
    <p className="text-[17px] text-ink-soft">
      {card.artist ? (
        <Link
          to={`/search?${new URLSearchParams({ q: card.artist })}`}
          className="underline-offset-4 hover:underline"
        >
          {card.artist}
        </Link>
      ) : (
        'Artist unknown'
      )}
    </p>
  );
  if (!image?.can_edit) {
    return (
      <>
        {title}
        {card.artist && <div className="mt-2">{artist}</div>}
      </>
    );
  }
  return (
    <>
      <EditInPlace
        label="Edit the title"
        value={card.title}
        charactersMax={WORDS_MAX}
        className={titleFace}
        onSave={(text) => edit({ title: text })}
      >
        {title}
      </EditInPlace>
      <div className="mt-1">
        <EditInPlace
          label="Edit the artist"
          value={card.artist}
          charactersMax={WORDS_MAX}
          className="text-[17px]"
          onSave={(text) => edit({ artist: text })}
        >
          <div className="pt-1">{artist}</div>
        </EditInPlace>
      </div>
    </>
  );
}

function Description({ image }: Pick<ImageViewProps, 'image'>) {
  const edit = useEditImage(image?.id ?? '');
  if (!image?.description && !image?.can_edit) return null;
  const words = (
    <p className="leading-relaxed whitespace-pre-line [overflow-wrap:anywhere]">
      {image.description || <span className="text-ink-soft">Say something about it.</span>}
    </p>
  );
  return image.can_edit ? (
    <EditInPlace
      label="Edit the description"
      value={image.description}
      charactersMax={DESCRIPTION_MAX}
      lines="many"
      className="leading-relaxed"
      onSave={(text) => edit({ description: text })}
    >
      {words}
    </EditInPlace>
  ) : (
    words
  );
}

function Progress({ image }: { readonly image: Image | undefined }) {
  if (!image || image.state === 'ready') return null;
  if (image.state === 'failed') {
    return (
      <p role="alert" className="mt-4 text-danger">
        Palette could not work on this picture{image.failure ? `: ${image.failure}` : '.'}
      </p>
    );
  }
  return (
    <p role="status" className="mt-4 flex items-center gap-2.5 text-ink-soft">
      <span aria-hidden className="size-2 animate-pulse rounded-full bg-accent" />
      Palette is still looking at this picture…
    </p>
  );
}
