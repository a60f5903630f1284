import { ImageOff } from 'lucide-react';
import { type CSSProperties, memo, useContext, useEffect, useState } from 'react';
import { Link } from 'react-router';
import type { ImageCard } from '@/api/client';
import { renditionSet, renditionUrl } from '@/api/urls';
import { hasAlpha, thumbhashUrl } from '@/lib/thumbhash';
import { TileCoverContext, TileNoteContext, TileToolsContext } from './tile-tools';

interface TileProps {
  readonly item: ImageCard;
  readonly index: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly first: boolean;
}

// Pictures the browser has shown before are shown at once, without placeholder and fade.
const shown = new Set<string>();

export const Tile = memo(function Tile({ item, index, left, top, width, height, first }: TileProps) {
  const Tools = useContext(TileToolsContext);
  const Cover = useContext(TileCoverContext);
  return (
    <article
      data-tile={index}
      aria-posinset={index + 1}
      aria-setsize={-1}
      aria-label={item.alt}
      className="tile"
      style={{ width, height, transform: `translate(${left}px, ${top}px)` }}
    >
      <Link
        to={`/image/${item.id}`}
        className="block size-full overflow-hidden rounded-tile"
        draggable={false}
      >
        <TilePicture item={item} width={width} first={first} />
      </Link>
      {Tools && <Tools item={item} />}
      {Cover && <Cover item={item} />}
    </article>
  );
});

function TilePicture({ item, width, first }: Pick<TileProps, 'item' | 'width' | 'first'>) {
  const [broken, setBroken] = useState(false);
  const note = useContext(TileNoteContext)(item);

  useEffect(() => {
    if (!broken) return;
    const retry = () => setBroken(false);
    window.addEventListener('online', retry);
    return () => window.removeEventListener('online', retry);
  }, [broken]);

  if (broken) {
    return (
      <span className="flex size-full flex-col items-center justify-center gap-2 bg-sunken p-3 text-center text-sm text-ink-soft">
        <ImageOff className="size-5" aria-hidden />
        <span className="line-clamp-3">{item.alt}</span>
      </span>
    );
  }
  const known = shown.has(item.id);
  return (
    <span className="tile-picture block size-full rounded-tile" style={backdrop(item, known)}>
      <img
        src={renditionUrl(item.id, 320)}
        srcSet={renditionSet(item.id)}
        sizes={`${Math.ceil(width)}px`}
        alt={item.alt}
        decoding="async"
        fetchPriority={first ? 'high' : 'auto'}
        draggable={false}
        className="size-full object-cover"
        {...(known && { 'data-shown': '' })}
        onLoad={({ currentTarget }) => {
          shown.add(item.id);
          currentTarget.dataset.shown = '';
          if (item.thumbhash && hasAlpha(item.thumbhash)) unveil(currentTarget.parentElement);
        }}
        onError={() => setBroken(true)}
      />
      {(item.title || item.artist || note) && (
        <span aria-hidden className="tile-words absolute inset-x-0 bottom-0 px-3 pt-10 pb-2.5 text-white">
          {item.title && <span className="line-clamp-2 text-sm leading-snug font-medium">{item.title}</span>}
          {item.artist && <span className="block truncate text-xs text-white/85">{item.artist}</span>}
          {note && <span className="mt-1 block truncate text-xs text-white/85 italic">{note}</span>}
        </span>
      )}
    </span>
  );
}

function backdrop(item: ImageCard, known: boolean): CSSProperties {
  const alpha = item.thumbhash !== null && hasAlpha(item.thumbhash);
  if (alpha && known) return { backgroundColor: 'var(--paper)' };
  const blurred = item.thumbhash && !known ? thumbhashUrl(item.thumbhash) : null;
  return {
    backgroundColor: alpha ? 'var(--paper)' : (item.color ?? 'var(--sunken)'),
    ...(blurred && { backgroundImage: `url(${blurred})` }),
  };
}

// Through a see-through picture the blurred one would shine.
function unveil(picture: HTMLElement | null): void {
  if (picture) picture.style.backgroundImage = 'none';
}
