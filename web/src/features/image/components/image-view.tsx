import { ArrowLeft } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useNavigate } from 'react-router';
import type { Image, ImageCard } from '@/api/client';
import { originalUrl, renditionUrl } from '@/api/urls';
import { IconButton } from '@/components/icon-button';
import { useActions } from '@/components/use-actions';
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
}

/** One picture: large, with what is known about it beside it. */
export function ImageView({ card, image }: ImageViewProps) {
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
          <h1 className="font-display text-3xl leading-[1.15] text-balance [overflow-wrap:anywhere] xl:text-4xl">
            {card.title || <em className="text-ink-soft">Untitled</em>}
          </h1>
          {card.artist && <p className="mt-2 text-[17px] text-ink-soft">{card.artist}</p>}
          <Progress image={image} />
        </header>
        {image?.description && (
          <p className="leading-relaxed whitespace-pre-line [overflow-wrap:anywhere]">{image.description}</p>
        )}
        <ImageActions card={card} fileName={image?.file_name} />
        {image && <SwatchBar swatches={image.swatches} />}
        {image && <TagList tags={image.tags} />}
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

// In the wall below, the arrow keys move between tiles.
function inWall(): boolean {
  return document.activeElement?.closest('[role=feed]') != null;
}
