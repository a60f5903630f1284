import { ChevronLeft, ChevronRight, ImageOff } from 'lucide-react';
import { type CSSProperties, useState } from 'react';
import { Link } from 'react-router';
import type { ImageCard } from '@/api/client';
import { renditionUrl } from '@/api/urls';
import { hasAlpha, thumbhashUrl } from '@/lib/thumbhash';

interface StageProps {
  readonly card: ImageCard;
  readonly previous: ImageCard | null;
  readonly next: ImageCard | null;
  readonly onZoom: () => void;
}

const side =
  'absolute top-1/2 z-10 grid size-12 -translate-y-1/2 place-items-center rounded-full bg-canvas/85 text-ink opacity-0 transition-opacity group-hover/stage:opacity-100 focus-visible:opacity-100 pointer-coarse:opacity-100';

/** The picture as large as the window allows, in a box whose size is known before the picture is there. */
export function Stage({ card, previous, next, onZoom }: StageProps) {
  const ratio = card.width / card.height;
  return (
    <div className="group/stage relative flex items-center justify-center">
      <div className="relative w-full" style={boxOf(card, ratio)}>
        <Picture key={card.id} card={card} onZoom={onZoom} />
      </div>
      {previous && (
        <Link
          to={`/image/${previous.id}`}
          replace
          aria-label="Previous picture"
          title="Previous picture (←)"
          className={`${side} left-2`}
        >
          <ChevronLeft className="size-6" aria-hidden />
        </Link>
      )}
      {next && (
        <Link
          to={`/image/${next.id}`}
          replace
          aria-label="Next picture"
          title="Next picture (→)"
          className={`${side} right-2`}
        >
          <ChevronRight className="size-6" aria-hidden />
        </Link>
      )}
    </div>
  );
}

// Small pictures are shown up to twice their size, not blown up to the whole stage.
function boxOf({ width }: ImageCard, ratio: number): CSSProperties {
  return {
    aspectRatio: ratio,
    maxWidth: `min(${Math.max(320, width * 2)}px, calc(var(--stage-height) * ${ratio}))`,
  };
}

function Picture({ card, onZoom }: Pick<StageProps, 'card' | 'onZoom'>) {
  const [state, setState] = useState<'small' | 'large' | 'broken'>('small');
  const alpha = card.thumbhash !== null && hasAlpha(card.thumbhash);
  const blurred = card.thumbhash && !alpha ? thumbhashUrl(card.thumbhash) : null;
  if (state === 'broken') {
    return (
      <p className="flex size-full flex-col items-center justify-center gap-3 rounded-lg bg-sunken p-6 text-center text-ink-soft">
        <ImageOff className="size-6" aria-hidden />
        This picture could not be loaded.
      </p>
    );
  }
  return (
    <button
      type="button"
      onClick={onZoom}
      aria-label={`Enlarge: ${card.alt}`}
      className="absolute inset-0 cursor-zoom-in overflow-hidden rounded-lg bg-cover"
      style={{
        backgroundColor: alpha ? 'var(--paper)' : (card.color ?? 'var(--sunken)'),
        ...(blurred && { backgroundImage: `url(${blurred})` }),
      }}
    >
      {state === 'small' && (
        <img src={renditionUrl(card.id, 640)} alt="" className="absolute inset-0 size-full object-contain" />
      )}
      <img
        src={renditionUrl(card.id, 1280)}
        alt={card.alt}
        decoding="async"
        fetchPriority="high"
        className="absolute inset-0 size-full object-contain"
        onLoad={() => setState('large')}
        onError={() => setState('broken')}
      />
    </button>
  );
}
